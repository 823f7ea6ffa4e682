//! A statement.

use super::{ActionElement, Condition, PrincipalElement, ResourceElement};
use crate::span::{Span, Spanned};

/// One statement of a policy.
///
/// Elements that were not written, or could not be read, are `None`; the latter have a diagnostic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The whole statement object.
    pub span: Span,
    /// JSON pointer of the statement: `/Statement/0`, or `/Statement` for a lone object.
    pub pointer: String,
    /// `Sid`.
    pub sid: Option<Spanned<String>>,
    /// `Effect`.
    pub effect: Option<Spanned<Effect>>,
    /// `Principal` or `NotPrincipal`.
    pub principal: Option<PrincipalElement>,
    /// `Action` or `NotAction`.
    pub action: Option<ActionElement>,
    /// `Resource` or `NotResource`.
    pub resource: Option<ResourceElement>,
    /// The operators of the `Condition` block in document order; all must hold.
    pub conditions: Vec<Condition>,
}

/// What a matching statement does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Effect {
    /// `Allow`.
    Allow,
    /// `Deny`.
    Deny,
}

impl Effect {
    /// The effect as AWS writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Effect::Allow => "Allow",
            Effect::Deny => "Deny",
        }
    }
}

/// Which of the two forms of an element was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Polarity {
    /// `Action`, `Resource`, `Principal`: what is listed matches.
    Positive,
    /// `NotAction`, `NotResource`, `NotPrincipal`: all but what is listed matches.
    Negated,
}
