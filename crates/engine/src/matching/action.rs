//! `Action` and `NotAction`: prefix and name are compared ignoring case.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html>

use entail_policy::tree::Polarity;

use crate::compile::Action;

/// Whether the element covers the action.
pub(crate) fn matches(element: &Action, action: &str) -> bool {
    let listed = element.patterns.iter().any(|entry| entry.pattern.matches_ignoring_case(action));
    match element.polarity {
        Polarity::Positive => listed,
        Polarity::Negated => !listed,
    }
}

/// What was compared, for a person.
pub(crate) fn describe(element: &Action, action: &str) -> String {
    let listed = element
        .patterns
        .iter()
        .find(|entry| entry.pattern.matches_ignoring_case(action))
        .map(|entry| entry.text.as_str());
    match (element.polarity, listed) {
        (Polarity::Positive, Some(text)) => format!("`{action}` is covered by `{text}`"),
        (Polarity::Positive, None) => format!("`{action}` is none of the actions"),
        (Polarity::Negated, Some(text)) => format!("`{action}` is excepted by `{text}`"),
        (Polarity::Negated, None) => format!("`{action}` is not excepted"),
    }
}
