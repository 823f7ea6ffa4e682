//! What all elements share: members of an object, strings, and lists of strings.

use crate::diagnostic::Diagnostic;
use crate::faults::Faults;
use crate::finding::document::{UNKNOWN_ELEMENT, WRONG_TYPE};
use crate::span::Spanned;
use crate::text::{Member, Value, ValueKind};

/// Reports a value of the wrong type. A value that could not be read was reported before.
pub(super) fn wrong_type(name: &str, wanted: &str, value: &Value, faults: &mut Faults) {
    if value.kind != ValueKind::Missing {
        let message = format!("`{name}` takes {wanted}, not {}", value.describe());
        faults.push(Diagnostic::new(&WRONG_TYPE, value.span, message));
    }
}

/// An element that the grammar does not know, with the known one it looks like.
pub(super) fn unknown(member: &Member, known: &[&str]) -> Diagnostic {
    let name = member.key.value.as_str();
    let message = format!("the policy language has no element `{name}` here");
    let mut fault = Diagnostic::new(&UNKNOWN_ELEMENT, member.key.span, message);
    if let Some(similar) = known.iter().find(|known| looks_like(name, known)) {
        fault = fault.with_help(format!("write `{similar}`"));
    }
    fault
}

/// Whether a name is a known one but for case and the plural.
fn looks_like(name: &str, known: &str) -> bool {
    let singular = name.strip_suffix(['s', 'S']).unwrap_or(name);
    name.eq_ignore_ascii_case(known) || singular.eq_ignore_ascii_case(known)
}

/// Reads a string.
pub(super) fn string(name: &str, value: &Value, faults: &mut Faults) -> Option<Spanned<String>> {
    if let ValueKind::String(text) = &value.kind {
        return Some(Spanned::new(text.clone(), value.span));
    }
    wrong_type(name, "a string", value, faults);
    None
}

/// Reads a string or a list of strings; `None` where it is neither.
pub(super) fn strings(
    name: &str,
    value: &Value,
    faults: &mut Faults,
) -> Option<Vec<Spanned<String>>> {
    match &value.kind {
        ValueKind::String(text) => Some(vec![Spanned::new(text.clone(), value.span)]),
        ValueKind::Array(elements) => {
            Some(elements.iter().filter_map(|element| string(name, element, faults)).collect())
        }
        _ => {
            wrong_type(name, "a string or a list of strings", value, faults);
            None
        }
    }
}
