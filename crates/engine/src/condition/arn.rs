//! `ArnEquals`, which is `ArnLike`, and their negations: the six components of an ARN are compared
//! one by one, so that a wildcard does not run over the first five colons. The last component may
//! hold colons of its own.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN>

use crate::compile::{Pool, Prepared};
use crate::matching::reading::Reading;
use crate::matching::variables::Variables;
use crate::matching::wildcard::{self, Form};
use crate::truth::Truth;

/// Components of an ARN.
const COMPONENTS: usize = 6;

/// What is wrong with a pattern that lacks components.
pub(crate) const TOO_FEW_COMPONENTS: &str = "an ARN pattern has six components";

/// Whether a pattern can be compared with an ARN.
///
/// CHOICE: a text of fewer than six components, `*` too, is no ARN pattern and is undecided.
pub(crate) fn has_all_components(pattern: &[u8]) -> bool {
    components(pattern).count() == COMPONENTS
}

/// Split at the first five colons.
fn components(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.splitn(COMPONENTS, |byte| *byte == b':')
}

/// Whether each component of the ARN matches that of the pattern; both have all of them.
pub(crate) fn is_like(pattern: &[u8], arn: &str) -> bool {
    components(pattern)
        .zip(components(arn.as_bytes()))
        .all(|(pattern, component)| wildcard::matches(Form::of(pattern), pattern, component))
}

/// Whether the value matches some pattern. A value that is no ARN cannot be compared.
pub(crate) fn matches(
    patterns: &[Prepared],
    value: &str,
    pool: &Pool,
    variables: &Variables<'_>,
) -> Truth {
    if !has_all_components(value.as_bytes()) || !value.starts_with("arn:") {
        return Truth::Undecided;
    }
    Truth::any(patterns.iter().map(|pattern| pattern.test(pool, variables, Reading::Arn, value)))
}
