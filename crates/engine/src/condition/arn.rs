//! `ArnEquals`, which is `ArnLike`, and their negations: the six components of an ARN are compared
//! one by one, so that a wildcard does not run over the first five colons. The last component may
//! hold colons of its own.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN>

use entail_policy::pattern::{Pattern, Token};

use crate::compile::{Matcher, Prepared};
use crate::matching::variables::Variables;
use crate::truth::Truth;

/// Components of an ARN.
const COMPONENTS: usize = 6;

/// The patterns of the components.
#[derive(Clone, Debug)]
pub(crate) struct ArnPattern(Vec<Pattern>);

impl Matcher for ArnPattern {
    /// CHOICE: a text of fewer than six components, `*` too, is no ARN pattern and is undecided.
    fn build(tokens: Vec<Token>) -> Result<Self, String> {
        let components = split(tokens);
        if components.len() < COMPONENTS {
            return Err("an ARN pattern has six components".to_owned());
        }
        Ok(Self(components.into_iter().map(Pattern::from_tokens).collect()))
    }
}

/// Splits at the first five colons.
fn split(tokens: Vec<Token>) -> Vec<Vec<Token>> {
    let mut finished = Vec::new();
    let mut current = Vec::new();
    for token in tokens {
        let Token::Literal(text) = token else {
            current.push(token);
            continue;
        };
        let mut parts = text.splitn(COMPONENTS - finished.len(), ':');
        current.extend(parts.next().map(|part| Token::Literal(part.to_owned())));
        for part in parts {
            finished.push(std::mem::take(&mut current));
            current.push(Token::Literal(part.to_owned()));
        }
    }
    finished.push(current);
    finished
}

impl ArnPattern {
    fn matches(&self, components: &[&str]) -> bool {
        self.0.len() == components.len()
            && self.0.iter().zip(components).all(|(pattern, component)| pattern.matches(component))
    }
}

/// Whether the value matches some pattern. A value that is no ARN cannot be compared.
pub(crate) fn matches(
    patterns: &[Prepared<ArnPattern>],
    value: &str,
    variables: &Variables<'_>,
) -> Truth {
    let components: Vec<&str> = value.splitn(COMPONENTS, ':').collect();
    if components.len() < COMPONENTS || components.first() != Some(&"arn") {
        return Truth::Undecided;
    }
    let like = |pattern: &ArnPattern| Truth::from(pattern.matches(&components));
    Truth::any(patterns.iter().map(|pattern| pattern.test(variables, like)))
}
