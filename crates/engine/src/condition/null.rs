//! `Null`: `true` where the key is absent, `false` where it is there.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Null>

use super::boolean::Booleans;
use crate::request::ValueRef;
use crate::truth::Truth;

/// Whether the key's absence is as expected.
///
/// A multivalued key with an empty set is there (see [`ValueRef::Multi`]).
pub(crate) fn matches(expected: Booleans, value: Option<ValueRef<'_>>) -> Truth {
    expected.contain(value.is_none())
}
