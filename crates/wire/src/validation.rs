//! The constraints of AWS's service models, and AWS's words for violating them.
//!
//! A generated request reads its parameters through a [`Reader`], which collects every violation,
//! so that one answer names them all. IAM and STS word them differently: STS echoes the value, IAM
//! does not.

mod constraint;
mod reader;
#[cfg(test)]
mod tests;

use std::fmt;

pub use constraint::{Constraint, EnumShape, IntegerRange, Pattern, UNCONSTRAINED};
pub use reader::{Reader, Structure};

use crate::error::ErrorCode;
use crate::limits::VIOLATIONS_MAX;

/// Everything that is wrong with the parameters of one request.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct ValidationErrors {
    code: ErrorCode,
    violations: Vec<String>,
    message: Option<String>,
}

impl ValidationErrors {
    /// Violations of model constraints, worded `Value at 'x' failed to satisfy constraint: …`.
    pub(crate) fn constraints(violations: Vec<String>) -> Self {
        Self { code: ErrorCode::ValidationError, violations, message: None }
    }

    /// One fault with a text of its own.
    pub(crate) fn single(code: ErrorCode, message: String) -> Self {
        Self { code, violations: Vec::new(), message: Some(message) }
    }

    /// `ValidationError`, or `MalformedInput` where a value is not of its type at all.
    pub const fn code(&self) -> ErrorCode {
        self.code
    }

    /// The violations of constraints, one text each; empty for a single fault of another kind.
    pub fn violations(&self) -> &[String] {
        &self.violations
    }
}

impl fmt::Display for ValidationErrors {
    /// Writes the text as AWS words it.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(message) = &self.message {
            return formatter.write_str(message);
        }
        let count = self.violations.len();
        let noun = if count == 1 { "error" } else { "errors" };
        write!(formatter, "{count} validation {noun} detected: ")?;
        for (index, violation) in self.violations.iter().take(VIOLATIONS_MAX).enumerate() {
            let separator = if index == 0 { "" } else { "; " };
            write!(formatter, "{separator}{violation}")?;
        }
        Ok(())
    }
}
