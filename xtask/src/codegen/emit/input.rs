//! Reading a structure out of parameters.

use super::super::model::{Member, Model, Shape};
use super::super::names::optional_number;
use super::super::text::Add;
use super::constraints;
use super::member::{Side, field, is_optional};

/// `impl Structure for …`.
pub(super) fn read(
    model: &Model,
    name: &str,
    shape: Option<Shape<'_>>,
    side: Side,
) -> Result<String, String> {
    let members = shape.map_or(Ok(Vec::new()), |shape| model.members(shape))?;
    if members.is_empty() {
        return Ok(format!(
            "impl Structure for {name} {{\n    fn read(_reader: &mut Reader<'_>) -> Option<Self> {{\n        \
             Some(Self)\n    }}\n}}\n"
        ));
    }
    let mut lines = String::new();
    let mut fields = Vec::new();
    for member in members {
        let variable = field(member);
        lines.add(format!("        let {variable} = {};\n", call(model, member)?));
        let is_required = member.required && !is_optional(member, side);
        fields.push(if is_required { format!("{variable}: {variable}?") } else { variable });
    }
    Ok(format!(
        "impl Structure for {name} {{\n    fn read(reader: &mut Reader<'_>) -> Option<Self> {{\n{lines}        \
         Some(Self {{ {} }})\n    }}\n}}\n",
        fields.join(", ")
    ))
}

/// The call of the reader that reads one member.
fn call(model: &Model, member: Member<'_>) -> Result<String, String> {
    let (name, shape) = (member.name, member.shape);
    let prefix = if member.required { "required_" } else { "" };
    let constraint = constraints::name(shape);
    Ok(match shape.kind() {
        "string" if !shape.values().is_empty() => format!("reader.{prefix}enumeration({name:?})"),
        "string" if shape.flag("sensitive") => {
            format!("reader.{prefix}string({name:?}, &{constraint}).map(Secret::new)")
        }
        "string" => format!("reader.{prefix}string({name:?}, &{constraint})"),
        "integer" if !member.required => {
            format!("reader.integer({name:?}, {})", range(shape))
        }
        "boolean" if !member.required => format!("reader.boolean({name:?})"),
        "list" => {
            let entry = model.entry(shape)?;
            if entry.kind() == "structure" {
                format!("reader.{prefix}structures({name:?}, &{constraint})")
            } else if !entry.values().is_empty() && !member.required {
                format!("reader.enumerations({name:?}, &{constraint})")
            } else {
                let entry = constraints::name(entry);
                format!("reader.{prefix}strings({name:?}, &{constraint}, &{entry})")
            }
        }
        other => return Err(format!("`{name}` cannot be read: its type is `{other}`")),
    })
}

fn range(shape: Shape<'_>) -> String {
    match (shape.number("min"), shape.number("max")) {
        (None, None) => "IntegerRange::ANY".to_owned(),
        (min, max) => {
            let [min, max] = [min, max].map(optional_number);
            format!("IntegerRange {{ min: {min}, max: {max} }}")
        }
    }
}

/// Constraints that reading the structure mentions.
pub(super) fn constraint_names(model: &Model, shape: Shape<'_>) -> Result<Vec<String>, String> {
    let mut names = Vec::new();
    for member in model.members(shape)? {
        let mut shapes = vec![member.shape];
        if member.shape.kind() == "list" {
            shapes.push(model.entry(member.shape)?);
        }
        let constrained = shapes.into_iter().filter(|shape| constraints::is_constrained(*shape));
        names.extend(constrained.map(constraints::name));
    }
    Ok(names)
}
