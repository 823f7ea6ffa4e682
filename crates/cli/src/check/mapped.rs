//! A text that was put together from parts of a file, and where each part stands in the file.

use std::ops::Range;

use entail_policy::Span;

/// How a part of the text came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// It stands in the file letter for letter.
    Copied,
    /// It is what a part of the file comes to.
    Resolved,
    /// It stands for what is only known later.
    Unknown,
}

#[derive(Clone, Debug)]
struct Piece {
    start: usize,
    end: usize,
    origin: Span,
    part: Part,
}

/// A policy's text, and its places in the file.
#[derive(Clone, Debug, Default)]
pub(super) struct Mapped {
    text: String,
    pieces: Vec<Piece>,
}

impl Mapped {
    /// The text of a whole file.
    pub(super) fn whole(text: &str) -> Mapped {
        let mut mapped = Mapped::default();
        mapped.put(text, Span::new(0, text.len()), Part::Copied);
        mapped
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Adds a part of the file as it stands there.
    pub(super) fn copy(&mut self, source: &str, span: Span) {
        self.put(span.text(source), span, Part::Copied);
    }

    /// Adds a text that stands for a part of the file.
    pub(super) fn put(&mut self, text: &str, origin: Span, part: Part) {
        if text.is_empty() {
            return;
        }
        let start = self.text.len();
        self.text.push_str(text);
        self.pieces.push(Piece { start, end: self.text.len(), origin, part });
    }

    /// Adds a part of another such text.
    pub(super) fn append(&mut self, other: &Mapped, range: Range<usize>) {
        for piece in &other.pieces {
            let (start, end) = (piece.start.max(range.start), piece.end.min(range.end));
            let Some(text) = other.text.get(start..end).filter(|_| start < end) else { continue };
            let origin = match piece.part {
                Part::Copied => {
                    let moved = |at: usize| piece.origin.start as usize + (at - piece.start);
                    Span::new(moved(start), moved(end))
                }
                Part::Resolved | Part::Unknown => piece.origin,
            };
            self.put(text, origin, piece.part);
        }
    }

    /// Where a part of the text stands in the file.
    pub(super) fn origin(&self, span: Span) -> Span {
        let (start, end) = (span.start as usize, span.end as usize);
        let Some(first) = self.at(start) else { return self.end() };
        let from = match first.part {
            Part::Copied => first.origin.start as usize + start.saturating_sub(first.start),
            Part::Resolved | Part::Unknown => first.origin.start as usize,
        };
        if end <= start {
            return Span::new(from, from);
        }
        let Some(last) = self.at(end - 1) else { return Span::new(from, from) };
        let to = match last.part {
            Part::Copied => last.origin.start as usize + (end - last.start),
            Part::Resolved | Part::Unknown => last.origin.end as usize,
        };
        Span::new(from, to)
    }

    /// Whether a part of the text is, or is a string with, what is only known later.
    pub(super) fn is_unknown(&self, span: Span) -> bool {
        let (start, end) = (span.start as usize, span.end as usize);
        let mut unknown = self.pieces.iter().filter(|piece| piece.part == Part::Unknown);
        if span.text(&self.text).starts_with('"') {
            unknown.any(|piece| piece.start < end && start < piece.end)
        } else {
            unknown.any(|piece| piece.start <= start && end <= piece.end)
        }
    }

    fn at(&self, offset: usize) -> Option<&Piece> {
        let index = self.pieces.partition_point(|piece| piece.end <= offset);
        self.pieces.get(index)
    }

    fn end(&self) -> Span {
        let end = self.pieces.last().map_or(0, |piece| piece.origin.end as usize);
        Span::new(end, end)
    }
}

/// The text of a JSON string, which stands at `span` with its quotes.
///
/// Each escape is one part, so that places are exact before, between and behind them.
pub(super) fn unescaped(source: &str, span: Span) -> Mapped {
    let mut mapped = Mapped::default();
    let inside = Span::new(span.start as usize + 1, (span.end as usize).saturating_sub(1));
    let mut rest = inside.text(source);
    let mut at = inside.start as usize;
    while let Some(plain) = rest.find('\\') {
        mapped.copy(source, Span::new(at, at + plain));
        at += plain;
        let (_, escape) = rest.split_at(plain);
        let (character, length) = decoded(escape);
        let origin = Span::new(at, at + length);
        mapped.put(character.encode_utf8(&mut [0; 4]), origin, Part::Resolved);
        at += length;
        rest = escape.get(length..).unwrap_or_default();
    }
    mapped.copy(source, Span::new(at, at + rest.len()));
    mapped
}

/// The character of the escape that `text` begins with, and the bytes that it takes. What is no
/// escape has been reported by the reader of the file.
fn decoded(text: &str) -> (char, usize) {
    let simple = |character| (character, 2);
    match text.as_bytes().get(1) {
        Some(b'b') => simple('\u{8}'),
        Some(b'f') => simple('\u{c}'),
        Some(b'n') => simple('\n'),
        Some(b'r') => simple('\r'),
        Some(b't') => simple('\t'),
        Some(b'u') => unicode(text),
        Some(byte) if byte.is_ascii() => simple(char::from(*byte)),
        _ => (char::REPLACEMENT_CHARACTER, 1),
    }
}

fn unicode(text: &str) -> (char, usize) {
    let unit = |at: usize| {
        let digits = text.get(at..at + 4)?;
        u16::from_str_radix(digits, 16).ok()
    };
    let Some(first) = unit(2) else { return (char::REPLACEMENT_CHARACTER, 2) };
    let second = if text.get(6..8) == Some("\\u") { unit(8) } else { None };
    let units = [Some(first), second].into_iter().flatten();
    match char::decode_utf16(units).next() {
        Some(Ok(character)) => (character, 6 * character.len_utf16()),
        _ => (char::REPLACEMENT_CHARACTER, 6),
    }
}

#[cfg(test)]
mod tests {
    use super::{Mapped, Part, unescaped};
    use entail_policy::Span;

