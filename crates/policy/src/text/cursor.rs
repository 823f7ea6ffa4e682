//! A place in the text that only moves forward.

use crate::span::Span;

/// The reader's place in the text.
#[derive(Debug)]
pub(super) struct Cursor<'source> {
    source: &'source str,
    position: usize,
}

impl<'source> Cursor<'source> {
    /// The beginning of a text.
    pub(super) fn new(source: &'source str) -> Cursor<'source> {
        Cursor { source, position: 0 }
    }

    /// The byte that comes next.
    pub(super) fn position(&self) -> usize {
        self.position
    }

    /// What has not been read yet.
    pub(super) fn rest(&self) -> &'source str {
        self.source.get(self.position..).unwrap_or("")
    }

    /// The text from a place already passed up to here.
    pub(super) fn since(&self, start: usize) -> &'source str {
        self.source.get(start..self.position).unwrap_or("")
    }

    /// The span from a place already passed up to here.
    pub(super) fn span_since(&self, start: usize) -> Span {
        Span::new(start, self.position)
    }

    /// The next character, left where it is.
    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Takes the next character.
    pub(super) fn next(&mut self) -> Option<char> {
        let character = self.peek()?;
        self.position += character.len_utf8();
        Some(character)
    }

    /// Takes the next character where it is this one.
    pub(super) fn take(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        if found {
            self.position += wanted.len_utf8();
        }
        found
    }

    /// Takes all characters for which the test holds.
    pub(super) fn take_while(&mut self, test: impl Fn(char) -> bool) -> &'source str {
        let start = self.position;
        let rest = self.rest();
        self.position += rest.find(|character| !test(character)).unwrap_or(rest.len());
        self.since(start)
    }

    /// Passes JSON white space.
    pub(super) fn skip_white_space(&mut self) {
        self.take_while(|character| matches!(character, ' ' | '\t' | '\n' | '\r'));
    }

    /// The span of the next character; empty at the end.
    pub(super) fn next_span(&self) -> Span {
        let length = self.peek().map_or(0, char::len_utf8);
        Span::new(self.position, self.position + length)
    }
}
