//! `StringEquals`, `StringEqualsIgnoreCase`, `StringLike` and their negations.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_String>

use entail_policy::operators::Operator;
use entail_policy::pattern::{Pattern, Token};

use crate::compile::{Matcher, Prepared};
use crate::matching::variables::Variables;
use crate::truth::Truth;

/// A text without wildcards: `*` and `?` are characters like any other.
#[derive(Clone, Debug)]
pub(crate) struct LiteralText(Pattern);

impl Matcher for LiteralText {
    fn build(tokens: Vec<Token>) -> Result<Self, String> {
        let text: String = tokens.iter().map(written).collect();
        Ok(Self(Pattern::literal(text)))
    }
}

fn written(token: &Token) -> &str {
    match token {
        Token::Literal(text) => text,
        Token::AnyCharacter => "?",
        Token::AnySequence => "*",
    }
}

/// A text with wildcards.
#[derive(Clone, Debug)]
pub(crate) struct WildcardText(Pattern);

impl Matcher for WildcardText {
    fn build(tokens: Vec<Token>) -> Result<Self, String> {
        Ok(Self(Pattern::from_tokens(tokens)))
    }
}

/// Whether the value equals some text, ignoring case where the operator says so.
pub(crate) fn equals(
    operator: Operator,
    texts: &[Prepared<LiteralText>],
    value: &str,
    variables: &Variables<'_>,
) -> Truth {
    let ignores_case =
        matches!(operator, Operator::StringEqualsIgnoreCase | Operator::StringNotEqualsIgnoreCase);
    let equal = |LiteralText(text): &LiteralText| {
        let matched =
            if ignores_case { text.matches_ignoring_case(value) } else { text.matches(value) };
        Truth::from(matched)
    };
    Truth::any(texts.iter().map(|text| text.test(variables, equal)))
}

/// Whether the value matches some pattern.
pub(crate) fn like(
    texts: &[Prepared<WildcardText>],
    value: &str,
    variables: &Variables<'_>,
) -> Truth {
    let like = |WildcardText(pattern): &WildcardText| Truth::from(pattern.matches(value));
    Truth::any(texts.iter().map(|text| text.test(variables, like)))
}
