//! JSON bodies with the place of each value, so that they can be changed there and nowhere else.

use entail_policy::text::{Value, read_file};

use super::edit::Edit;

/// Reads a body; none where it is not JSON.
pub(super) fn read(text: &str) -> Option<Value> {
    let (value, faults) = read_file(text);
    faults.is_empty().then_some(value)
}

/// Puts a text in the place of a value.
pub(super) fn replace(value: &Value, text: &str) -> Edit {
    let at = value.span.start as usize..value.span.end as usize;
    Edit { at, text: serde_json::Value::from(text).to_string() }
}
