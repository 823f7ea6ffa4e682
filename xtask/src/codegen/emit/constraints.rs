//! `constraints.rs`: what the shapes in parameters demand.

use super::super::model::{Model, Shape};
use super::super::names::{constant_name, optional_number};
use super::super::text::Add;
use super::pattern::to_rust;
use super::{Reach, generated};

/// The name of the constant that holds a shape's constraint, or of the one that demands nothing.
pub(super) fn name(shape: Shape<'_>) -> String {
    if is_constrained(shape) { constant_name(shape.name) } else { "UNCONSTRAINED".to_owned() }
}

/// Whether the shape demands anything of a string's or a list's length or form.
pub(super) fn is_constrained(shape: Shape<'_>) -> bool {
    matches!(shape.kind(), "string" | "list")
        && shape.values().is_empty()
        && (shape.number("min").is_some_and(|min| min > 0)
            || shape.number("max").is_some()
            || shape.text("pattern").is_some())
}

/// The file: one static per shape, and the list of all for the tests.
pub(super) fn file(model: &Model, reach: &Reach<'_>) -> String {
    let shapes: Vec<Shape<'_>> =
        reach.inputs.values().copied().filter(|shape| is_constrained(*shape)).collect();
    let mut text = format!(
        "//! What the parameters of {} must satisfy.\n{}\n\
         use crate::validation::{{Constraint, Pattern}};\n",
        model.service.reference,
        generated(model)
    );
    for shape in &shapes {
        text.push_str(&one(*shape));
    }
    let names: Vec<String> =
        shapes.iter().map(|shape| format!("&{}", constant_name(shape.name))).collect();
    text.add(format!(
        "\n/// Every constraint, for the test that compiles their patterns.\n#[cfg(test)]\n\
         pub(crate) static ALL: &[&Constraint] = &[{}];\n",
        names.join(", ")
    ));
    text
}

fn one(shape: Shape<'_>) -> String {
    let pattern = match shape.text("pattern") {
        Some(pattern) => {
            format!("Some(Pattern::new({}, {}))", raw(pattern), raw(&to_rust(pattern)))
        }
        None => "None".to_owned(),
    };
    let invalid_text = match shape.text("invalidText") {
        Some(text) => format!("Some({text:?})"),
        None => "None".to_owned(),
    };
    format!(
        "\n/// `{}`.\npub(super) static {}: Constraint = Constraint {{ min: {}, max: {}, \
         pattern: {pattern}, invalid_text: {invalid_text} }};\n",
        shape.name,
        constant_name(shape.name),
        optional_number(shape.number("min")),
        optional_number(shape.number("max")),
    )
}

/// A raw string literal, with as few signs around it as clippy asks for.
fn raw(text: &str) -> String {
    if text.contains('"') {
        format!("r#\"{text}\"#")
    } else if text.contains('\\') {
        format!("r\"{text}\"")
    } else {
        format!("\"{text}\"")
    }
}
