//! Patterns as bytes: `*` is any characters, `?` any one, every other byte itself.
//!
//! What must stand for itself although it looks like a wildcard (`${*}`, the characters of a
//! variable's value) is written with bytes that no UTF-8 text has. Most patterns are the
//! policy's own text then, byte for byte.

#[cfg(test)]
mod steps;
mod thorough;

use super::bytes;
use crate::limits::SEGMENTED_BYTES_WALKED;

/// A `*` that is a character like any other.
pub(crate) const LITERAL_STAR: u8 = 0xff;

/// A `?` that is a character like any other.
pub(crate) const LITERAL_QUESTION_MARK: u8 = 0xfe;

/// A `:` of a value that parts no segments, so that nobody frees a wildcard of a `Resource` element by
/// choosing a tag.
pub(crate) const LITERAL_COLON: u8 = 0xfd;

/// Bits of a [`Segmented`](Form::Segmented) pattern's state that lie on the stack.
const STATE_WORDS: usize = 32;

/// So many times the text's length the cheap ways may look at bytes, before a pattern that is full of
/// beginnings of itself is searched for in another way: see [`thorough`].
const PATIENCE: usize = 16;

/// How a pattern is compared, the cheap ways first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// Not at all: it is `*`.
    Everything,
    /// As a whole.
    Literal,
    /// All but the last byte, a `*`, is the beginning.
    Prefix,
    /// So many bytes, a `*`, one byte that stands somewhere behind them, and a `*`: the objects of
    /// all buckets that begin alike.
    PrefixAndByte { prefix: u16, byte: u8 },
    /// No wildcard but `*`, with so many bytes before the first and behind the last.
    Stars { beginning: u16, ending: u16 },
    /// Wildcards anywhere.
    General,
    /// Some wildcard must not run over a colon.
    Segmented,
}

impl Form {
    /// The form of a pattern in which wildcards run over everything.
    pub(crate) fn of(pattern: &[u8]) -> Self {
        let is_wildcard = |byte: &u8| *byte == b'*';
        let Some(first) = pattern.iter().position(|byte| is_special(*byte)) else {
            return Self::Literal;
        };
        if pattern.iter().any(|byte| is_special(*byte) && !is_wildcard(byte)) {
            return Self::General;
        }
        let ending = pattern.iter().rev().take_while(|byte| !is_wildcard(byte)).count();
        if first + 1 == pattern.len() {
            return if first == 0 { Self::Everything } else { Self::Prefix };
        }
        match (u16::try_from(first), u16::try_from(ending), pattern.get(first..)) {
            (Ok(prefix), _, Some([b'*', byte, b'*'])) if *byte != b'*' => {
                Self::PrefixAndByte { prefix, byte: *byte }
            }
            (Ok(beginning), Ok(ending), _) => Self::Stars { beginning, ending },
            _ => Self::General,
        }
    }
}

/// Whether a byte of a pattern is not simply itself.
fn is_special(byte: u8) -> bool {
    matches!(byte, b'*' | b'?' | LITERAL_STAR | LITERAL_QUESTION_MARK | LITERAL_COLON)
}

/// What every text that matches begins with; none where it may begin anyhow.
pub(crate) fn beginning(pattern: &[u8]) -> Option<&[u8]> {
    let end = pattern.iter().position(|byte| is_special(*byte)).unwrap_or(pattern.len());
    pattern.get(..end).filter(|beginning| !beginning.is_empty())
}

/// Whether the whole text, which is UTF-8, matches.
#[inline]
pub(crate) fn matches(form: Form, pattern: &[u8], text: &[u8]) -> bool {
    match form {
        Form::Everything => true,
        Form::Literal => bytes::equal(pattern, text),
        Form::Prefix => pattern
            .split_last()
            .is_some_and(|(_, beginning)| behind_beginning(beginning, text).is_some()),
        Form::PrefixAndByte { prefix, byte } => pattern
            .get(..prefix.into())
            .and_then(|beginning| behind_beginning(beginning, text))
            .is_some_and(|rest| behind_byte(byte, rest).is_some()),
        Form::Stars { beginning, ending } => {
            matches_stars(pattern, beginning.into(), ending.into(), text).unwrap_or(false)
        }
        Form::General => matches_general(pattern, text),
        Form::Segmented => matches_segmented(pattern, text),
    }
}

