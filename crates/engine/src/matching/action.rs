//! `Action` and `NotAction`: prefix and name are compared ignoring case.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html>

use entail_policy::tree::Polarity;

use super::wildcard;
use crate::compile::{ActionPattern, Pool};
use crate::observer::Compared;
use crate::request::Action;

/// The first eight bytes as a number, fewer with zeros behind them.
pub(crate) fn first_bytes(text: &[u8]) -> u64 {
    match text.first_chunk() {
        Some(bytes) => u64::from_le_bytes(*bytes),
        None => text.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte)),
    }
}

/// The `Action` or `NotAction` of a statement.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Element<'a> {
    pub(crate) polarity: Polarity,
    pub(crate) patterns: &'a [ActionPattern],
}

/// Whether the element covers the action.
pub(crate) fn matches(element: Element<'_>, action: &Action, pool: &Pool) -> bool {
    let is_listed = listed(element.patterns, action, pool).is_some();
    match element.polarity {
        Polarity::Positive => is_listed,
        Polarity::Negated => !is_listed,
    }
}

/// The first pattern that covers the action.
pub(crate) fn listed<'a>(
    patterns: &'a [ActionPattern],
    action: &Action,
    pool: &Pool,
) -> Option<&'a ActionPattern> {
    patterns.iter().find(|pattern| {
        pattern.may_cover(action)
            && wildcard::matches(pattern.form, pool.bytes(pattern.text.folded), action.folded())
    })
}

/// What was compared.
pub(crate) fn describe(element: Element<'_>, action: &Action, pool: &Pool) -> Compared {
    let text = |pattern: &ActionPattern| pattern.text.written(pool);
    let name = match element.polarity {
        Polarity::Positive => "Action",
        Polarity::Negated => "NotAction",
    };
    Compared {
        name: name.to_owned(),
        expected: element.patterns.iter().map(text).collect(),
        found: Some(vec![action.to_string()]),
        covered_by: listed(element.patterns, action, pool).map(text),
        ..Compared::default()
    }
}
