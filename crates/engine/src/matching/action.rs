//! `Action` and `NotAction`: prefix and name are compared ignoring case.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html>

use entail_policy::tree::Polarity;

use super::buffer::Buffer;
use super::fold::fold;
use super::wildcard;
use crate::compile::{Action, ActionPattern, Pool};
use crate::limits::ACTION_BYTES_INLINE;

/// The action of a request, in lower case.
#[derive(Debug)]
pub(crate) struct FoldedAction {
    text: Buffer<ACTION_BYTES_INLINE>,
    service_length: Option<usize>,
}

impl FoldedAction {
    pub(crate) fn new(action: &str) -> Self {
        let mut text = Buffer::new();
        fold(action, &mut text);
        let service_length = text.as_slice().iter().position(|byte| *byte == b':');
        Self { text, service_length }
    }

    /// Whether it is an action of this service whose name is as asked.
    pub(crate) fn is_of(&self, service: &str, is_wanted: impl FnOnce(&[u8]) -> bool) -> bool {
        self.service() == Some(service.as_bytes())
            && self.bytes().get(service.len() + 1..).is_some_and(is_wanted)
    }

    fn bytes(&self) -> &[u8] {
        self.text.as_slice()
    }

    /// What stands before the first colon; none where there is no colon.
    pub(crate) fn service(&self) -> Option<&[u8]> {
        self.bytes().get(..self.service_length?)
    }
}

/// Whether the element covers the action.
pub(crate) fn matches(element: &Action, action: &FoldedAction, pool: &Pool) -> bool {
    let listed = listed(element, action, pool).is_some();
    match element.polarity {
        Polarity::Positive => listed,
        Polarity::Negated => !listed,
    }
}

/// The text of the first pattern that covers the action.
fn listed<'a>(element: &Action, action: &FoldedAction, pool: &'a Pool) -> Option<&'a str> {
    let action = action.bytes();
    let covers = |pattern: &&ActionPattern| {
        wildcard::matches(pattern.folded.form, pool.bytes(pattern.folded.bytes), action)
    };
    element.patterns.iter().find(covers).map(|pattern| pool.text(pattern.text))
}

/// What was compared, for a person; `action` is the request's as written.
pub(crate) fn describe(
    element: &Action,
    action: &str,
    folded: &FoldedAction,
    pool: &Pool,
) -> String {
    match (element.polarity, listed(element, folded, pool)) {
        (Polarity::Positive, Some(text)) => format!("`{action}` is covered by `{text}`"),
        (Polarity::Positive, None) => format!("`{action}` is none of the actions"),
        (Polarity::Negated, Some(text)) => format!("`{action}` is excepted by `{text}`"),
        (Polarity::Negated, None) => format!("`{action}` is not excepted"),
    }
}