/// What follows the beginning, if the text begins so.
///
/// Patterns of one service begin alike and differ at the end: their last bytes are compared first.
#[inline]
fn behind_beginning<'a>(beginning: &[u8], text: &'a [u8]) -> Option<&'a [u8]> {
    let Some(last) = beginning.last() else { return Some(text) };
    if text.get(beginning.len() - 1) != Some(last) {
        return None;
    }
    bytes::behind_beginning(beginning, text)
}

/// Both ends as they stand; in the midst each part behind the one before, the first place where it
/// stands: no later place leaves more to the parts that follow.
fn matches_stars(pattern: &[u8], beginning: usize, ending: usize, text: &[u8]) -> Option<bool> {
    let (first, rest) = pattern.split_at_checked(beginning)?;
    let (midst, last) = rest.split_at_checked(rest.len().checked_sub(ending)?)?;
    let Some(text) = behind_beginning(first, text) else { return Some(false) };
    let Some(mut text) = bytes::before_end(last, text) else { return Some(false) };
    let mut parts = midst;
    while let [_star, after @ ..] = parts {
        let (found, rest) = match after {
            [] => return Some(true),
            [b'*', ..] => (Some(text), after),
            [byte, rest @ ..] if matches!(rest, [] | [b'*', ..]) => {
                (behind_byte(*byte, text), rest)
            }
            [first, rest @ ..] => {
                let end = bytes::position(b'*', rest).unwrap_or(rest.len());
                let (rest_of_part, rest) = rest.split_at_checked(end)?;
                (behind_part(*first, rest_of_part, text), rest)
            }
        };
        let Some(found) = found else { return Some(false) };
        (text, parts) = (found, rest);
    }
    Some(true)
}

/// What follows the first place where the byte stands in the text.
#[inline]
fn behind_byte(byte: u8, text: &[u8]) -> Option<&[u8]> {
    count_steps(text.len());
    text.get(bytes::position(byte, text)? + 1..)
}

/// What follows the first place where a part, its first byte and the rest, stands in the text.
fn behind_part<'a>(first: u8, rest: &[u8], mut text: &'a [u8]) -> Option<&'a [u8]> {
    let mut patience = PATIENCE * text.len();
    count_steps(text.len());
    loop {
        let behind_first = text.get(bytes::position(first, text)? + 1..)?;
        count_steps(rest.len() + 1);
        if let Some(found) = bytes::behind_beginning(rest, behind_first) {
            return Some(found);
        }
        let Some(left) = patience.checked_sub(rest.len() + 1) else {
            return thorough::behind(&[&[first], rest].concat(), behind_first);
        };
        patience = left;
        text = behind_first;
    }
}

/// Tests count the bytes that are looked at, for a clock shows no worst case.
#[cfg(not(test))]
#[inline]
fn count_steps(_: usize) {}

#[cfg(test)]
use steps::add as count_steps;

/// Whether a byte of a pattern that is no wildcard stands for this byte.
fn stands_for(wanted: u8, found: u8) -> bool {
    wanted == found
        || (wanted == LITERAL_STAR && found == b'*')
        || (wanted == LITERAL_QUESTION_MARK && found == b'?')
        || (wanted == LITERAL_COLON && found == b':')
}

/// The bytes of the character that begins here; none in the midst of one.
fn character_length(first: u8) -> Option<usize> {
    match first {
        0..0x80 => Some(1),
        0x80..0xc0 => None,
        0xc0..0xe0 => Some(2),
        0xe0..0xf0 => Some(3),
        _ => Some(4),
    }
}

