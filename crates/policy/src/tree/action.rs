//! `Action` and `NotAction`.

use super::Polarity;
use crate::pattern::Pattern;
use crate::span::{Span, Spanned};

/// `Action` or `NotAction`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActionElement {
    /// Which of the two.
    pub polarity: Polarity,
    /// The element's value.
    pub span: Span,
    /// The patterns in document order; empty only where `[]` was written.
    pub patterns: Vec<Spanned<ActionPattern>>,
}

/// An action as written, such as `s3:Get*` or `*`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ActionPattern {
    /// The text as written.
    pub text: String,
}

impl ActionPattern {
    /// The vendor prefix before the first colon; none in `*`.
    pub fn vendor(&self) -> Option<&str> {
        self.text.split_once(':').map(|(vendor, _)| vendor)
    }

    /// The name after the first colon, or the whole text where there is none.
    pub fn name(&self) -> &str {
        self.text.split_once(':').map_or(self.text.as_str(), |(_, name)| name)
    }

    /// The compiled form; match it with [`Pattern::matches_ignoring_case`], because prefix and
    /// name of an action are case-insensitive.
    ///
    /// AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html>
    pub fn pattern(&self) -> Pattern {
        Pattern::new(&self.text)
    }

    /// Whether an action, `service:Name`, is one of these.
    pub fn matches(&self, action: &str) -> bool {
        self.pattern().matches_ignoring_case(action)
    }
}
