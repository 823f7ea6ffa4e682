//! Integers and decimals of any length, compared exactly.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Numeric>

use std::cmp::Ordering;

/// A number by its digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Number {
    is_negative: bool,
    /// Before the point, without leading zeros.
    whole: String,
    /// Behind the point, without trailing zeros.
    fraction: String,
}

impl Number {
    /// Reads `-12`, `3.50`, `.5`; none where it is neither an integer nor a decimal.
    pub(super) fn read(text: &str) -> Option<Number> {
        let (is_negative, digits) = match text.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let are_digits = |part: &str| part.chars().all(|character| character.is_ascii_digit());
        if whole.len() + fraction.len() == 0 || !are_digits(whole) || !are_digits(fraction) {
            return None;
        }
        let whole = whole.trim_start_matches('0').to_owned();
        let fraction = fraction.trim_end_matches('0').to_owned();
        let is_zero = whole.is_empty() && fraction.is_empty();
        Some(Number { is_negative: is_negative && !is_zero, whole, fraction })
    }

    pub(super) fn compare(&self, other: &Number) -> Ordering {
        match (self.is_negative, other.is_negative) {
            (false, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
            (false, false) => self.compare_size(other),
            (true, true) => other.compare_size(self),
        }
    }

    /// Without their signs: of two whole parts the longer one is larger; behind the point digits
    /// are compared from the left.
    fn compare_size(&self, other: &Number) -> Ordering {
        let wholes = self.whole.len().cmp(&other.whole.len()).then(self.whole.cmp(&other.whole));
        wholes.then_with(|| self.fraction.cmp(&other.fraction))
    }
}
