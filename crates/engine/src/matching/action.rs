//! `Action` and `NotAction`: prefix and name are compared ignoring case.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html>

use entail_policy::tree::Polarity;

use super::buffer::Buffer;
use super::fold::fold;
use super::wildcard;
use crate::compile::{Action, ActionPattern, Pool};
use crate::limits::ACTION_BYTES_INLINE;
use crate::observer::Compared;
use crate::request::text_hash;

/// The action of a request, in lower case.
#[derive(Debug)]
pub(crate) struct FoldedAction {
    text: Buffer<ACTION_BYTES_INLINE>,
    service_length: Option<usize>,
    service_hash: u64,
}

/// The service of an action, in lower case.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Service<'a> {
    pub(crate) name: &'a [u8],
    pub(crate) hash: u64,
}

impl FoldedAction {
    pub(crate) fn new(action: &str) -> Self {
        let mut text = Buffer::new();
        fold(action, &mut text);
        let service_length = text.as_slice().iter().position(|byte| *byte == b':');
        let service = service_length.and_then(|length| text.as_slice().get(..length));
        let service_hash = service.map_or(0, text_hash);
        Self { text, service_length, service_hash }
    }

    /// Whether it is an action of this service whose name is as asked.
    pub(crate) fn is_of(&self, service: &str, is_wanted: impl FnOnce(&[u8]) -> bool) -> bool {
        self.service_length == Some(service.len())
            && self.bytes().starts_with(service.as_bytes())
            && self.bytes().get(service.len() + 1..).is_some_and(is_wanted)
    }

    fn bytes(&self) -> &[u8] {
        self.text.as_slice()
    }

    /// What stands before the first colon; none where there is no colon.
    pub(crate) fn service(&self) -> Option<Service<'_>> {
        let name = self.bytes().get(..self.service_length?)?;
        Some(Service { name, hash: self.service_hash })
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

/// The first pattern that covers the action.
fn listed<'a>(
    element: &'a Action,
    action: &FoldedAction,
    pool: &Pool,
) -> Option<&'a ActionPattern> {
    let action = action.bytes();
    let covers = |pattern: &&ActionPattern| {
        wildcard::matches(pattern.folded.form, pool.bytes(pattern.folded.bytes), action)
    };
    element.patterns.iter().find(covers)
}

/// What was compared; `action` is the request's as written.
pub(crate) fn describe(
    element: &Action,
    action: &str,
    folded: &FoldedAction,
    pool: &Pool,
) -> Compared {
    let text = |pattern: &ActionPattern| pool.text(pattern.text).to_owned();
    let name = match element.polarity {
        Polarity::Positive => "Action",
        Polarity::Negated => "NotAction",
    };
    Compared {
        name: name.to_owned(),
        expected: element.patterns.iter().map(text).collect(),
        found: Some(vec![action.to_owned()]),
        covered_by: listed(element, folded, pool).map(text),
        ..Compared::default()
    }
}
