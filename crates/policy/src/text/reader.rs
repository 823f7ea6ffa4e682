//! Values, and what stands around the one of the document.

use super::cursor::Cursor;
use super::{Value, ValueKind, container, number, string};
use crate::diagnostic::Diagnostic;
use crate::faults::Faults;
use crate::finding::{Finding, json};
use crate::span::Span;

/// Reads one JSON text: always a value, and every fault on the way.
pub(crate) fn read(source: &str, depth_max: usize, faults: &mut Faults) -> Value {
    let mut reader = Reader { cursor: Cursor::new(source), faults, depth: 0, depth_max };
    if reader.cursor.take('\u{feff}') {
        let message = "the text begins with a byte order mark";
        reader.fault(&json::BYTE_ORDER_MARK, Span::new(0, 3), message);
    }
    let value = reader.value();
    reader.skip_blank();
    let start = reader.cursor.position();
    if !reader.cursor.rest().is_empty() {
        let span = Span::new(start, source.len());
        reader.fault(&json::TRAILING_TEXT, span, "text after the end of the document");
    }
    value
}

/// The reader: a cursor, the faults so far, and how deep it is.
#[derive(Debug)]
pub(super) struct Reader<'source, 'faults> {
    pub(super) cursor: Cursor<'source>,
    faults: &'faults mut Faults,
    depth: usize,
    depth_max: usize,
}

impl Reader<'_, '_> {
    /// Reports a fault.
    pub(super) fn fault(&mut self, finding: &Finding, span: Span, message: impl Into<String>) {
        self.faults.push(Diagnostic::new(finding, span, message));
    }

    /// Reports a fault that has more than a message.
    pub(super) fn push(&mut self, fault: Diagnostic) {
        self.faults.push(fault);
    }

    /// Passes white space, and comments with a fault for each.
    pub(super) fn skip_blank(&mut self) {
        loop {
            self.cursor.skip_white_space();
            let start = self.cursor.position();
            let rest = self.cursor.rest();
            let end = if rest.starts_with("//") {
                rest.find('\n').unwrap_or(rest.len())
            } else if rest.starts_with("/*") {
                rest.find("*/").map_or(rest.len(), |index| index + 2)
            } else {
                return;
            };
            while self.cursor.position() < start + end {
                self.cursor.next();
            }
            let span = self.cursor.span_since(start);
            self.fault(&json::COMMENT, span, "JSON has no comments");
        }
    }

    /// Reads a value. Where none stands, nothing of the surrounding structure is taken.
    pub(super) fn value(&mut self) -> Value {
        self.skip_blank();
        let start = self.cursor.position();
        let kind = match self.cursor.peek() {
            Some('{') => self.nested(container::object),
            Some('[') => self.nested(container::array),
            Some('"') => ValueKind::String(string::string(self)),
            Some('-' | '+' | '.' | '0'..='9') => number::number(self),
            Some('\'') => self.single_quoted(),
            Some(character) if is_word(character) => self.word(),
            _ => self.nothing(),
        };
        Value { span: self.cursor.span_since(start), kind }
    }

    fn nested(&mut self, container: impl FnOnce(&mut Self) -> ValueKind) -> ValueKind {
        if self.depth >= self.depth_max {
            let start = self.cursor.position();
            container::skip_balanced(self);
            let message = format!("nested deeper than {} objects and arrays", self.depth_max);
            self.fault(&json::NESTING_TOO_DEEP, Span::new(start, start + 1), message);
            return ValueKind::Missing;
        }
        self.depth += 1;
        let kind = container(self);
        self.depth -= 1;
        kind
    }

    /// `true`, `false`, `null`, or a word that JSON does not know.
    fn word(&mut self) -> ValueKind {
        let start = self.cursor.position();
        match self.cursor.take_while(|character| is_word(character) || character.is_ascii_digit()) {
            "true" => ValueKind::Boolean(true),
            "false" => ValueKind::Boolean(false),
            "null" => ValueKind::Null,
            word => {
                let message = format!("`{word}` is no JSON value");
                let span = self.cursor.span_since(start);
                let fault = Diagnostic::new(&json::INVALID_LITERAL, span, message);
                self.push(fault.with_help("strings stand in double quotes"));
                ValueKind::Missing
            }
        }
    }

    /// A string as Python writes it: passed whole, so that its inside is no further fault.
    fn single_quoted(&mut self) -> ValueKind {
        let start = self.cursor.position();
        self.cursor.next();
        self.cursor.take_while(|character| character != '\'' && character >= ' ');
        self.cursor.take('\'');
        let fault = Diagnostic::new(
            &json::INVALID_LITERAL,
            self.cursor.span_since(start),
            "the string stands in single quotes",
        );
        self.push(fault.with_help("strings stand in double quotes"));
        ValueKind::Missing
    }

    fn nothing(&mut self) -> ValueKind {
        let span = self.cursor.next_span();
        let Some(character) = self.cursor.peek() else {
            self.fault(&json::UNEXPECTED_END, span, "the text ends where a value should stand");
            return ValueKind::Missing;
        };
        let message = format!("expected a value, found `{}`", character.escape_debug());
        self.fault(&json::UNEXPECTED_CHARACTER, span, message);
        if !matches!(character, ',' | ':' | '}' | ']') {
            self.cursor.next();
        }
        ValueKind::Missing
    }
}

fn is_word(character: char) -> bool {
    character.is_alphabetic() || character == '_'
}
