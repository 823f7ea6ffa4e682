//! `BinaryEquals`: bytes, both sides written in base64.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_BinaryEquals>

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use crate::truth::Truth;

/// The decoded bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Bytes(Vec<u8>);

impl Bytes {
    /// Decodes standard base64 with its padding.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        BASE64_STANDARD.decode(text).ok().map(Self)
    }
}

/// Whether the value has the bytes of some value of the policy.
pub(crate) fn matches(expected: &[Option<Bytes>], value: &str) -> Truth {
    let Some(value) = Bytes::parse(value) else { return Truth::Undecided };
    Truth::any(expected.iter().map(|expected| match expected {
        Some(expected) => (*expected == value).into(),
        None => Truth::Undecided,
    }))
}
