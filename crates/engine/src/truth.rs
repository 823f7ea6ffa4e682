//! True, false, and "cannot be told".
//!
//! A condition that cannot be evaluated must not grant and must not let through: an Allow that is
//! undecided does not apply, a Deny that is undecided does. Kleene's tables keep a statement that
//! is false for another reason false.

/// A truth value of Kleene's three-valued logic: the lesser of two is their conjunction, the
/// greater their disjunction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Truth {
    /// It does not match.
    False,
    /// It cannot be evaluated.
    Undecided,
    /// It matches.
    True,
}

impl Truth {
    /// Both must hold.
    #[must_use]
    #[inline]
    pub fn and(self, other: Self) -> Self {
        self.min(other)
    }

    /// One of both must hold.
    #[must_use]
    #[inline]
    pub fn or(self, other: Self) -> Self {
        self.max(other)
    }

    /// True if some item is.
    #[inline]
    pub fn any(items: impl IntoIterator<Item = Self>) -> Self {
        let mut result = Self::False;
        for item in items {
            result = result.or(item);
            if result == Self::True {
                break;
            }
        }
        result
    }

    /// True if every item is.
    #[inline]
    pub fn all(items: impl IntoIterator<Item = Self>) -> Self {
        let mut result = Self::True;
        for item in items {
            result = result.and(item);
            if result == Self::False {
                break;
            }
        }
        result
    }
}

impl std::ops::Not for Truth {
    type Output = Self;

    fn not(self) -> Self {
        match self {
            Self::True => Self::False,
            Self::False => Self::True,
            Self::Undecided => Self::Undecided,
        }
    }
}

impl From<bool> for Truth {
    fn from(value: bool) -> Self {
        if value { Self::True } else { Self::False }
    }
}

#[cfg(test)]
mod tests {
    use super::Truth::{False, True, Undecided};
    use super::*;

    #[test]
    fn false_wins_over_undecided_in_a_conjunction() {
        assert_eq!(Truth::all([True, Undecided, False]), False);
        assert_eq!(Truth::all([True, Undecided]), Undecided);
        assert_eq!(Truth::all([]), True);
    }

    #[test]
    fn true_wins_over_undecided_in_a_disjunction() {
        assert_eq!(Truth::any([False, Undecided, True]), True);
        assert_eq!(Truth::any([False, Undecided]), Undecided);
        assert_eq!(Truth::any([]), False);
    }

    #[test]
    fn the_negation_of_undecided_is_undecided() {
        assert_eq!(!Undecided, Undecided);
        assert_eq!(!True, False);
    }
}
