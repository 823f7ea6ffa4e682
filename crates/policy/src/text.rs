//! JSON as it was written: byte spans, key order, duplicate keys, numbers as text.
//!
//! The reader is total: it answers a [`Value`] for every text, goes on after a fault and reports
//! all of them. It never recurses deeper than
//! [`NESTING_DEPTH_MAX`](crate::limits::NESTING_DEPTH_MAX) and reads every byte a bounded number
//! of times.
//!
//! JSON: <https://www.rfc-editor.org/rfc/rfc8259>

mod container;
mod cursor;
mod number;
mod reader;
mod string;

pub(crate) use reader::read;

use crate::diagnostic::Diagnostic;
use crate::faults::Faults;
use crate::limits::FILE_NESTING_DEPTH_MAX;
use crate::span::{Span, Spanned};

/// Reads the JSON of a file that policies stand in, such as a template: a value, and the faults in
/// the order of their places.
///
/// Unlike [`parse`](crate::parse) it takes a text of any length, and
/// [`FILE_NESTING_DEPTH_MAX`] levels.
pub fn read_file(source: &str) -> (Value, Vec<Diagnostic>) {
    let mut faults = Faults::default();
    let value = read(source, FILE_NESTING_DEPTH_MAX, &mut faults);
    (value, faults.into_sorted())
}

/// A JSON value with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// Where the value stands.
    pub span: Span,
    /// What it is.
    pub kind: ValueKind,
}

/// What a JSON value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ValueKind {
    /// Nothing readable; a diagnostic says why.
    Missing,
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A number as written.
    Number(String),
    /// A string with its escapes resolved.
    String(String),
    /// An array.
    Array(Vec<Value>),
    /// An object: members in order, duplicates kept.
    Object(Vec<Member>),
}

/// A member of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The key.
    pub key: Spanned<String>,
    /// The value.
    pub value: Value,
}

impl Member {
    /// Key and value together.
    pub fn span(&self) -> Span {
        self.key.span.join(self.value.span)
    }
}

impl Value {
    /// What the value is, for messages: `a string`, `an array`, ...
    pub fn describe(&self) -> &'static str {
        match self.kind {
            ValueKind::Missing => "nothing readable",
            ValueKind::Null => "null",
            ValueKind::Boolean(_) => "a boolean",
            ValueKind::Number(_) => "a number",
            ValueKind::String(_) => "a string",
            ValueKind::Array(_) => "an array",
            ValueKind::Object(_) => "an object",
        }
    }

    /// The members of an object; none of anything else.
    pub fn members(&self) -> &[Member] {
        match &self.kind {
            ValueKind::Object(members) => members,
            _ => &[],
        }
    }

    /// The elements of an array; none of anything else.
    pub fn elements(&self) -> &[Value] {
        match &self.kind {
            ValueKind::Array(elements) => elements,
            _ => &[],
        }
    }

    /// The first member of an object with this name.
    pub fn get(&self, name: &str) -> Option<&Value> {
        let mut members = self.members().iter();
        members.find(|member| member.key.value == name).map(|member| &member.value)
    }

    /// The text of a string.
    pub fn as_str(&self) -> Option<&str> {
        match &self.kind {
            ValueKind::String(text) => Some(text),
            _ => None,
        }
    }

    /// Whether both values are the same JSON wherever they stand: key order, duplicate keys and
    /// the spelling of numbers count; spans do not.
    pub fn is_same(&self, other: &Value) -> bool {
        match (&self.kind, &other.kind) {
            (ValueKind::Array(left), ValueKind::Array(right)) => {
                left.len() == right.len() && left.iter().zip(right).all(|(l, r)| l.is_same(r))
            }
            (ValueKind::Object(left), ValueKind::Object(right)) => {
                let same = |(l, r): (&Member, &Member)| {
                    l.key.value == r.key.value && l.value.is_same(&r.value)
                };
                left.len() == right.len() && left.iter().zip(right).all(same)
            }
            (left, right) => left == right,
        }
    }
}

#[cfg(test)]
mod tests;
