//! The `use` lines that a generated text needs: those whose names it mentions.

use super::super::Protocol;

/// Names that a generated file may mention, and where they are.
const NAMES: [(&str, &str); 11] = [
    ("Parameters", "crate::query"),
    ("Secret", "crate::secret"),
    ("Service", "crate::service"),
    ("Request", "crate::shapes"),
    ("Answer", "crate::shapes"),
    ("Response", "crate::shapes"),
    ("EnumShape", "crate::validation"),
    ("IntegerRange", "crate::validation"),
    ("Reader", "crate::validation"),
    ("Structure", "crate::validation"),
    ("UNCONSTRAINED", "crate::validation"),
];

/// Names of the module that writes answers: `xml` or `json`.
const WRITER_NAMES: [&str; 2] = ["Element", "Writer"];

/// The modules of [`NAMES`], in the order of the lines.
const MODULES: [&str; 5] =
    ["crate::query", "crate::secret", "crate::service", "crate::shapes", "crate::validation"];

/// The lines for the names that stand in `body`.
pub(super) fn lines(
    body: &str,
    siblings: &[String],
    constraints: &[String],
    protocol: Protocol,
) -> String {
    let mut standard = String::new();
    if mentions(body, "BTreeMap") {
        standard.push_str("use std::collections::BTreeMap;\n\n");
    }
    if mentions(body, "Timestamp") {
        standard.push_str("use jiff::Timestamp;\n\n");
    }
    let mut lines: Vec<String> = Vec::new();
    for module in MODULES {
        let names: Vec<&str> = NAMES
            .iter()
            .filter(|(name, home)| *home == module && mentions(body, name))
            .map(|(name, _)| *name)
            .collect();
        lines.extend(group(module, &names));
    }
    let writing: Vec<&str> = WRITER_NAMES.into_iter().filter(|name| mentions(body, name)).collect();
    lines.extend(group(&format!("crate::{}", protocol.module()), &writing));
    let constraints: Vec<&str> = constraints.iter().map(String::as_str).collect();
    let siblings: Vec<&str> = siblings.iter().map(String::as_str).collect();
    let local: Vec<String> = [("super::constraints", constraints), ("super", siblings)]
        .into_iter()
        .filter_map(|(module, mut names)| {
            names.sort_unstable();
            names.dedup();
            group(module, &names)
        })
        .collect();
    format!("{standard}{}\n{}\n", local.join("\n"), lines.join("\n"))
}

fn group(module: &str, names: &[&str]) -> Option<String> {
    match names {
        [] => None,
        [name] => Some(format!("use {module}::{name};")),
        names => Some(format!("use {module}::{{{}}};", names.join(", "))),
    }
}

/// Whether the word stands in the text's code by itself.
fn mentions(body: &str, word: &str) -> bool {
    let is_part = |character: char| character.is_ascii_alphanumeric() || character == '_';
    body.lines().filter(|line| !line.trim_start().starts_with("//")).any(|line| {
        line.match_indices(word).any(|(at, _)| {
            let before = line.get(..at).and_then(|text| text.chars().next_back());
            let after = line.get(at + word.len()..).and_then(|text| text.chars().next());
            !before.is_some_and(is_part) && !after.is_some_and(is_part)
        })
    })
}
