//! XML answers, indented as AWS indents them.

mod escape;
#[cfg(test)]
mod tests;

use jiff::Timestamp;

pub use escape::escape;

use crate::error::ErrorCode;
use crate::service::Service;
use crate::shapes::Response;

/// A structure of a service model that can stand in an answer.
pub trait Element {
    /// Writes the members in the order of the service model.
    fn write_xml(&self, writer: &mut Writer);
}

/// Writes elements into a growing text. The caller gives names from the service model, which need
/// no escaping; texts are escaped here.
#[derive(Debug, Default)]
pub struct Writer {
    text: String,
    depth: usize,
}

impl Writer {
    /// A writer with nothing in it.
    pub fn new() -> Self {
        Self::default()
    }

    /// What was written.
    pub fn finish(self) -> String {
        self.text
    }

    /// An element with elements in it; an empty one becomes `<Name/>`.
    pub fn element(&mut self, name: &str, content: impl FnOnce(&mut Self)) {
        self.element_with(name, "", content);
    }

    fn element_with(&mut self, name: &str, attributes: &str, content: impl FnOnce(&mut Self)) {
        self.indent();
        self.push(&["<", name, attributes]);
        let after_name = self.text.len();
        self.push(&[">\n"]);
        let before_content = self.text.len();
        self.depth += 1;
        content(self);
        self.depth -= 1;
        if self.text.len() == before_content {
            self.text.truncate(after_name);
            self.push(&["/>\n"]);
        } else {
            self.indent();
            self.push(&["</", name, ">\n"]);
        }
    }

    /// An element with a text in it.
    pub fn text(&mut self, name: &str, text: &str) {
        self.indent();
        self.push(&["<", name, ">"]);
        escape(text, &mut self.text);
        self.push(&["</", name, ">\n"]);
    }

    /// An element with `true` or `false` in it.
    pub fn boolean(&mut self, name: &str, value: bool) {
        self.text(name, if value { "true" } else { "false" });
    }

    /// An element with a number in it.
    pub fn integer(&mut self, name: &str, value: i32) {
        self.text(name, &value.to_string());
    }

    /// An element with a time in it: ISO 8601 in UTC, to the second, `2026-11-22T10:00:00Z`.
    pub fn timestamp(&mut self, name: &str, value: Timestamp) {
        self.text(name, &value.strftime("%Y-%m-%dT%H:%M:%SZ").to_string());
    }

    /// An element with a policy document in it, percent-encoded by RFC 3986.
    // AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetPolicyVersion.html
    pub fn policy_document(&mut self, name: &str, document: &str) {
        let encoded = crate::sigv4::uri_encode(document.as_bytes());
        self.text(name, &encoded);
    }

    /// An element with the members of a structure in it.
    pub fn structure(&mut self, name: &str, structure: &impl Element) {
        self.element(name, |writer| structure.write_xml(writer));
    }

    /// A list of structures: each is an element `member`; an empty list becomes `<Name/>`.
    pub fn structures(&mut self, name: &str, entries: &[impl Element]) {
        self.element(name, |writer| {
            for entry in entries {
                writer.structure("member", entry);
            }
        });
    }

    /// A list of texts: each is an element `member`; an empty list becomes `<Name/>`.
    pub fn strings(&mut self, name: &str, entries: &[String]) {
        self.element(name, |writer| {
            for entry in entries {
                writer.text("member", entry);
            }
        });
    }

    /// A map: each entry is an element `entry` with `key` and `value`.
    pub fn integer_map<'a>(
        &mut self,
        name: &str,
        entries: impl IntoIterator<Item = (&'a String, &'a i32)>,
    ) {
        self.element(name, |writer| {
            for (key, &value) in entries {
                writer.element("entry", |writer| {
                    writer.text("key", key);
                    writer.integer("value", value);
                });
            }
        });
    }

    fn indent(&mut self) {
        for _ in 0..self.depth {
            self.text.push_str("  ");
        }
    }

    fn push(&mut self, pieces: &[&str]) {
        for piece in pieces {
            self.text.push_str(piece);
        }
    }
}

/// The whole answer of an operation.
// AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/programming.html
pub fn response<R: Response>(answer: &R, request_id: &str) -> String {
    response_with_notes(answer, request_id, &[])
}

/// The same with remarks for the caller, one a line, in an element `Notes` beside the request id.
///
/// CHOICE: boto3 shows every text of `ResponseMetadata`, so that a stock client can read them;
/// clients that know no such element skip it.
pub fn response_with_notes<R: Response>(answer: &R, request_id: &str, notes: &[String]) -> String {
    let mut writer = Writer::new();
    let name = format!("{}Response", R::OPERATION);
    writer.element_with(&name, &namespace(R::SERVICE), |writer| {
        if let Some(result) = R::RESULT {
            writer.element(result, |writer| answer.write_xml(writer));
        }
        writer.element("ResponseMetadata", |writer| {
            writer.text("RequestId", request_id);
            if !notes.is_empty() {
                writer.text("Notes", &notes.join("\n"));
            }
        });
    });
    writer.finish()
}

/// The namespace of the one error that AWS answers before it knows the service: no such operation
/// (measured on STS).
const FAULT_NAMESPACE: &str = "http://webservices.amazon.com/AWSFault/2005-15-09";

/// The whole answer of an operation that failed.
pub fn error_response(
    service: Service,
    code: ErrorCode,
    message: &str,
    request_id: &str,
) -> String {
    let mut writer = Writer::new();
    let namespace = match code {
        ErrorCode::InvalidAction => format!(" xmlns=\"{FAULT_NAMESPACE}\""),
        _ => namespace(service),
    };
    writer.element_with("ErrorResponse", &namespace, |writer| {
        writer.element("Error", |writer| {
            writer.text("Type", code.fault().as_str());
            writer.text("Code", code.as_str());
            writer.text("Message", message);
        });
        writer.text("RequestId", request_id);
    });
    writer.finish()
}

fn namespace(service: Service) -> String {
    service.namespace().map_or_else(String::new, |namespace| format!(" xmlns=\"{namespace}\""))
}
