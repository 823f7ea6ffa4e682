//! The document.

use std::sync::Arc;

use super::elements::{string, unknown, wrong_type};
use super::statement::statement;
use crate::diagnostic::Diagnostic;
use crate::faults::Faults;
use crate::finding::document::{
    EMPTY_STATEMENT, INVALID_VERSION, MISSING_STATEMENT, NOT_AN_OBJECT,
};
use crate::span::Spanned;
use crate::text::{Value, ValueKind};
use crate::tree::{Document, Statement, Version};

const KNOWN: &[&str] = &["Version", "Id", "Statement"];

/// Builds the tree. Of a duplicate key the first one counts; the reader has reported the others.
pub(super) fn document(source: Arc<str>, json: Value, faults: &mut Faults) -> Document {
    let (mut version, mut id, mut statements) = (None, None, None);
    match &json.kind {
        ValueKind::Object(members) => {
            for member in members {
                let value = &member.value;
                match member.key.value.as_str() {
                    "Version" if version.is_none() => version = Some(read_version(value, faults)),
                    "Id" if id.is_none() => id = Some(string("Id", value, faults)),
                    "Statement" if statements.is_none() => {
                        statements = Some(read_statements(value, faults));
                    }
                    "Version" | "Id" | "Statement" => {}
                    _ => faults.push(unknown(member, KNOWN)),
                }
            }
            if statements.is_none() {
                let message = "the document has no `Statement`";
                faults.push(Diagnostic::new(&MISSING_STATEMENT, json.span, message));
            }
        }
        ValueKind::Missing => {}
        _ => {
            let message = format!("a policy document is an object, not {}", json.describe());
            faults.push(Diagnostic::new(&NOT_AN_OBJECT, json.span, message));
        }
    }
    Document {
        source,
        version: version.flatten(),
        id: id.flatten(),
        statements: statements.unwrap_or_default(),
        json,
    }
}

fn read_version(value: &Value, faults: &mut Faults) -> Option<Spanned<Version>> {
    let text = string("Version", value, faults)?;
    let version = Version::parse(&text.value);
    if version.is_none() {
        let message = format!("`{}` is no version of the policy language", text.value);
        let fault = Diagnostic::new(&INVALID_VERSION, text.span, message);
        faults.push(fault.with_help("write `2012-10-17`"));
    }
    version.map(|version| Spanned::new(version, text.span))
}

fn read_statements(value: &Value, faults: &mut Faults) -> Vec<Statement> {
    match &value.kind {
        ValueKind::Object(members) => {
            vec![statement(members, value.span, "/Statement".to_owned(), faults)]
        }
        ValueKind::Array(elements) => {
            if elements.is_empty() {
                let message = "`Statement` is empty";
                faults.push(Diagnostic::new(&EMPTY_STATEMENT, value.span, message));
            }
            let mut statements = Vec::with_capacity(elements.len());
            for (index, element) in elements.iter().enumerate() {
                if let ValueKind::Object(members) = &element.kind {
                    let pointer = format!("/Statement/{index}");
                    statements.push(statement(members, element.span, pointer, faults));
                } else {
                    wrong_type("Statement", "objects", element, faults);
                }
            }
            statements
        }
        _ => {
            wrong_type("Statement", "an object or a list of objects", value, faults);
            Vec::new()
        }
    }
}
