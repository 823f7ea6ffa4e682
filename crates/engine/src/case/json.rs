//! JSON with the place of every value.
//!
//! `serde_json` says whether the text is JSON and where it is not; what is left to do here is to
//! walk a text that is known to be good and note where its values stand.

use entail_policy::LineColumn;

use super::{CaseError, CaseErrors};
use crate::limits::{CASE_BYTES, CASE_NESTING};

/// A JSON value and its bytes in the text.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) kind: Kind,
}

/// What a value is.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    Null,
    Boolean(bool),
    /// As written.
    Number(String),
    String(String),
    Array(Vec<Node>),
    /// Members in order, duplicates kept.
    Object(Vec<Member>),
}

/// A member of an object.
#[derive(Clone, Debug)]
pub(super) struct Member {
    pub(super) key: String,
    pub(super) start: usize,
    pub(super) value: Node,
}

impl Kind {
    /// The kind with its article, for messages.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::String(_) => "a string",
            Self::Array(_) => "an array",
            Self::Object(_) => "an object",
        }
    }
}

/// Reads a text as one JSON value.
pub(super) fn read(text: &str) -> Result<Node, CaseErrors> {
    let fault = |line: usize, column: usize, message: String| CaseErrors {
        errors: vec![CaseError { path: String::new(), line, column, message }],
    };
    if text.len() > CASE_BYTES {
        return Err(fault(1, 1, format!("a case is at most {CASE_BYTES} bytes long")));
    }
    if let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(text) {
        return Err(fault(error.line().max(1), column(text, &error), what_is_wrong(&error)));
    }
    let mut walker = Walker { text, offset: 0 };
    walker.value(CASE_NESTING).ok_or_else(|| {
        let place = LineColumn::of(text, walker.offset);
        let message = format!("a case nests at most {CASE_NESTING} deep");
        fault(place.line, place.column, message)
    })
}

/// The fault in the words of a case's other faults.
fn what_is_wrong(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let what = text.split(" at line ").next().unwrap_or_default();
    match what.strip_prefix("EOF while parsing ") {
        Some("a value") => "expected a value, found the end of the text".to_owned(),
        Some(open) => format!("the text ends inside {open}"),
        None if what == "key must be a string" => {
            "expected the name of a member in double quotes".to_owned()
        }
        None if what == "expected value" => "expected a value".to_owned(),
        None => what.to_owned(),
    }
}

/// The character of a fault in its line; `serde_json` counts bytes.
fn column(text: &str, error: &serde_json::Error) -> usize {
    let line = text.split('\n').nth(error.line().saturating_sub(1)).unwrap_or_default();
    let before = error.column().saturating_sub(1);
    line.get(..before).map_or(error.column(), |before| before.chars().count() + 1).max(1)
}

/// Walks a text that is JSON. `None` means that it nests too deep.
struct Walker<'a> {
    text: &'a str,
    offset: usize,
}

impl Walker<'_> {
    fn value(&mut self, depth: usize) -> Option<Node> {
        self.skip_white_space();
        let start = self.offset;
        let kind = match self.peek()? {
            b'{' => Kind::Object(self.object(depth.checked_sub(1)?)?),
            b'[' => Kind::Array(self.array(depth.checked_sub(1)?)?),
            b'"' => Kind::String(self.string()?),
            _ => self.scalar(),
        };
        Some(Node { start, end: self.offset, kind })
    }

    fn object(&mut self, depth: usize) -> Option<Vec<Member>> {
        let mut members = Vec::new();
        self.offset += 1;
        while self.next_item(b'}')? {
            let start = self.offset;
            let key = self.string()?;
            self.skip_white_space();
            self.offset += 1;
            let value = self.value(depth)?;
            members.push(Member { key, start, value });
        }
        Some(members)
    }

    fn array(&mut self, depth: usize) -> Option<Vec<Node>> {
        let mut items = Vec::new();
        self.offset += 1;
        while self.next_item(b']')? {
            items.push(self.value(depth)?);
        }
        Some(items)
    }

    /// Goes to the next item; false after the closing character, which is passed.
    fn next_item(&mut self, close: u8) -> Option<bool> {
        self.skip_white_space();
        if self.peek()? == b',' {
            self.offset += 1;
            self.skip_white_space();
        }
        let is_item = self.peek()? != close;
        self.offset += usize::from(!is_item);
        Some(is_item)
    }

    fn string(&mut self) -> Option<String> {
        let start = self.offset;
        let mut is_escaped = false;
        for (index, byte) in self.text.bytes().enumerate().skip(start + 1) {
            match byte {
                _ if is_escaped => is_escaped = false,
                b'\\' => is_escaped = true,
                b'"' => {
                    self.offset = index + 1;
                    return serde_json::from_str(self.text.get(start..=index)?).ok();
                }
                _ => {}
            }
        }
        None
    }

    fn scalar(&mut self) -> Kind {
        let start = self.offset;
        while self.peek().is_some_and(|byte| !matches!(byte, b',' | b']' | b'}') && byte > b' ') {
            self.offset += 1;
        }
        match self.text.get(start..self.offset).unwrap_or_default() {
            "true" => Kind::Boolean(true),
            "false" => Kind::Boolean(false),
            "null" => Kind::Null,
            number => Kind::Number(number.to_owned()),
        }
    }

    fn skip_white_space(&mut self) {
        while self.peek().is_some_and(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r')) {
            self.offset += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.offset).copied()
    }
}
