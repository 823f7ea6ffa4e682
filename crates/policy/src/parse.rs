//! From text to tree.

use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::span::Span;
use crate::text::{Value, ValueKind};
use crate::tree::Document;

/// A document and everything that is wrong with it.
#[derive(Clone, Debug)]
pub struct Parsed {
    /// The tree: as much of it as could be read.
    pub document: Document,
    /// The faults in the order of their places.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads a policy document.
pub fn parse(source: &str) -> Parsed {
    let source: Arc<str> = Arc::from(source);
    let json = Value { span: Span::default(), kind: ValueKind::Missing };
    let document = Document { source, version: None, id: None, statements: Vec::new(), json };
    Parsed { document, diagnostics: Vec::new() }
}
