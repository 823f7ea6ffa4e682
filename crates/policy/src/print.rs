//! From tree to text.
//!
//! Printing goes by [`Document::json`], so nothing that was written is lost: order of keys,
//! duplicate keys, unknown elements, spelling of numbers. Characters above U+007E are written as
//! escapes, because AWS takes none above U+00FF. A value that could not be read prints as `null`.

use std::fmt::Write as _;

use crate::span::Span;
use crate::text::{Member, Value, ValueKind};
use crate::tree::{Document, Principal};

/// Prints a document on one line without white space; loses nothing.
///
/// Printing what was printed gives the same text again.
pub fn print(document: &Document) -> String {
    let mut printer = Printer { text: String::new(), style: Style::Compact, depth: 0 };
    printer.value(&document.json);
    printer.text
}

/// Prints a document with one member a line, indented by four spaces; loses nothing.
pub fn pretty(document: &Document) -> String {
    let mut printer = Printer { text: String::new(), style: Style::Pretty, depth: 0 };
    printer.value(&document.json);
    printer.text.push('\n');
    printer.text
}

impl Document {
    /// The document's text with some principals written differently and everything else as it
    /// was, white space included. `replacement` answers the new text for a principal, or `None`
    /// to keep it.
    ///
    /// Trust policies need it: they store users and roles by unique id, and show them by ARN.
    ///
    /// ```
    /// use entail_policy::tree::Principal;
    /// let source = r#"{"Statement": {"Principal": {"AWS": "arn:aws:iam::111122223333:role/r"}}}"#;
    /// let document = entail_policy::parse(source).document;
    /// let stored = document.map_principals(|principal| match principal {
    ///     Principal::Arn(_) => Some("AROAEXAMPLEEXAMPLE123".to_owned()),
    ///     _ => None,
    /// });
    /// assert_eq!(stored, r#"{"Statement": {"Principal": {"AWS": "AROAEXAMPLEEXAMPLE123"}}}"#);
    /// ```
    pub fn map_principals(
        &self,
        mut replacement: impl FnMut(&Principal) -> Option<String>,
    ) -> String {
        let elements = self.statements.iter().filter_map(|statement| statement.principal.as_ref());
        let mut edits: Vec<(Span, String)> = elements
            .flat_map(|element| &element.principals)
            .filter_map(|principal| Some((principal.span, replacement(&principal.value)?)))
            .collect();
        edits.sort_by_key(|(span, _)| *span);
        let mut text = String::with_capacity(self.source.len());
        let mut position = 0;
        for (span, principal) in edits {
            text.push_str(Span { start: position, end: span.start }.text(&self.source));
            text.push_str(&quote(&principal));
            position = span.end;
        }
        text.push_str(self.source.get(position as usize..).unwrap_or(""));
        text
    }
}

/// The characters of a text that AWS counts against its policy size quotas: all but white space.
///
/// AWS: "IAM doesn't count white space when calculating the size of a policy",
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>
// CHOICE: the sentence makes no exception for white space inside strings, so neither do we.
pub fn size_without_white_space(text: &str) -> usize {
    text.chars().filter(|character| !matches!(character, ' ' | '\t' | '\n' | '\r')).count()
}

/// Whether white space is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    Compact,
    Pretty,
}

struct Printer {
    text: String,
    style: Style,
    depth: usize,
}

impl Printer {
    fn value(&mut self, value: &Value) {
        match &value.kind {
            ValueKind::Missing | ValueKind::Null => self.text.push_str("null"),
            ValueKind::Boolean(true) => self.text.push_str("true"),
            ValueKind::Boolean(false) => self.text.push_str("false"),
            ValueKind::Number(number) => self.text.push_str(number),
            ValueKind::String(string) => self.text.push_str(&quote(string)),
            ValueKind::Array(elements) => {
                self.container('[', elements, ']', Printer::value);
            }
            ValueKind::Object(members) => self.container('{', members, '}', Printer::member),
        }
    }

    fn member(&mut self, member: &Member) {
        self.text.push_str(&quote(&member.key.value));
        self.text.push_str(if self.style == Style::Pretty { ": " } else { ":" });
        self.value(&member.value);
    }

    fn container<Element>(
        &mut self,
        open: char,
        elements: &[Element],
        close: char,
        print: impl Fn(&mut Printer, &Element),
    ) {
        self.text.push(open);
        self.depth += 1;
        for (index, element) in elements.iter().enumerate() {
            if index > 0 {
                self.text.push(',');
            }
            self.line();
            print(self, element);
        }
        self.depth -= 1;
        if !elements.is_empty() {
            self.line();
        }
        self.text.push(close);
    }

    fn line(&mut self) {
        if self.style == Style::Pretty {
            self.text.push('\n');
            self.text.push_str(&"    ".repeat(self.depth));
        }
    }
}

/// Writes a JSON string in printable ASCII.
fn quote(string: &str) -> String {
    let mut text = String::with_capacity(string.len() + 2);
    text.push('"');
    for character in string.chars() {
        match character {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            ' '..='~' => text.push(character),
            _ => {
                let mut units = [0; 2];
                for unit in character.encode_utf16(&mut units) {
                    // Writing to a string cannot fail.
                    let _ = write!(text, "\\u{unit:04x}");
                }
            }
        }
    }
    text.push('"');
    text
}

#[cfg(test)]
mod tests;
