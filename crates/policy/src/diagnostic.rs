//! What is wrong with a document, where, and how to put it right.

use std::fmt;

use crate::finding::Finding;
use crate::span::{LineColumn, Span};

/// A stable code with its name, such as `P0012 duplicate-sid`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Code {
    /// The number, `P` and four digits; never reused.
    pub id: &'static str,
    /// The name in kebab case.
    pub name: &'static str,
}

impl fmt::Display for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.id, self.name)
    }
}

/// How much a diagnostic weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// AWS refuses the document, or it cannot be read.
    Error,
    /// AWS takes the document, but it hardly means what it says.
    Warning,
    /// It could be said better.
    Suggestion,
}

/// A place with a few words about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What is to be seen there; may be empty for a primary label.
    pub message: String,
}

/// One fault of one document.
///
/// A document that [`parse`](crate::parse) gave an [`Severity::Error`] for is unreadable: nothing
/// may be decided by it. What [`check`](crate::check) reports is what AWS refuses to store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which finding this is.
    pub code: Code,
    /// How much it weighs.
    pub severity: Severity,
    /// One line, lower case, user input in backticks.
    pub message: String,
    /// The place of the fault.
    pub primary: Label,
    /// Other places that belong to it, such as "first defined here".
    pub secondary: Vec<Label>,
    /// What to write instead.
    pub help: Option<String>,
    /// The text AWS itself answers in `MalformedPolicyDocument`, where one is known.
    pub aws_message: Option<String>,
}

impl Diagnostic {
    /// A diagnostic of `finding` at `span`.
    pub fn new(finding: &Finding, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            code: finding.code,
            severity: finding.severity,
            message: message.into(),
            primary: Label { span, message: String::new() },
            secondary: Vec::new(),
            help: None,
            aws_message: None,
        }
    }

    /// Adds a second place.
    #[must_use]
    pub fn with_secondary(mut self, span: Span, message: impl Into<String>) -> Diagnostic {
        self.secondary.push(Label { span, message: message.into() });
        self
    }

    /// Says what to write instead.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Diagnostic {
        self.help = Some(help.into());
        self
    }

    /// Gives AWS's own text.
    #[must_use]
    pub(crate) fn with_aws_message(mut self, text: impl Into<String>) -> Diagnostic {
        self.aws_message = Some(text.into());
        self
    }

    /// Whether this is an error.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    /// The line and column of the primary label.
    pub fn line_column(&self, source: &str) -> LineColumn {
        self.primary.span.line_column(source)
    }
}
