//! AWS JSON 1.0, which the administrator's API speaks: the operation in a header, the parameters and
//! the answer as one JSON object.
//!
//! AWS: <https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html>

mod error;
mod request;
#[cfg(test)]
mod tests;

use jiff::Timestamp;
use serde_json::{Map, Value};

pub use self::{
    error::{error_name, error_response, error_status},
    request::{JsonError, operation_of_target, parameters},
};

/// The only content type of requests and answers.
pub const CONTENT_TYPE: &str = "application/x-amz-json-1.0";

/// The header that names the operation: `Entail_20261101.GetLineage`.
pub const TARGET_HEADER: &str = "x-amz-target";

/// What stands before the operation's name in [`TARGET_HEADER`]; the same as `targetPrefix` in
/// `models/entail-2026-11-01.json`.
pub const TARGET_PREFIX: &str = "Entail_20261101";

/// The header of an error answer that repeats the error's name.
pub const ERROR_HEADER: &str = "x-amzn-errortype";

/// Whether a `Content-Type` header says that the body is AWS JSON 1.0.
pub fn is_json(content_type: &str) -> bool {
    let media_type = content_type.split(';').next().unwrap_or_default();
    media_type.trim().eq_ignore_ascii_case(CONTENT_TYPE)
}

/// A structure of a service model that can stand in an answer.
pub trait Element {
    /// Writes the members.
    fn write_json(&self, writer: &mut Writer);
}

/// Writes the members of one object.
#[derive(Debug, Default)]
pub struct Writer {
    members: Map<String, Value>,
}

impl Writer {
    /// A writer of an object with nothing in it.
    pub fn new() -> Self {
        Self::default()
    }

    /// The object as text. Remarks for the caller stand in a member `Notes`, where there are any.
    pub fn finish(mut self, notes: &[String]) -> String {
        if !notes.is_empty() {
            self.strings("Notes", notes);
        }
        Value::Object(self.members).to_string()
    }

    /// A text.
    pub fn text(&mut self, name: &str, text: &str) {
        self.put(name, Value::from(text));
    }

    /// `true` or `false`.
    pub fn boolean(&mut self, name: &str, value: bool) {
        self.put(name, Value::from(value));
    }

    /// A number.
    pub fn integer(&mut self, name: &str, value: i32) {
        self.put(name, Value::from(value));
    }

    /// A time: seconds since 1970-01-01T00:00:00Z, which is this protocol's form.
    pub fn timestamp(&mut self, name: &str, value: Timestamp) {
        self.put(name, Value::from(value.as_second()));
    }

    /// A structure.
    pub fn structure(&mut self, name: &str, structure: &impl Element) {
        self.put(name, object(structure));
    }

    /// A list of structures.
    pub fn structures(&mut self, name: &str, entries: &[impl Element]) {
        self.put(name, entries.iter().map(object).collect());
    }

    /// A list of texts.
    pub fn strings(&mut self, name: &str, entries: &[String]) {
        self.put(name, entries.iter().map(String::as_str).collect());
    }

    fn put(&mut self, name: &str, value: Value) {
        self.members.insert(name.to_owned(), value);
    }
}

fn object(structure: &impl Element) -> Value {
    let mut writer = Writer::new();
    structure.write_json(&mut writer);
    Value::Object(writer.members)
}
