//! The matcher behind [`Pattern`](super::Pattern).

use super::{GeneralPattern, Shape, Token};

/// One step of a general pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Piece {
    /// This character.
    Character(char),
    /// Any one character.
    Any,
    /// Any characters.
    Sequence,
}

/// Whether upper and lower case differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CaseSensitivity {
    /// They do.
    Sensitive,
    /// They do not.
    Ignored,
}

/// Sorts tokens into the cheapest shape that can hold them.
pub(super) fn shape(tokens: impl IntoIterator<Item = Token>) -> Shape {
    let mut pieces: Vec<Piece> = Vec::new();
    for token in tokens {
        match token {
            Token::Literal(text) => pieces.extend(text.chars().map(Piece::Character)),
            Token::AnyCharacter => pieces.push(Piece::Any),
            // `**` means `*`: one piece keeps the matcher's work down.
            Token::AnySequence if pieces.last() == Some(&Piece::Sequence) => {}
            Token::AnySequence => pieces.push(Piece::Sequence),
        }
    }
    let literal = literal_prefix(&pieces);
    match pieces.get(literal.chars().count()..) {
        None | Some([]) => Shape::Literal(literal),
        Some([Piece::Sequence]) => Shape::Prefix(literal),
        Some(_) => Shape::General(GeneralPattern { pieces }),
    }
}

/// The characters before the first wildcard.
pub(super) fn literal_prefix(pieces: &[Piece]) -> String {
    pieces
        .iter()
        .map_while(|piece| match piece {
            Piece::Character(character) => Some(*character),
            Piece::Any | Piece::Sequence => None,
        })
        .collect()
}

/// Greedy matching with a single place to come back to: after a mismatch the last `*` takes one
/// more character. Coming back to an earlier `*` could never help, because the last one can take
/// whatever the earlier would have given it.
pub(super) fn matches(pieces: &[Piece], text: &str, case: CaseSensitivity) -> bool {
    let mut pattern = pieces;
    let mut rest = text.chars();
    let mut retry: Option<(&[Piece], std::str::Chars<'_>)> = None;
    loop {
        if let Some((Piece::Sequence, after)) = pattern.split_first() {
            if after.is_empty() {
                return true;
            }
            retry = Some((after, rest.clone()));
            pattern = after;
            continue;
        }
        let mut ahead = rest.clone();
        match (pattern.split_first(), ahead.next()) {
            (None, None) => return true,
            (Some((piece, after)), Some(character)) if accepts(*piece, character, case) => {
                pattern = after;
                rest = ahead;
            }
            // The text is used up and something is still asked for: no `*` can give it back.
            (Some(_), None) => return false,
            _ => {
                let Some((after, start)) = retry.as_mut() else { return false };
                if start.next().is_none() {
                    return false;
                }
                pattern = after;
                rest = start.clone();
            }
        }
    }
}

fn accepts(piece: Piece, character: char, case: CaseSensitivity) -> bool {
    match (piece, case) {
        (Piece::Any | Piece::Sequence, _) => true,
        (Piece::Character(wanted), CaseSensitivity::Sensitive) => wanted == character,
        (Piece::Character(wanted), CaseSensitivity::Ignored) => same_letter(wanted, character),
    }
}

fn same_letter(left: char, right: char) -> bool {
    left == right || left.to_lowercase().eq(right.to_lowercase())
}

/// Whether both texts are equal but for case.
pub(super) fn equal_ignoring_case(left: &str, right: &str) -> bool {
    let mut characters = right.chars();
    left.chars().all(|wanted| characters.next().is_some_and(|found| same_letter(wanted, found)))
        && characters.next().is_none()
}

/// Whether `text` begins with `prefix` but for case.
pub(super) fn starts_with_ignoring_case(text: &str, prefix: &str) -> bool {
    let mut characters = text.chars();
    prefix.chars().all(|wanted| characters.next().is_some_and(|found| same_letter(wanted, found)))
}
