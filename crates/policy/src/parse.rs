//! From text to tree.
//!
//! Parsing is total and never stops at the first fault: it answers the tree and everything that is
//! wrong with it. What depends on the use of the document is for [`check`](crate::check).
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html>

mod condition;
mod document;
mod elements;
mod principal;
mod statement;

use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::faults::Faults;
use crate::finding::json::DOCUMENT_TOO_LONG;
use crate::limits::{DOCUMENT_BYTES_MAX, DOCUMENT_CHARACTERS_MAX, NESTING_DEPTH_MAX};
use crate::span::Span;
use crate::text::{self, Value, ValueKind};
use crate::tree::Document;

/// A document and everything that is wrong with it.
#[derive(Clone, Debug)]
pub struct Parsed {
    /// The tree: as much of it as could be read.
    pub document: Document,
    /// The faults. [`parse`] gives them in the order of their places,
    /// [`validate`](crate::validate) in the order in which AWS finds them.
    pub diagnostics: Vec<Diagnostic>,
}

impl Parsed {
    /// Whether some diagnostic is an error: such a document decides nothing.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(Diagnostic::is_error)
    }

    /// AWS's own text for the first error that has one: the answer `MalformedPolicyDocument` of
    /// a document that came from [`validate`](crate::validate). `None` where there is no error.
    pub fn malformed_message(&self) -> Option<&str> {
        let mut errors = self.diagnostics.iter().filter(|diagnostic| diagnostic.is_error());
        errors.find_map(|diagnostic| diagnostic.aws_message.as_deref())
    }
}

/// Reads a policy document: never fails, never panics, and takes time proportional to the text.
///
/// A text of more than [`DOCUMENT_CHARACTERS_MAX`] characters is not read at all.
///
/// ```
/// let parsed = entail_policy::parse(r#"{"Statement": {"Effect": "Alow"}}"#);
/// let codes: Vec<&str> = parsed.diagnostics.iter().map(|d| d.code.name).collect();
/// assert_eq!(codes, ["missing-action", "invalid-effect"]);
/// ```
pub fn parse(source: &str) -> Parsed {
    let mut faults = Faults::default();
    let json = if is_too_long(source) {
        let message = format!("the document has more than {DOCUMENT_CHARACTERS_MAX} characters");
        faults.push(Diagnostic::new(&DOCUMENT_TOO_LONG, Span::default(), message));
        Value { span: Span::default(), kind: ValueKind::Missing }
    } else {
        text::read(source, NESTING_DEPTH_MAX, &mut faults)
    };
    let document = document::document(Arc::from(source), json, &mut faults);
    Parsed { document, diagnostics: faults.into_sorted() }
}

fn is_too_long(source: &str) -> bool {
    source.len() > DOCUMENT_BYTES_MAX
        || (source.len() > DOCUMENT_CHARACTERS_MAX
            && source.chars().nth(DOCUMENT_CHARACTERS_MAX).is_some())
}

#[cfg(test)]
mod tests;
