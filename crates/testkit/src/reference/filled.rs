//! Policy variables: `${key}`, `${key, 'default'}`, and `${*}`, `${?}`, `${$}` for the characters.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html>

use super::case::{Case, Value};
use super::document::Version;
use super::glob::{Piece, piece, plain};
use super::statement::Believed;

/// A text of a policy with its variables filled in.
pub(super) enum Filled {
    /// The pattern.
    Pattern(Vec<Piece>),
    /// A variable has no value: the text matches nothing.
    NoValue,
    /// A variable is not written as AWS writes them, has many values, or must not be believed.
    Unknown,
}

/// A part of a text before it is filled in.
enum Part {
    Character(char),
    Escaped(char),
    Variable { key: String, default: Option<String> },
}

/// Fills in the variables. The Version element must be 2012-10-17; otherwise, variables are treated
/// as literal strings.
pub(super) fn fill(text: &str, version: Version, case: &Case, believed: Believed<'_>) -> Filled {
    if version == Version::Of2008 {
        return Filled::Pattern(plain(text));
    }
    let Some(parts) = parts(text) else { return Filled::Unknown };
    let mut pattern = Vec::new();
    let (mut is_unknown, mut has_no_value) = (false, false);
    for part in parts {
        match part {
            Part::Character(character) => pattern.push(piece(character)),
            Part::Escaped(character) => pattern.push(Piece::Filled(character.into())),
            Part::Variable { key, .. } if believed.must_not_believe(&key) => is_unknown = true,
            Part::Variable { key, default } => match (case.value(&key), default) {
                (Some(Value::Single(value)), _) => pattern.push(Piece::Filled(value.clone())),
                // You can't use a multivalued context key as a policy variable.
                (Some(Value::Multi(_)), _) => is_unknown = true,
                (None, Some(default)) => pattern.push(Piece::Filled(default)),
                (None, None) => has_no_value = true,
            },
        }
    }
    if is_unknown {
        Filled::Unknown
    } else if has_no_value {
        Filled::NoValue
    } else {
        Filled::Pattern(pattern)
    }
}

/// Takes a text apart; none where a variable in it is not written as AWS writes them.
fn parts(text: &str) -> Option<Vec<Part>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let Some(inside) = rest.strip_prefix("${") else {
            let mut characters = rest.chars();
            parts.extend(characters.next().map(Part::Character));
            rest = characters.as_str();
            continue;
        };
        let (variable, behind) = variable(inside)?;
        parts.push(variable);
        rest = behind;
    }
    Some(parts)
}

/// A variable from behind its `${`, and what stands behind its `}`.
fn variable(inside: &str) -> Option<(Part, &str)> {
    for character in ['*', '?', '$'] {
        if let Some(behind) = inside.strip_prefix(character).and_then(|rest| rest.strip_prefix('}'))
        {
            return Some((Part::Escaped(character), behind));
        }
    }
    let end = inside.find(['}', ','])?;
    let (key, behind) = inside.split_at_checked(end)?;
    if key.is_empty() || key.trim() != key {
        return None;
    }
    let key = key.to_owned();
    if let Some(behind) = behind.strip_prefix('}') {
        return Some((Part::Variable { key, default: None }, behind));
    }
    let quoted = behind.strip_prefix(", '")?;
    let (default, behind) = quoted.split_once('\'')?;
    let default = Some(default.to_owned());
    Some((Part::Variable { key, default }, behind.strip_prefix('}')?))
}
