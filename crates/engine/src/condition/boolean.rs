//! `Bool`: `true` or `false`, ignoring case.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Boolean>

use crate::truth::Truth;

/// Reads a truth value.
pub(crate) fn parse(text: &str) -> Option<bool> {
    match text.len() {
        4 if text.eq_ignore_ascii_case("true") => Some(true),
        5 if text.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

/// Whether the value is some truth value of the policy.
pub(crate) fn matches(expected: &[Option<bool>], value: &str) -> Truth {
    let Some(value) = parse(value) else { return Truth::Undecided };
    Truth::any(expected.iter().map(|expected| match expected {
        Some(expected) => (*expected == value).into(),
        None => Truth::Undecided,
    }))
}
