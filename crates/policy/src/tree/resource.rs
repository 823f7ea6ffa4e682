//! `Resource` and `NotResource`.

use super::Polarity;
use crate::span::{Span, Spanned};

/// `Resource` or `NotResource`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceElement {
    /// Which of the two.
    pub polarity: Polarity,
    /// The element's value.
    pub span: Span,
    /// ARN patterns as written, variables unresolved, or `*`; empty only where `[]` was written.
    pub patterns: Vec<Spanned<String>>,
}
