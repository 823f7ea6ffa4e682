//! Wildcard patterns: `*` matches any characters, none included; `?` matches exactly one.
//!
//! Matching takes time linear in the text for literal and prefix patterns, and at most the product
//! of both lengths for others: the matcher remembers only the last `*`, so no input makes it
//! explode.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html>

mod matching;

use matching::{CaseSensitivity, Piece};

/// One token of a pattern, for those who build patterns from substituted variables: what comes
/// from a variable is a [`Token::Literal`], whatever characters it holds.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Token {
    /// Text that stands for itself.
    Literal(String),
    /// `?`: exactly one character.
    AnyCharacter,
    /// `*`: any characters, none included.
    AnySequence,
}

/// A compiled pattern.
///
/// ```
/// use entail_policy::pattern::Pattern;
/// assert!(Pattern::new("s3:Get*").matches("s3:GetObject"));
/// assert!(Pattern::new("s3:get*").matches_ignoring_case("S3:GetObject"));
/// assert!(!Pattern::new("a?c").matches("ac"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Pattern {
    shape: Shape,
}

/// The three kinds of pattern, the cheap ones first.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Shape {
    /// No wildcard: plain comparison.
    Literal(String),
    /// Text followed by one `*` at the end (`*` alone is the empty prefix).
    Prefix(String),
    /// Everything else.
    General(GeneralPattern),
}

/// A pattern with wildcards in other places than one `*` at the end.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct GeneralPattern {
    pieces: Vec<Piece>,
}

impl Pattern {
    /// Compiles a text in which `*` and `?` are wildcards and every other character itself.
    pub fn new(text: &str) -> Pattern {
        let mut tokens = Vec::new();
        let mut literal = String::new();
        for character in text.chars() {
            let wildcard = match character {
                '*' => Token::AnySequence,
                '?' => Token::AnyCharacter,
                _ => {
                    literal.push(character);
                    continue;
                }
            };
            if !literal.is_empty() {
                tokens.push(Token::Literal(std::mem::take(&mut literal)));
            }
            tokens.push(wildcard);
        }
        if !literal.is_empty() {
            tokens.push(Token::Literal(literal));
        }
        Pattern::from_tokens(tokens)
    }

    /// A pattern that matches exactly this text, wildcard characters included.
    pub fn literal(text: impl Into<String>) -> Pattern {
        Pattern { shape: Shape::Literal(text.into()) }
    }

    /// Builds a pattern from tokens.
    pub fn from_tokens(tokens: impl IntoIterator<Item = Token>) -> Pattern {
        Pattern { shape: matching::shape(tokens) }
    }

    /// Which of the three kinds this is.
    pub fn shape(&self) -> &Shape {
        &self.shape
    }

    /// The text before the first wildcard.
    pub fn literal_prefix(&self) -> String {
        match &self.shape {
            Shape::Literal(text) | Shape::Prefix(text) => text.clone(),
            Shape::General(general) => matching::literal_prefix(&general.pieces),
        }
    }

    /// Whether the whole text matches, case-sensitively.
    pub fn matches(&self, text: &str) -> bool {
        match &self.shape {
            Shape::Literal(literal) => literal == text,
            Shape::Prefix(prefix) => text.starts_with(prefix.as_str()),
            Shape::General(general) => {
                matching::matches(&general.pieces, text, CaseSensitivity::Sensitive)
            }
        }
    }

    /// Whether the whole text matches, ignoring case (Unicode simple lower case, character by
    /// character).
    pub fn matches_ignoring_case(&self, text: &str) -> bool {
        match &self.shape {
            Shape::Literal(literal) => matching::equal_ignoring_case(literal, text),
            Shape::Prefix(prefix) => matching::starts_with_ignoring_case(text, prefix),
            Shape::General(general) => {
                matching::matches(&general.pieces, text, CaseSensitivity::Ignored)
            }
        }
    }
}

#[cfg(test)]
mod tests;
