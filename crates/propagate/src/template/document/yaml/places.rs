//! From the parser's places, which are characters of a padded text, to bytes of the text.

use std::{borrow::Cow, collections::BTreeMap, ops::Range};

use saphyr_parser::{Marker, ScanError};

use crate::{
    limits::YAML_REREAD_BYTES_MAX,
    template::{TemplateError, document::line_starts},
};

/// Spaces by which a line is indented more: more than any template needs.
const SPACES: usize = 512;

/// How many spaces more the parser is shown at the beginning of lines, by their number.
///
/// INVARIANT: only lines inside of braces, brackets and quotes have any: there they mean nothing.
#[derive(Debug, Default)]
pub(super) struct Padding {
    lines: BTreeMap<usize, usize>,
}

impl Padding {
    /// The spaces of a line.
    pub(super) fn of(&self, line: usize) -> usize {
        self.lines.get(&line).copied().unwrap_or(0)
    }

    /// The text as the parser is shown it.
    pub(super) fn apply<'text>(&self, text: &'text str) -> Cow<'text, str> {
        if self.lines.is_empty() {
            return Cow::Borrowed(text);
        }
        let starts = line_starts(text);
        let mut padded = String::with_capacity(text.len() + self.lines.values().sum::<usize>());
        for (number, start) in starts.iter().enumerate() {
            let end = starts.get(number + 1).copied().unwrap_or(text.len());
            padded.push_str(&" ".repeat(self.of(number + 1)));
            padded.push_str(text.get(*start..end).unwrap_or(""));
        }
        Cow::Owned(padded)
    }

    /// Adds what an error asks for, where it asks for indentation inside of something.
    pub(super) fn helps(&mut self, text: &str, error: &ScanError) -> bool {
        let first = error.marker().line();
        let lines = match error.info() {
            // Outside of braces and brackets less indentation ends a block and is no error.
            "invalid indentation" | "invalid indentation in flow construct" => first..=first,
            "invalid indentation in quoted scalar" => {
                let places = Places::new(text, self);
                let start = places.byte(*error.marker());
                let end = places.closing_quote(start, text.len());
                first + 1..=first + line_starts(places.slice(start, end)).len() - 1
            }
            _ => return false,
        };
        // What was padded and still is too little is no matter of indentation.
        let is_new = !lines.is_empty() && lines.clone().all(|line| self.of(line) == 0);
        let spaces = (self.lines.len() + lines.clone().count()) * SPACES;
        if !is_new || spaces > YAML_REREAD_BYTES_MAX {
            return false;
        }
        self.lines.extend(lines.map(|line| (line, SPACES)));
        true
    }
}

/// A text, and how places in it are found.
#[derive(Debug)]
pub(super) struct Places<'text> {
    text: &'text str,
    /// Byte offsets of the characters; empty where all are ASCII.
    bytes: Vec<usize>,
    lines: Vec<Line>,
}

/// A line, in characters.
#[derive(Debug)]
struct Line {
    /// Where it begins in the text.
    start: usize,
    /// Where it begins in the text that the parser is shown.
    shown: usize,
    /// How many spaces are added there.
    padding: usize,
}

impl<'text> Places<'text> {
    /// The places of a text that the parser is shown with this padding.
    pub(super) fn new(text: &'text str, padding: &Padding) -> Self {
        let bytes: Vec<usize> = if text.is_ascii() {
            Vec::new()
        } else {
            text.char_indices().map(|(place, _)| place).collect()
        };
        let mut added = 0;
        let starts = line_starts(text).into_iter().enumerate();
        let lines = starts.map(|(number, byte)| {
            let start =
                if bytes.is_empty() { byte } else { bytes.partition_point(|place| *place < byte) };
            let padding = padding.of(number + 1);
            added += padding;
            Line { start, shown: start + added - padding, padding }
        });
        let lines = lines.collect();
        Self { text, bytes, lines }
    }

    fn line(&self, marker: Marker) -> Option<&Line> {
        self.lines.get(marker.line().checked_sub(1)?)
    }

