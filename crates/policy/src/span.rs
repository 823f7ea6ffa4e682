//! Places in a text: byte spans, and lines and columns for people.

/// A half-open range of bytes in a document's source text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte; never less than `start`.
    pub end: u32,
}

impl Span {
    /// The span from byte `start` up to, not including, byte `end`. Offsets beyond `u32::MAX`
    /// saturate; the reader refuses such texts long before.
    pub fn new(start: usize, end: usize) -> Span {
        let clamp = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Span { start: clamp(start), end: clamp(end.max(start)) }
    }

    /// The smallest span that covers both.
    #[must_use]
    pub fn join(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The text under this span; empty where the span does not lie in `source`.
    pub fn text(self, source: &str) -> &str {
        source.get(self.start as usize..self.end as usize).unwrap_or("")
    }

    /// Where the span begins, for people.
    pub fn line_column(self, source: &str) -> LineColumn {
        LineColumn::of(source, self.start as usize)
    }
}

/// A line and column, both counted from 1; columns count characters, not bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LineColumn {
    /// The line, from 1. Lines end at U+000A.
    pub line: usize,
    /// The character in the line, from 1.
    pub column: usize,
}

impl LineColumn {
    /// The place of byte `offset` in `source`; an offset past the end means the end.
    pub fn of(source: &str, offset: usize) -> LineColumn {
        let mut end = offset.min(source.len());
        while !source.is_char_boundary(end) {
            end -= 1;
        }
        let before = source.get(..end).unwrap_or("");
        let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
        let last_line = before.rsplit('\n').next().unwrap_or("");
        LineColumn { line, column: last_line.chars().count() + 1 }
    }
}

/// A value and the place it was written at.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where the value, not its key, stands.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// A value at a place.
    pub fn new(value: T, span: Span) -> Spanned<T> {
        Spanned { value, span }
    }
}