    #[test]
    fn escapes_are_undone_and_places_stay() {
        let source = r#"{"policy":"{\"a\":\"\u00e9\ud83d\ude00!\"}"}"#;
        let start = source.find("\"{").unwrap();
        let mapped = unescaped(source, Span::new(start, source.len() - 1));
        assert_eq!(mapped.text(), r#"{"a":"é😀!"}"#);
        let at = mapped.text().find('!').unwrap();
        let origin = mapped.origin(Span::new(at, at + 1));
        assert_eq!(origin.text(source), "!");
        let at = mapped.text().find('é').unwrap();
        assert_eq!(mapped.origin(Span::new(at, at + 2)).text(source), r"\u00e9");
        let whole = mapped.origin(Span::new(0, mapped.text().len()));
        assert_eq!(whole, Span::new(start + 1, source.len() - 2));
    }

    #[test]
    fn what_is_not_known_is_found_in_its_string_and_not_in_what_is_around() {
        let mut mapped = Mapped::default();
        mapped.put("{\"a\":\"x", Span::new(0, 7), Part::Copied);
        mapped.put("?", Span::new(7, 20), Part::Unknown);
        mapped.put("\"}", Span::new(20, 22), Part::Copied);
        assert!(mapped.is_unknown(Span::new(5, 9)));
        assert!(mapped.is_unknown(Span::new(7, 8)));
        assert!(!mapped.is_unknown(Span::new(0, 10)) && !mapped.is_unknown(Span::new(1, 4)));
        assert_eq!(mapped.origin(Span::new(5, 9)), Span::new(5, 21));
    }

    #[test]
    fn a_part_of_a_part_keeps_its_place() {
        let source = "0123456789";
        let whole = Mapped::whole(source);
        let mut part = Mapped::default();
        part.append(&whole, 4..6);
        assert_eq!(part.text(), "45");
        assert_eq!(part.origin(Span::new(1, 2)), Span::new(5, 6));
        assert_eq!(part.origin(Span::new(2, 2)), Span::new(6, 6));
    }
}