    /// The byte of a place.
    pub(super) fn byte(&self, marker: Marker) -> usize {
        let Some(line) = self.line(marker) else { return self.text.len() };
        let column = marker.index().saturating_sub(line.shown).saturating_sub(line.padding);
        let character = line.start + column;
        if self.bytes.is_empty() {
            return character.min(self.text.len());
        }
        self.bytes.get(character).copied().unwrap_or(self.text.len())
    }

    /// Whether the parser's two ways to count agree. They don't after some directives, and a change
    /// at a wrong place would be worse than none.
    pub(super) fn check(&self, marker: Marker) -> Result<(), TemplateError> {
        let mark = usize::from(marker.line() == 1 && self.text.starts_with('\u{feff}'));
        let agrees = self.line(marker).is_none_or(|line| {
            let column = marker.index().checked_sub(line.shown);
            column == Some(marker.col()) || column == Some(marker.col() + mark)
        });
        if agrees {
            return Ok(());
        }
        Err(TemplateError::Unreadable {
            line: marker.line(),
            column: marker.col() + 1,
            reason: "the place of this can't be told: write the template without YAML directives"
                .to_owned(),
        })
    }

    /// The text between two places.
    pub(super) fn slice(&self, start: usize, end: usize) -> &'text str {
        self.text.get(start..end).unwrap_or("")
    }

    /// A scalar's value: the text itself where it is written there as it is.
    pub(super) fn value(&self, written: Range<usize>, value: Cow<'_, str>) -> Cow<'text, str> {
        let found = self.text.get(written).filter(|text| *text == value);
        found.map_or_else(|| Cow::Owned(value.into_owned()), Cow::Borrowed)
    }

    /// Whether one of these characters stands at a place.
    pub(super) fn next_is(&self, place: usize, wanted: &[char]) -> bool {
        self.text.get(place..).is_some_and(|rest| rest.starts_with(wanted))
    }

    /// The first of these characters after what was passed, behind indicators and comments.
    pub(super) fn find(&self, passed: usize, wanted: &[char]) -> usize {
        let mut place = passed;
        loop {
            place = self.skip_blank(place);
            if self.next_is(place, wanted) || !self.next_is(place, &[':', '-', '?']) {
                return place;
            }
            place += 1;
        }
    }

    /// The place after tag and anchor, where the content begins.
    pub(super) fn after_properties(&self, place: usize) -> usize {
        let mut place = place;
        while self.next_is(place, &['!', '&']) {
            let rest = self.text.get(place..).unwrap_or("");
            let is_end = |character: char| character.is_whitespace() || ",[]{}".contains(character);
            place += rest.find(is_end).unwrap_or(rest.len());
            place = self.skip_blank(place);
        }
        place
    }

    /// The place after white space, line ends and comments.
    fn skip_blank(&self, place: usize) -> usize {
        let mut place = place;
        loop {
            let rest = self.text.get(place..).unwrap_or("");
            let blank = rest.len() - rest.trim_start().len();
            let rest = rest.trim_start();
            place += blank;
            if !rest.starts_with('#') {
                return place;
            }
            place += rest.find('\n').unwrap_or(rest.len());
        }
    }

    /// One past the quote that closes a scalar; white space and comments follow it in its event.
    pub(super) fn closing_quote(&self, start: usize, event_end: usize) -> usize {
        let mut characters = self.slice(start, event_end).char_indices();
        let quote = characters.next().map(|(_, quote)| quote);
        while let Some((place, character)) = characters.next() {
            if character == '\\' && quote == Some('"') {
                characters.next();
            } else if Some(character) == quote {
                let mut rest = characters.clone();
                if character == '"' || rest.next().is_none_or(|(_, next)| next != '\'') {
                    return start + place + 1;
                }
                characters = rest;
            }
        }
        event_end
    }

    /// One past the bracket that closes a flow collection, whose end was told at `place`: there, or
    /// behind a comma, white space and comments.
    pub(super) fn closing_bracket(&self, place: usize) -> usize {
        let mut place = place;
        loop {
            place = self.skip_blank(place);
            if self.next_is(place, &[',']) {
                place += 1;
            } else {
                return place + usize::from(self.next_is(place, &['}', ']']));
            }
        }
    }
}
