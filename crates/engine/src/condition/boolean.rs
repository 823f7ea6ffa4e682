//! `Bool`: `true` or `false`, ignoring case.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Boolean>

use crate::truth::Truth;

/// The truth values that a condition lists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Booleans {
    has_true: bool,
    has_false: bool,
    has_malformed: bool,
}

impl Booleans {
    pub(crate) fn read(texts: &[String]) -> Self {
        let mut booleans = Self::default();
        for text in texts {
            match parse(text) {
                Some(true) => booleans.has_true = true,
                Some(false) => booleans.has_false = true,
                None => booleans.has_malformed = true,
            }
        }
        booleans
    }

    /// Whether the value is listed.
    pub(crate) fn contain(self, value: bool) -> Truth {
        let is_listed = if value { self.has_true } else { self.has_false };
        if is_listed {
            Truth::True
        } else if self.has_malformed {
            Truth::Undecided
        } else {
            Truth::False
        }
    }
}

/// Reads a truth value.
#[inline]
fn parse(text: &str) -> Option<bool> {
    match text.as_bytes() {
        b"true" => Some(true),
        b"false" => Some(false),
        _ if text.eq_ignore_ascii_case("true") => Some(true),
        _ if text.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

/// Whether the value is some truth value of the policy.
pub(crate) fn matches(expected: Booleans, value: &str) -> Truth {
    parse(value).map_or(Truth::Undecided, |value| expected.contain(value))
}
