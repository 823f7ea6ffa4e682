//! Revisions, and the tokens that name them across restores.

use std::fmt;
use std::str::FromStr;

/// The number of a committed transaction in its store: 1 for the first, without gaps, in the order
/// of commits. Revision 0 is the empty store.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Revision(u64);

impl Revision {
    /// The empty store, before the first transaction.
    pub const ZERO: Self = Self(0);

    /// The revision with this number.
    pub const fn new(number: u64) -> Self {
        Self(number)
    }

    /// Its number.
    pub const fn number(self) -> u64 {
        self.0
    }

    /// The one after it.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

impl fmt::Display for Revision {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// A revision of one particular store: what a write answers, and what a later read can ask for.
///
/// Its text is `cell.epoch.revision`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Token {
    /// Which store of a deployment.
    pub cell: u32,
    /// Drawn anew on restore from backup, so that a token from before is never met by accident.
    pub epoch: u32,
    /// The revision.
    pub revision: Revision,
}

impl Token {
    /// The same store at another revision.
    #[must_use]
    pub const fn at(self, revision: Revision) -> Self {
        Self { cell: self.cell, epoch: self.epoch, revision }
    }

    /// Whether both tokens count revisions of the same store.
    pub const fn is_of_same_store(self, other: Self) -> bool {
        self.cell == other.cell && self.epoch == other.epoch
    }
}

impl fmt::Display for Token {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}.{}.{}", self.cell, self.epoch, self.revision)
    }
}

/// The text is not a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a token has the form cell.epoch.revision")]
pub struct NotAToken;

impl FromStr for Token {
    type Err = NotAToken;

    fn from_str(text: &str) -> Result<Self, NotAToken> {
        let mut parts = text.splitn(3, '.');
        let mut part = || parts.next().ok_or(NotAToken);
        let cell = part()?.parse().map_err(|_| NotAToken)?;
        let epoch = part()?.parse().map_err(|_| NotAToken)?;
        let revision = Revision(part()?.parse().map_err(|_| NotAToken)?);
        Ok(Self { cell, epoch, revision })
    }
}

#[cfg(test)]
mod tests {
    use super::{NotAToken, Revision, Token};

    #[test]
    fn a_token_survives_its_own_text() {
        let token = Token { cell: 3, epoch: 4_000_000_000, revision: Revision::new(u64::MAX) };
        assert_eq!(token.to_string().parse(), Ok(token));
    }

    #[test]
    fn other_texts_are_not_tokens() {
        for text in ["", "1", "1.2", "1.2.", "1.2.3.4", "a.b.c", "1.2.-3"] {
            assert_eq!(text.parse::<Token>(), Err(NotAToken), "{text}");
        }
    }
}
