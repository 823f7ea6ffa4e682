//! `Null`: `true` where the key is absent, `false` where it is there.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Null>

use crate::request::ValueRef;
use crate::truth::Truth;

/// Whether the key's absence is as expected.
///
/// A multivalued key with an empty set is there (see [`ValueRef::Multi`]).
pub(crate) fn matches(expected: &[Option<bool>], value: Option<ValueRef<'_>>) -> Truth {
    let is_absent = value.is_none();
    Truth::any(expected.iter().map(|expected| match expected {
        Some(expected) => (*expected == is_absent).into(),
        None => Truth::Undecided,
    }))
}
