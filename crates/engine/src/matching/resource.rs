//! `Resource` and `NotResource`: ARNs are compared case-sensitively, segment by segment.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html>

use entail_policy::pattern::{Pattern, Token};
use entail_policy::tree::Polarity;

use super::variables::Variables;
use crate::compile::{Matcher, Resource};
use crate::truth::Truth;

/// The segment of an ARN that names the service, counted from zero.
const SERVICE_SEGMENT: usize = 2;

/// The segment of an ARN from which on colons belong to the resource.
const RESOURCE_SEGMENT: usize = 5;

/// Whether the element covers the resource.
pub(crate) fn matches(element: &Resource, resource: &str, variables: &Variables<'_>) -> Truth {
    let listed = Truth::any(
        element
            .patterns
            .iter()
            .map(|entry| entry.test(variables, |pattern| pattern.matches(resource))),
    );
    match element.polarity {
        Polarity::Positive => listed,
        Polarity::Negated => !listed,
    }
}

/// What was compared, for a person.
pub(crate) fn describe(element: &Resource, resource: &str, variables: &Variables<'_>) -> String {
    let found = element
        .patterns
        .iter()
        .map(|entry| (entry, entry.test(variables, |pattern| pattern.matches(resource))))
        .find(|(_, truth)| *truth != Truth::False);
    let mut text = match (element.polarity, &found) {
        (_, Some((entry, Truth::Undecided))) => {
            format!("whether `{}` covers `{resource}` cannot be told", entry.text)
        }
        (Polarity::Positive, Some((entry, _))) => {
            format!("`{resource}` is covered by `{}`", entry.text)
        }
        (Polarity::Positive, None) => format!("`{resource}` is none of the resources"),
        (Polarity::Negated, Some((entry, _))) => {
            format!("`{resource}` is excepted by `{}`", entry.text)
        }
        (Polarity::Negated, None) => format!("`{resource}` is not excepted"),
    };
    let notes: Vec<String> =
        element.patterns.iter().filter_map(|entry| entry.note(variables)).collect();
    if !notes.is_empty() {
        text.extend([" (", &notes.join(", "), ")"]);
    }
    text
}

/// A resource pattern ready to be compared.
#[derive(Clone, Debug)]
pub(crate) struct ResourcePattern {
    pattern: Pattern,
    /// The same pattern character by character, where some wildcard must stay in its segment.
    restricted: Option<Vec<Piece>>,
    /// AWS refuses wildcards in the service segment; what they cover cannot be told.
    has_wildcard_service: bool,
}

impl Matcher for ResourcePattern {
    fn build(tokens: Vec<Token>) -> Result<Self, String> {
        let pieces = pieces(&tokens);
        let has_wildcard_service = has_wildcard_service(&pieces);
        let restricted = restrict(&pieces);
        Ok(Self { pattern: Pattern::from_tokens(tokens), restricted, has_wildcard_service })
    }
}

impl ResourcePattern {
    fn matches(&self, resource: &str) -> Truth {
        let matched = self.pattern.matches(resource)
            && self.restricted.as_ref().is_none_or(|pieces| matches_pieces(pieces, resource));
        if matched && self.has_wildcard_service { Truth::Undecided } else { matched.into() }
    }
}

/// A character of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece {
    Character(char),
    AnyCharacter,
    AnySequence,
    /// `?` that must not match a colon.
    CharacterInSegment,
    /// `*` that must not run over a colon.
    SequenceInSegment,
}

impl Piece {
    fn is_wildcard(self) -> bool {
        !matches!(self, Self::Character(_))
    }
}

fn pieces(tokens: &[Token]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for token in tokens {
        match token {
            Token::Literal(text) => pieces.extend(text.chars().map(Piece::Character)),
            Token::AnyCharacter => pieces.push(Piece::AnyCharacter),
            Token::AnySequence => pieces.push(Piece::AnySequence),
        }
    }
    pieces
}

fn segments(pieces: &[Piece]) -> impl Iterator<Item = &[Piece]> {
    pieces.split(|piece| *piece == Piece::Character(':'))
}

/// Only where the pattern begins like an ARN; `*` alone has no service.
fn has_wildcard_service(pieces: &[Piece]) -> bool {
    let starts_like_an_arn =
        segments(pieces).next().is_some_and(|first| first == ['a', 'r', 'n'].map(Piece::Character));
    let service = segments(pieces).nth(SERVICE_SEGMENT);
    starts_like_an_arn
        && service.is_none_or(|segment| segment.iter().any(|piece| piece.is_wildcard()))
}

