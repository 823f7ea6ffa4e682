//! `NumericEquals`, `NumericLessThan` and so on: decimal numbers, compared exactly.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Numeric>

use std::cmp::Ordering;

use entail_policy::operators::Operator;

use crate::truth::Truth;

/// A decimal number of any length, as it is written. Zero is never negative; no zero leads the
/// integer or ends the fraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Number<'a> {
    is_negative: bool,
    integer: &'a str,
    fraction: &'a str,
}

impl<'a> Number<'a> {
    /// Reads an optional sign, digits, and an optional fraction; no exponent.
    pub(crate) fn parse(text: &'a str) -> Option<Self> {
        let (is_negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (integer, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if (integer.is_empty() && fraction.is_empty()) || !all_digits(integer) {
            return None;
        }
        if !all_digits(fraction) {
            return None;
        }
        let integer = integer.trim_start_matches('0');
        let fraction = fraction.trim_end_matches('0');
        let is_zero = integer.is_empty() && fraction.is_empty();
        Some(Self { is_negative: is_negative && !is_zero, integer, fraction })
    }

    fn compare_magnitude(&self, other: &Self) -> Ordering {
        self.integer
            .len()
            .cmp(&other.integer.len())
            .then_with(|| self.integer.cmp(other.integer))
            .then_with(|| self.fraction.cmp(other.fraction))
    }
}

impl Ord for Number<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.is_negative, other.is_negative) {
            (false, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
            (false, false) => self.compare_magnitude(other),
            (true, true) => other.compare_magnitude(self),
        }
    }
}

impl PartialOrd for Number<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Whether the value stands in the operator's relation to some number of the policy.
pub(crate) fn matches<'a>(
    operator: Operator,
    numbers: impl Iterator<Item = &'a str>,
    value: &str,
) -> Truth {
    let Some(value) = Number::parse(value) else { return Truth::Undecided };
    Truth::any(numbers.map(|number| match Number::parse(number) {
        Some(number) => holds(operator, value.cmp(&number)).into(),
        None => Truth::Undecided,
    }))
}

/// The operator's relation, the negated operators as their positive form.
fn holds(operator: Operator, ordering: Ordering) -> bool {
    match operator {
        Operator::NumericLessThan => ordering.is_lt(),
        Operator::NumericLessThanEquals => ordering.is_le(),
        Operator::NumericGreaterThan => ordering.is_gt(),
        Operator::NumericGreaterThanEquals => ordering.is_ge(),
        _ => ordering.is_eq(),
    }
}

#[cfg(test)]
mod tests {
    use super::Number;

    #[test]
    fn numbers_compare_exactly_whatever_their_length() {
        let number = |text| Number::parse(text).unwrap();
        assert!(number("9") < number("10"));
        assert!(number("-10") < number("-9"));
        assert!(number("0.1") < number("0.25"));
        assert_eq!(number("5"), number("+05.00"));
        assert_eq!(number("-0"), number("0"));
        assert!(number("123456789012345678901") > number("123456789012345678900.9"));
    }

    #[test]
    fn what_is_no_decimal_number_is_refused() {
        for text in ["", ".", "-", "1e3", "0x1", "1,5", "one", " 1"] {
            assert_eq!(Number::parse(text), None, "{text}");
        }
    }
}