/// Greedy, with one place to come back to: after a mismatch the last `*` takes one byte more.
/// Coming back to an earlier `*` could never help, because the last one can take whatever the
/// earlier would have given it. At most pattern length times text length in steps; without a `?`
/// what takes more than some text lengths is done in another way.
fn matches_general(pattern: &[u8], text: &[u8]) -> bool {
    let (mut wanted, mut rest) = (pattern, text);
    let mut retry: Option<(&[u8], &[u8])> = None;
    let mut patience = pattern.len() + PATIENCE * text.len();
    loop {
        count_steps(1);
        match patience.checked_sub(1) {
            Some(left) => patience = left,
            None if thorough::can_match(pattern) => return thorough::matches(pattern, text),
            None => {}
        }
        match wanted.split_first() {
            Some((b'*', after)) => {
                if after.is_empty() {
                    return true;
                }
                wanted = after;
                retry = Some((after, rest));
                continue;
            }
            Some((b'?', after)) => {
                let length = rest.first().and_then(|first| character_length(*first));
                if let Some(behind) = length.and_then(|length| rest.get(length..)) {
                    (wanted, rest) = (after, behind);
                    continue;
                }
            }
            Some((byte, after)) => {
                if let Some((found, behind)) = rest.split_first()
                    && stands_for(*byte, *found)
                {
                    (wanted, rest) = (after, behind);
                    continue;
                }
            }
            None if rest.is_empty() => return true,
            None => {}
        }
        let Some((after, start)) = retry else { return false };
        let Some(start) = next_start(after, start) else { return false };
        (wanted, rest) = (after, start);
        retry = Some((after, start));
    }
}

/// The next place where the text can go on after a `*`: past the first byte of `start`, and at a
/// byte that the pattern wants.
fn next_start<'a>(after: &[u8], start: &'a [u8]) -> Option<&'a [u8]> {
    let (_, start) = start.split_first()?;
    match after.first() {
        Some(wanted) if !matches!(wanted, b'*' | b'?') => {
            let skipped = start.iter().position(|found| stands_for(*wanted, *found))?;
            count_steps(skipped);
            start.get(skipped..)
        }
        _ => Some(start),
    }
}

/// The wildcards of an ARN's first five segments stay in theirs, unless they end it.
///
/// AWS: a `*` that is the last character of a segment may run over the colons that follow.
/// CHOICE: everything from the sixth segment on is one, as in ARN conditions: an S3 key may hold
/// colons, and a Deny of `bucket/*.key` must find it then too.
#[derive(Clone, Copy, Debug)]
struct Segments<'a> {
    pattern: &'a [u8],
    /// From this byte on every wildcard is free.
    free_from: usize,
}

/// The segment of an ARN from which on colons belong to the resource.
const RESOURCE: usize = 5;

impl<'a> Segments<'a> {
    fn of(pattern: &'a [u8]) -> Self {
        let mut colons = pattern.iter().enumerate().filter(|(_, byte)| **byte == b':');
        let fifth_or_last = colons.by_ref().take(RESOURCE).last();
        Self { pattern, free_from: fifth_or_last.map_or(0, |(at, _)| at + 1) }
    }

    /// No wildcard is free but at the end of a segment.
    fn all_closed(pattern: &'a [u8]) -> Self {
        Self { pattern, free_from: pattern.len() }
    }

    fn is_restricted(self, at: usize) -> bool {
        let ends_segment = || matches!(self.pattern.get(at + 1), None | Some(b':'));
        at < self.free_from
            && match self.pattern.get(at) {
                Some(b'?') => true,
                Some(b'*') => !ends_segment(),
                _ => false,
            }
    }
}

/// Whether the pattern, as one of a `Resource` element, has a wildcard that stays in its segment.
pub(crate) fn has_restricted_wildcard(pattern: &[u8]) -> bool {
    let segments = Segments::of(pattern);
    (0..segments.free_from).any(|at| segments.is_restricted(at))
}