/// Restricts the wildcards that must stay in their segment; `None` where there is no such one.
///
/// AWS: a `*` that is the last character of a segment may run over the colons that follow.
/// CHOICE: everything from the sixth segment on is one, as in ARN conditions: an S3 key may hold
/// colons, and a Deny of `bucket/*.key` must find it then too.
fn restrict(pieces: &[Piece]) -> Option<Vec<Piece>> {
    let last_colon = pieces.iter().rposition(|piece| *piece == Piece::Character(':'))?;
    let mut segment = 0;
    let mut is_restricted = false;
    let mut result = Vec::with_capacity(pieces.len());
    let followers = pieces.iter().skip(1).map(Some).chain([None]);
    for (index, (piece, next)) in pieces.iter().zip(followers).enumerate() {
        let is_free = segment >= RESOURCE_SEGMENT || index > last_colon;
        let ends_segment = matches!(next, None | Some(Piece::Character(':') | Piece::AnySequence));
        let replaced = match piece {
            Piece::AnyCharacter if !is_free => Piece::CharacterInSegment,
            Piece::AnySequence if !is_free && !ends_segment => Piece::SequenceInSegment,
            other => *other,
        };
        is_restricted |= replaced != *piece;
        segment += usize::from(*piece == Piece::Character(':'));
        result.push(replaced);
    }
    is_restricted.then_some(result)
}

/// Walks the text once and keeps, for each prefix of the pattern, whether it matches so far:
/// proportional to pattern times text, whatever the wildcards.
fn matches_pieces(pieces: &[Piece], text: &str) -> bool {
    let mut reached = vec![false; pieces.len() + 1];
    if let Some(first) = reached.first_mut() {
        *first = true;
    }
    pass_sequences(pieces, &mut reached);
    for character in text.chars() {
        let mut next = vec![false; pieces.len() + 1];
        for (index, piece) in pieces.iter().enumerate() {
            if !reached.get(index).copied().unwrap_or(false) {
                continue;
            }
            let target = match piece {
                Piece::Character(expected) => (*expected == character).then_some(index + 1),
                Piece::AnyCharacter => Some(index + 1),
                Piece::CharacterInSegment => (character != ':').then_some(index + 1),
                Piece::AnySequence => Some(index),
                Piece::SequenceInSegment => (character != ':').then_some(index),
            };
            if let Some(slot) = target.and_then(|target| next.get_mut(target)) {
                *slot = true;
            }
        }
        pass_sequences(pieces, &mut next);
        reached = next;
    }
    reached.last().copied().unwrap_or(false)
}

/// A sequence matches nothing as well: who stands before it stands behind it.
fn pass_sequences(pieces: &[Piece], reached: &mut [bool]) {
    for (index, piece) in pieces.iter().enumerate() {
        let is_sequence = matches!(piece, Piece::AnySequence | Piece::SequenceInSegment);
        if is_sequence
            && reached.get(index).copied().unwrap_or(false)
            && let Some(slot) = reached.get_mut(index + 1)
        {
            *slot = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::Prepared;
    use crate::request::Context;
    use entail_policy::tree::Version;

    fn check(pattern: &str, resource: &str) -> Truth {
        let context = Context::new();
        let variables = Variables { context: &context, undecidable_keys: None };
        Prepared::<ResourcePattern>::compile(pattern, Version::V2012_10_17)
            .test(&variables, |pattern| pattern.matches(resource))
    }

    #[test]
    fn a_star_inside_a_segment_stays_in_it() {
        let instance = "arn:aws:ec2:us-east-1:111122223333:instance/i-1";
        assert_eq!(check("arn:aws:ec2:us-*-1:111122223333:instance/*", instance), Truth::True);
        assert_eq!(check("arn:aws:ec2:u*1:111122223333:instance/*", instance), Truth::True);
        let odd = "arn:aws:ec2:u:1:1:instance/i-1";
        assert_eq!(check("arn:aws:ec2:u*1:instance/*", odd), Truth::False);
        assert_eq!(check("arn:aws:ec2:u?1:1:instance/*", odd), Truth::False);
    }

    #[test]
    fn a_star_at_the_end_of_a_segment_runs_over_colons() {
        let table = "arn:aws:dynamodb:eu-west-1:111122223333:table/t";
        assert_eq!(check("arn:aws:dynamodb:*:table/t", table), Truth::True);
        assert_eq!(check("arn:aws:dynamodb:eu-*:table/t", table), Truth::True);
        assert_eq!(check("arn:aws:dynamodb:*", table), Truth::True);
    }

    #[test]
    fn the_resource_part_is_one_segment_with_slashes_and_colons() {
        assert_eq!(check("arn:aws:s3:::b/*.key", "arn:aws:s3:::b/x/y:z.key"), Truth::True);
        assert_eq!(check("arn:aws:s3:::b/?", "arn:aws:s3:::b/:"), Truth::True);
        assert_eq!(check("arn:aws:s3:::B/*", "arn:aws:s3:::b/x"), Truth::False);
    }

    #[test]
    fn a_wildcard_service_is_undecided() {
        assert_eq!(check("arn:aws:*:::b", "arn:aws:s3:::b"), Truth::Undecided);
        assert_eq!(check("arn:aws:*:::b", "arn:aws:s3:::c"), Truth::False);
        assert_eq!(check("arn:*", "arn:aws:s3:::c"), Truth::Undecided);
        assert_eq!(check("*", "arn:aws:s3:::c"), Truth::True);
        assert_eq!(check("*", "*"), Truth::True);
    }
}
