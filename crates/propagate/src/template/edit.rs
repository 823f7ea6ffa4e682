//! Edits of a text: collected first, applied once.

use std::ops::Range;

/// Something else in the place of a span; an insertion where the span is empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Edit {
    /// Bytes of the text as it was read.
    pub(crate) span: Range<usize>,
    /// What stands there afterwards.
    pub(crate) text: String,
}

/// The text after all edits, which may come in any order. Of two that overlap the one that begins
/// first is made; insertions at one place stay in their order.
pub(crate) fn apply(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|edit| edit.span.start);
    let added: usize = edits.iter().map(|edit| edit.text.len()).sum();
    let mut result = String::with_capacity(text.len() + added);
    let mut passed = 0;
    for edit in edits {
        let Some(before) = text.get(passed..edit.span.start) else { continue };
        result.push_str(before);
        result.push_str(&edit.text);
        passed = edit.span.end;
    }
    result.push_str(text.get(passed..).unwrap_or(""));
    result
}

#[cfg(test)]
mod tests {
    use super::{Edit, apply};

    fn edit(span: std::ops::Range<usize>, text: &str) -> Edit {
        Edit { span, text: text.to_owned() }
    }

    #[test]
    fn edits_are_made_at_the_places_of_the_text_as_it_was() {
        let edits = vec![edit(4..5, ""), edit(0..0, "<"), edit(2..3, "CC"), edit(0..0, "=")];
        assert_eq!(apply("abcdef", edits), "<=abCCdf");
    }

    #[test]
    fn an_edit_inside_of_another_is_left_out() {
        assert_eq!(apply("abcdef", vec![edit(1..5, "-"), edit(2..3, "x")]), "a-f");
    }
}
