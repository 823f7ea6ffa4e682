//! Search in linear time, however a pattern is made: for what the cheap ways gave up.
//!
//! It asks for memory, a number for each byte of the pattern, which the cheap ways never do; only
//! patterns that repeat their own beginning over and over come here, in texts that do too.
//!
//! The search is that of Knuth, Morris and Pratt (1977), <https://doi.org/10.1137/0206024>.

use super::{LITERAL_COLON, LITERAL_QUESTION_MARK, LITERAL_STAR, RESOURCE, count_steps};

/// What follows the first place where the part, which has no wildcard, stands in the text.
pub(super) fn behind<'a>(part: &[u8], text: &'a [u8]) -> Option<&'a [u8]> {
    if part.is_empty() {
        return Some(text);
    }
    let borders = borders(part);
    let mut matched = 0;
    for (place, byte) in text.iter().enumerate() {
        matched = longer(part, &borders, matched, *byte);
        if matched == part.len() {
            return text.get(place + 1..);
        }
    }
    None
}

/// Whether a pattern holds no `?`, so that its parts between stars can be searched for.
pub(super) fn can_match(pattern: &[u8]) -> bool {
    !pattern.contains(&b'?')
}

/// Whether a pattern without `?` matches the whole text.
pub(super) fn matches(pattern: &[u8], text: &[u8]) -> bool {
    let plain = |part: &[u8]| part.iter().copied().map(plain).collect::<Vec<u8>>();
    let mut parts: Vec<Vec<u8>> = pattern.split(|byte| *byte == b'*').map(plain).collect();
    count_steps(pattern.len() + text.len());
    let (Some(last), false) = (parts.pop(), parts.is_empty()) else {
        // Without any star.
        return pattern.iter().copied().map(self::plain).eq(text.iter().copied());
    };
    let mut parts = parts.iter();
    let first = parts.next().map_or(&[][..], Vec::as_slice);
    let Some(mut rest) = text.strip_prefix(first).and_then(|text| text.strip_suffix(&*last)) else {
        return false;
    };
    for part in parts {
        match behind(part, rest) {
            Some(behind) => rest = behind,
            None => return false,
        }
    }
    true
}

/// Whether each segment of a pattern is one of the text: neither a `?`, nor a colon that parts none.
pub(super) fn can_match_segmented(pattern: &[u8]) -> bool {
    can_match(pattern) && !pattern.contains(&LITERAL_COLON)
}

/// Whether a pattern without `?` matches, whose wildcards stay in their segments as
/// [`Segments`](super::Segments) has it.
///
/// Each of the pattern's first segments is tried on those segments of the text where it may stand:
/// behind one that ends with a star on all that follow. One that is too short for its characters is
/// not looked at.
pub(super) fn matches_segmented(pattern: &[u8], text: &[u8]) -> bool {
    let mut wanted: Vec<&[u8]> = pattern.splitn(RESOURCE + 1, |byte| *byte == b':').collect();
    let resource = wanted.pop().unwrap_or_default();
    let found: Vec<&[u8]> = text.split(|byte| *byte == b':').collect();
    count_steps(pattern.len() + text.len());
    let mut may_begin = vec![false; found.len()];
    may_begin.iter_mut().take(1).for_each(|first| *first = true);
    for segment in wanted {
        may_begin = behind_segment(segment, &found, &may_begin);
    }
    let mut starts = Vec::new();
    let mut start = 0;
    for (segment, may_begin) in found.iter().zip(may_begin) {
        starts.extend(may_begin.then_some(start));
        start += segment.len() + 1;
    }
    matches_from_one_of(&starts, resource, text)
}

/// On which segments of the text the next one of the pattern may begin.
fn behind_segment(segment: &[u8], found: &[&[u8]], may_begin: &[bool]) -> Vec<bool> {
    let mut segment = segment.to_vec();
    segment.dedup_by(|next, before| *next == b'*' && *before == b'*');
    let characters = segment.iter().filter(|byte| **byte != b'*').count();
    let mut next = vec![false; found.len()];
    count_steps(segment.len() + found.len());
    for (at, text) in found.iter().enumerate() {
        let is_candidate = may_begin.get(at) == Some(&true) && characters <= text.len();
        if !is_candidate || !matches(&segment, text) {
            continue;
        }
        if segment.last() == Some(&b'*') {
            next.iter_mut().skip(at + 1).for_each(|later| *later = true);
            break;
        }
        next.iter_mut().skip(at + 1).take(1).for_each(|following| *following = true);
    }
    next
}

/// Whether a pattern matches what follows one of these places, which are in order. The first place
/// where its beginning stands leaves most to what is behind a star; without one it has to end with
/// the text.
fn matches_from_one_of(starts: &[usize], pattern: &[u8], text: &[u8]) -> bool {
    let Some(star) = pattern.iter().position(|byte| *byte == b'*') else {
        let start = text.len().checked_sub(pattern.len());
        return start.is_some_and(|start| {
            starts.binary_search(&start).is_ok()
                && text.get(start..).is_some_and(|end| matches(pattern, end))
        });
    };
    let (beginning, rest) = pattern.split_at_checked(star).unwrap_or_default();
    let beginning: Vec<u8> = beginning.iter().copied().map(plain).collect();
    let place = occurrences(&beginning, text).find(|place| starts.binary_search(place).is_ok());
    let behind = place.and_then(|place| text.get(place + beginning.len()..));
    behind.is_some_and(|behind| matches(rest, behind))
}

/// Where the part, which has no wildcard, stands in the text; an empty one everywhere.
fn occurrences(part: &[u8], text: &[u8]) -> impl Iterator<Item = usize> {
    let borders = borders(part);
    let mut matched = 0;
    let ends = text.iter().enumerate().filter_map(move |(place, byte)| {
        if matched == part.len() {
            matched = borders.get(matched).copied().unwrap_or(0);
        }
        matched = longer(part, &borders, matched, *byte);
        (matched == part.len()).then(|| place + 1 - part.len())
    });
    let at_the_beginning = part.is_empty().then_some(0);
    at_the_beginning.into_iter().chain(ends)
}

/// The character that a byte of a pattern without wildcards stands for.
fn plain(byte: u8) -> u8 {
    match byte {
        LITERAL_STAR => b'*',
        LITERAL_QUESTION_MARK => b'?',
        LITERAL_COLON => b':',
        other => other,
    }
}

/// For each beginning of the part by its length, how long the longest end of it is that is a
/// beginning of the part again.
fn borders(part: &[u8]) -> Vec<usize> {
    let mut borders = vec![0, 0];
    let mut matched = 0;
    for byte in part.iter().skip(1) {
        matched = longer(part, &borders, matched, *byte);
        borders.push(matched);
    }
    borders
}

/// How much of the part stands at the end of the text once a byte more is read.
fn longer(part: &[u8], borders: &[usize], matched: usize, byte: u8) -> usize {
    let mut matched = matched;
    loop {
        count_steps(1);
        if part.get(matched) == Some(&byte) {
            return matched + 1;
        }
        if matched == 0 {
            return 0;
        }
        matched = borders.get(matched).copied().unwrap_or(0);
    }
}