/// Whether the pattern lacks segments of an ARN, and has a wildcard in the midst of its last one: it
/// is free there, although that segment is perhaps not the resource.
pub(crate) fn has_wildcard_of_doubtful_reach(pattern: &[u8]) -> bool {
    let lacks_segments = pattern.split(|byte| *byte == b':').count() <= RESOURCE;
    let segments = Segments::all_closed(pattern);
    let last = Segments::of(pattern).free_from..pattern.len();
    lacks_segments && last.into_iter().any(|at| segments.is_restricted(at))
}

/// Whether the pattern matches with every wildcard in its segment, the last one's too. Of a long
/// pattern it is not said that it does.
pub(crate) fn matches_within_segments(pattern: &[u8], text: &[u8]) -> bool {
    pattern.len() <= SEGMENTED_BYTES_WALKED && walk(Segments::all_closed(pattern), text)
}

/// No ARN makes the pattern long; one that is, is compared segment by segment.
fn matches_segmented(pattern: &[u8], text: &[u8]) -> bool {
    if pattern.len() > SEGMENTED_BYTES_WALKED && thorough::can_match_segmented(pattern) {
        return thorough::matches_segmented(pattern, text);
    }
    walk(Segments::of(pattern), text)
}

/// Walks the text once and keeps, for each beginning of the pattern, whether it matches so far:
/// proportional to pattern times text, whatever the wildcards.
fn walk(segments: Segments<'_>, text: &[u8]) -> bool {
    let pattern = segments.pattern;
    let words = pattern.len() / 64 + 1;
    let mut inline = [0_u64; 2 * STATE_WORDS];
    let mut spilled = Vec::new();
    let (mut reached, mut next) = if words <= STATE_WORDS {
        inline.split_at_mut(STATE_WORDS)
    } else {
        spilled.resize(2 * words, 0);
        spilled.split_at_mut(words)
    };
    reach(reached, 0);
    pass_sequences(pattern, reached);
    count_steps(pattern.len());
    for byte in text {
        count_steps(pattern.len() + 1);
        next.fill(0);
        for at in (0..=pattern.len()).filter(|at| is_reached(reached, *at)) {
            step(segments, at, *byte, next);
        }
        pass_sequences(pattern, next);
        std::mem::swap(&mut reached, &mut next);
    }
    is_reached(reached, pattern.len())
}

/// Where one byte of the text leads from one place of the pattern.
fn step(segments: Segments<'_>, at: usize, byte: u8, next: &mut [u64]) {
    let stays_in_character = character_length(byte).is_none()
        && at.checked_sub(1).and_then(|before| segments.pattern.get(before)) == Some(&b'?');
    if stays_in_character {
        reach(next, at);
    }
    let is_forbidden = byte == b':' && segments.is_restricted(at);
    match segments.pattern.get(at) {
        _ if is_forbidden => {}
        Some(b'*') => reach(next, at),
        Some(b'?') if character_length(byte).is_some() => reach(next, at + 1),
        Some(wanted) if *wanted != b'?' && stands_for(*wanted, byte) => reach(next, at + 1),
        _ => {}
    }
}

/// A sequence matches nothing as well: who stands before it stands behind it.
fn pass_sequences(pattern: &[u8], reached: &mut [u64]) {
    for (at, byte) in pattern.iter().enumerate() {
        if *byte == b'*' && is_reached(reached, at) {
            reach(reached, at + 1);
        }
    }
}

fn reach(state: &mut [u64], at: usize) {
    if let Some(word) = state.get_mut(at / 64) {
        *word |= 1 << (at % 64);
    }
}

fn is_reached(state: &[u64], at: usize) -> bool {
    state.get(at / 64).is_some_and(|word| word >> (at % 64) & 1 == 1)
}

#[cfg(test)]
mod tests;
