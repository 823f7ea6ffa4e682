//! Policy documents that come in with a request: checked before they are stored.

use entail_policy::{
    Diagnostic, LineColumn, Parsed, PolicyKind, Severity, size_without_white_space, validate,
};
use entail_wire::error::ErrorCode;

use crate::control_error::ControlError;

/// Checks a document of the given use; what is wrong with it is `MalformedPolicyDocument` in AWS's
/// words, with the place where AWS's words name none.
pub(crate) fn check(text: &str, kind: PolicyKind) -> Result<Parsed, ControlError> {
    let parsed = validate(text, kind);
    match first_error(&parsed.diagnostics) {
        Some(diagnostic) => Err(malformed(diagnostic, text)),
        None => Ok(parsed),
    }
}

/// Refuses a document of more than `characters_max` characters, white space not counted.
pub(crate) fn check_size(
    text: &str,
    quota: &str,
    characters_max: usize,
) -> Result<(), ControlError> {
    if size_without_white_space(text) > characters_max {
        return Err(ControlError::quota(quota, characters_max));
    }
    Ok(())
}

/// The fault that AWS would report: the first with a text of AWS's, else the first at all.
fn first_error(diagnostics: &[Diagnostic]) -> Option<&Diagnostic> {
    let errors = || diagnostics.iter().filter(|it| it.severity == Severity::Error);
    errors().find(|diagnostic| diagnostic.aws_message.is_some()).or_else(|| errors().next())
}

fn malformed(diagnostic: &Diagnostic, text: &str) -> ControlError {
    let message = diagnostic.aws_message.clone().unwrap_or_else(|| {
        let LineColumn { line, column } = diagnostic.line_column(text);
        format!("{} (line {line}, column {column})", diagnostic.message)
    });
    ControlError::new(ErrorCode::MalformedPolicyDocument, message)
}
