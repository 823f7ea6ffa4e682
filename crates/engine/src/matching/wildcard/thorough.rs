//! Search in linear time, however a pattern is made: for what the cheap ways gave up.
//!
//! It asks for memory, a number for each byte of the pattern, which the cheap ways never do; only
//! patterns that repeat their own beginning over and over come here, in texts that do too.
//!
//! The search is that of Knuth, Morris and Pratt (1977), <https://doi.org/10.1137/0206024>.

use super::{LITERAL_QUESTION_MARK, LITERAL_STAR, count_steps};

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

/// The character that a byte of a pattern without wildcards stands for.
fn plain(byte: u8) -> u8 {
    match byte {
        LITERAL_STAR => b'*',
        LITERAL_QUESTION_MARK => b'?',
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
