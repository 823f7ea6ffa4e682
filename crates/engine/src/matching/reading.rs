//! How a text of a policy is read where it stands.

use super::fold;
use super::wildcard::{self, Form};
use crate::condition::arn;

/// How a text of a policy is compared with a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reading {
    /// As a pattern of a `Resource` element.
    Resource,
    /// With wildcards.
    Like,
    /// As it stands: `*` and `?` are characters like any other.
    Equal,
    /// The same, ignoring case.
    EqualIgnoringCase,
    /// As a pattern of an ARN, component by component.
    Arn,
}

impl Reading {
    pub(crate) fn has_wildcards(self) -> bool {
        !matches!(self, Self::Equal | Self::EqualIgnoringCase)
    }

    /// The form of a pattern that is read so.
    pub(crate) fn form(self, pattern: &[u8]) -> Form {
        match self {
            Self::Equal | Self::EqualIgnoringCase => Form::Literal,
            Self::Like | Self::Arn => Form::of(pattern),
            Self::Resource => match Form::of(pattern) {
                Form::PrefixAndByte { .. } | Form::Stars { .. } | Form::General
                    if wildcard::has_restricted_wildcard(pattern) =>
                {
                    Form::Segmented
                }
                form => form,
            },
        }
    }

    /// Whether the value matches the pattern, which is one that can be compared.
    #[inline]
    pub(crate) fn is_like(self, form: Form, pattern: &[u8], value: &str) -> bool {
        match self {
            Self::Resource | Self::Like | Self::Equal => {
                wildcard::matches(form, pattern, value.as_bytes())
            }
            Self::EqualIgnoringCase => fold::equal_ignoring_case(pattern, value),
            Self::Arn => arn::is_like(pattern, value),
        }
    }
}
