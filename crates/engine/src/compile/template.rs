//! Texts with variables: compiled once where they have none, filled in at each request otherwise.
//!
//! INVARIANT: what comes out of a request is a literal. A tag value of `*` matches the character
//! `*` and nothing else, so that nobody widens a policy by choosing a tag.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html>

use entail_policy::pattern::Token;
use entail_policy::tree::Version;
use entail_policy::variable::{Part, Template};

use super::has_variables;
use crate::matching::variables::{Lookup, Variables};
use crate::truth::Truth;

/// What can be made of the tokens of a text.
pub(crate) trait Matcher: Sized {
    /// Builds the matcher; the error says why the text cannot be compared with anything.
    fn build(tokens: Vec<Token>) -> Result<Self, String>;
}

/// A text ready to be compared, as far as that can be done without a request.
#[derive(Clone, Debug)]
pub(crate) struct Prepared<M> {
    pub(crate) text: String,
    state: State<M>,
}

#[derive(Clone, Debug)]
enum State<M> {
    Ready(M),
    Open(Vec<Part>),
    Malformed(String),
}

impl<M: Matcher> Prepared<M> {
    pub(crate) fn compile(text: &str, version: Version) -> Self {
        let template = if has_variables(version) {
            Template::parse(text).map_err(|error| error.to_string())
        } else {
            Ok(Template::without_variables(text))
        };
        let state = match template {
            Err(reason) => State::Malformed(reason),
            Ok(template) if template.has_variables() => State::Open(template.parts),
            Ok(template) => {
                let tokens = template.parts.iter().filter_map(fixed_token).collect();
                M::build(tokens).map_or_else(State::Malformed, State::Ready)
            }
        };
        Self { text: text.to_owned(), state }
    }

    /// Whether the text, filled in, matches. A variable without a value matches nothing.
    pub(crate) fn test(&self, variables: &Variables<'_>, compare: impl Fn(&M) -> Truth) -> Truth {
        match &self.state {
            State::Ready(matcher) => compare(matcher),
            State::Malformed(_) => Truth::Undecided,
            State::Open(parts) => match fill(parts, variables) {
                Filled::Tokens(tokens) => {
                    M::build(tokens).map_or(Truth::Undecided, |matcher| compare(&matcher))
                }
                Filled::NoValue => Truth::False,
                Filled::Undecided => Truth::Undecided,
            },
        }
    }

    /// A note for an explanation: what is malformed, or what the variables stand for.
    pub(crate) fn note(&self, variables: &Variables<'_>) -> Option<String> {
        match &self.state {
            State::Ready(_) => None,
            State::Malformed(reason) => Some(reason.clone()),
            State::Open(parts) => {
                let notes: Vec<String> =
                    parts.iter().filter_map(|part| variables.describe(part)).collect();
                Some(notes.join(", "))
            }
        }
    }
}

enum Filled {
    Tokens(Vec<Token>),
    NoValue,
    Undecided,
}

fn fill(parts: &[Part], variables: &Variables<'_>) -> Filled {
    let mut tokens = Vec::with_capacity(parts.len());
    let mut no_value = false;
    for part in parts {
        match part {
            Part::Variable { key, default } => match variables.look_up(key, default.as_deref()) {
                Lookup::Value(value) => tokens.push(Token::Literal(value.to_owned())),
                Lookup::NoValue => no_value = true,
                Lookup::Undecided => return Filled::Undecided,
            },
            other => tokens.extend(fixed_token(other)),
        }
    }
    if no_value { Filled::NoValue } else { Filled::Tokens(tokens) }
}

fn fixed_token(part: &Part) -> Option<Token> {
    match part {
        Part::Text(text) => Some(Token::Literal(text.clone())),
        Part::AnySequence => Some(Token::AnySequence),
        Part::AnyCharacter => Some(Token::AnyCharacter),
        Part::LiteralCharacter(character) => Some(Token::Literal(character.to_string())),
        Part::Variable { .. } => None,
    }
}
