//! Patterns: what `*` and `?` stand for in actions, resources, strings and ARNs.

use super::truth::Truth;

/// One piece of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// A character of the policy's text.
    Character(char),
    /// `*`.
    Star,
    /// `?`.
    Question,
    /// What stands in a variable's place, or an escaped `${*}`: it stands for itself alone, however
    /// many wildcards it holds.
    Filled(String),
}

/// A text in which no variable is looked for.
pub(super) fn plain(text: &str) -> Vec<Piece> {
    text.chars().map(piece).collect()
}

pub(super) fn piece(character: char) -> Piece {
    match character {
        '*' => Piece::Star,
        '?' => Piece::Question,
        other => Piece::Character(other),
    }
}

/// How far a wildcard reaches.
type Reach = fn(char) -> bool;

fn anything(_: char) -> bool {
    true
}

fn within_the_segment(character: char) -> bool {
    character != ':'
}

/// A string that can include a multi-character match wildcard (*) or a single-character match
/// wildcard (?) anywhere in the string.
///
/// AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_String>
pub(super) fn matches_text(pattern: &[Piece], text: &str) -> bool {
    matches(pattern, text, |_| anything)
}

/// The prefix and the action name are case insensitive, with wildcards anywhere.
///
/// AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html>
pub(super) fn matches_action(pattern: &str, action: &str) -> bool {
    matches_text(&plain(&pattern.to_ascii_lowercase()), &action.to_ascii_lowercase())
}

/// You always use an ARN to identify a resource, or `*` alone. You can use wildcard characters (* and
/// ?) within the individual segments of an ARN (the parts separated by colons). ... If the *
/// wildcard is the last character of a resource ARN segment, it can expand to match beyond the colon
/// boundaries. ... You can't use a wildcard in the service segment: what such a pattern covers
/// cannot be told, nor what one covers that is no ARN.
///
/// CHOICE: the segments are the ARN's five colons apart, as in the ARN operators; colons behind them
/// are the resource's own, and a wildcard there runs over them. Where the pattern has fewer, it may
/// be so or not.
///
/// AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html>
pub(super) fn matches_resource(pattern: &[Piece], resource: &str) -> Truth {
    let segments: Vec<&[Piece]> =
        pattern.splitn(6, |piece| *piece == Piece::Character(':')).collect();
    let first_of_the_last = pattern.len() - segments.last().map_or(0, |segment| segment.len());
    let ends_its_segment = |place: usize| {
        pattern.get(place) == Some(&Piece::Star)
            && matches!(pattern.get(place + 1), None | Some(Piece::Character(':')))
    };
    let is_covered = |free_from: usize| {
        matches(pattern, resource, |place| {
            let is_free = place >= free_from || ends_its_segment(place);
            if is_free { anything } else { within_the_segment }
        })
    };
    if !is_covered(first_of_the_last) {
        return Truth::No;
    }
    let begins_like_an_arn = segments.first() == Some(&plain("arn").as_slice());
    let has_a_service = segments.get(2).is_some_and(|service| {
        service.iter().all(|piece| !matches!(piece, Piece::Star | Piece::Question))
    });
    let is_arn = begins_like_an_arn && has_a_service;
    let stays_in_segments = segments.len() == 6 || is_covered(pattern.len());
    if pattern == [Piece::Star] || (is_arn && stays_in_segments) {
        Truth::Yes
    } else {
        Truth::Unknown
    }
}

/// Each of the six colon-delimited components of the ARN is checked separately and each can
/// include multi-character match wildcards (*) or single-character match wildcards (?).
/// None where one of the two is no ARN.
///
/// AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN>
pub(super) fn matches_arn(pattern: &[Piece], arn: &str) -> Option<bool> {
    let components: Vec<&str> = arn.splitn(6, ':').collect();
    let wanted = components_of(pattern);
    if !is_arn(arn) || wanted.len() != 6 {
        return None;
    }
    Some(wanted.iter().zip(components).all(|(wanted, component)| matches_text(wanted, component)))
}

/// Six components, the first of them `arn`.
pub(super) fn is_arn(text: &str) -> bool {
    let components: Vec<&str> = text.splitn(6, ':').collect();
    components.len() == 6 && components.first() == Some(&"arn")
}

/// The pattern's components; a colon is one whether it was written or filled in.
fn components_of(pattern: &[Piece]) -> Vec<Vec<Piece>> {
    let mut components = vec![Vec::new()];
    let characters = pattern.iter().flat_map(|piece| match piece {
        Piece::Filled(text) => {
            text.chars().map(|character| Piece::Filled(character.into())).collect()
        }
        other => vec![other.clone()],
    });
    for piece in characters {
        let is_colon = piece == Piece::Character(':') || piece == Piece::Filled(":".to_owned());
        if is_colon && components.len() < 6 {
            components.push(Vec::new());
        } else if let Some(last) = components.last_mut() {
            last.push(piece);
        }
    }
    components
}

/// Piece by piece, every place of the text that the pattern can have come to.
fn matches(pattern: &[Piece], text: &str, reach_of: impl Fn(usize) -> Reach) -> bool {
    let text: Vec<char> = text.chars().collect();
    let mut places = vec![0];
    for (index, piece) in pattern.iter().enumerate() {
        let reach = reach_of(index);
        let next = places.iter().flat_map(|place| after(piece, &text, *place, reach));
        places = next.collect();
        places.sort_unstable();
        places.dedup();
    }
    places.contains(&text.len())
}

/// The places behind a piece that stands at a place.
fn after(piece: &Piece, text: &[char], place: usize, reach: Reach) -> Vec<usize> {
    let rest = text.get(place..).unwrap_or_default();
    match piece {
        Piece::Star => {
            let run = rest.iter().take_while(|character| reach(**character)).count();
            (place..=place + run).collect()
        }
        Piece::Question => match rest.first() {
            Some(character) if reach(*character) => vec![place + 1],
            _ => vec![],
        },
        Piece::Character(wanted) if rest.first() == Some(wanted) => vec![place + 1],
        Piece::Character(_) => vec![],
        Piece::Filled(filled) => {
            let filled: Vec<char> = filled.chars().collect();
            if rest.starts_with(&filled) { vec![place + filled.len()] } else { vec![] }
        }
    }
}
