//! Three answers: a condition holds, does not hold, or cannot be evaluated.

/// Whether something holds. What cannot be evaluated is `Unknown`: it makes an Allow not apply and
/// a Deny apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Truth {
    Yes,
    No,
    Unknown,
}

impl Truth {
    /// One that holds is enough, whatever the others are.
    pub(super) fn any(all: impl IntoIterator<Item = Truth>) -> Truth {
        let all: Vec<Truth> = all.into_iter().collect();
        if all.contains(&Truth::Yes) {
            Truth::Yes
        } else if all.contains(&Truth::Unknown) {
            Truth::Unknown
        } else {
            Truth::No
        }
    }

    /// One that does not hold is enough to fail, whatever the others are.
    pub(super) fn all(all: impl IntoIterator<Item = Truth>) -> Truth {
        Truth::any(all.into_iter().map(Truth::not)).not()
    }

    pub(super) fn not(self) -> Truth {
        match self {
            Truth::Yes => Truth::No,
            Truth::No => Truth::Yes,
            Truth::Unknown => Truth::Unknown,
        }
    }
}

impl From<bool> for Truth {
    fn from(holds: bool) -> Truth {
        if holds { Truth::Yes } else { Truth::No }
    }
}
