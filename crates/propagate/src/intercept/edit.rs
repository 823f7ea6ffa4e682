//! Changes of a text at places, and nowhere else.

use std::ops::Range;

/// A change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Edit {
    /// The bytes that are replaced.
    pub(super) at: Range<usize>,
    /// What takes their place.
    pub(super) text: String,
}

/// Makes changes, which must not overlap; none where they do, or lie outside of the text.
pub(super) fn apply(text: &str, mut edits: Vec<Edit>) -> Option<String> {
    edits.sort_by_key(|edit| edit.at.start);
    let mut output = String::with_capacity(text.len());
    let mut from = 0;
    for edit in edits {
        output.push_str(text.get(from..edit.at.start)?);
        output.push_str(&edit.text);
        from = edit.at.end;
    }
    output.push_str(text.get(from..)?);
    Some(output)
}
