//! `StringEquals`, `StringEqualsIgnoreCase`, `StringLike` and their negations.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_String>

use crate::compile::{Pool, Prepared};
use crate::matching::reading::Reading;
use crate::matching::variables::Variables;
use crate::truth::Truth;

/// Whether the value matches some text, read as the operator says.
#[inline]
pub(crate) fn matches(
    reading: Reading,
    texts: &[Prepared],
    value: &str,
    pool: &Pool,
    variables: &Variables<'_>,
) -> Truth {
    Truth::any(texts.iter().map(|text| text.test(pool, variables, reading, value)))
}
