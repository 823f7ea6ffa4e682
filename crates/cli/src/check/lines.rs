//! Lines and columns of a file, found without reading it from its beginning each time.

use entail_policy::LineColumn;

/// Bytes between two places whose column is remembered: plans are one line of many megabytes, and
/// each place of a finding is counted from the mark before it.
const BYTES_BETWEEN_MARKS: usize = 256;

/// The places of a file's lines.
#[derive(Debug)]
pub(super) struct Lines {
    marks: Vec<Mark>,
}

/// A byte offset, and its line and column, both from 1.
#[derive(Clone, Copy, Debug)]
struct Mark {
    offset: usize,
    line: usize,
    column: usize,
}

impl Lines {
    pub(super) fn of(text: &str) -> Lines {
        let mut mark = Mark { offset: 0, line: 1, column: 1 };
        let mut marks = vec![mark];
        for (offset, character) in text.char_indices() {
            if offset >= marks.last().map_or(0, |last| last.offset) + BYTES_BETWEEN_MARKS {
                marks.push(Mark { offset, ..mark });
            }
            if character == '\n' {
                mark = Mark { offset: 0, line: mark.line + 1, column: 1 };
            } else {
                mark.column += 1;
            }
        }
        Lines { marks }
    }

    /// The line and column of a byte; columns count characters.
    pub(super) fn place(&self, text: &str, offset: usize) -> LineColumn {
        let offset = text.floor_char_boundary(offset);
        let before = self.marks.partition_point(|mark| mark.offset <= offset);
        let Some(mark) = before.checked_sub(1).and_then(|index| self.marks.get(index)) else {
            return LineColumn::of(text, offset);
        };
        let between = text.get(mark.offset..offset).unwrap_or_default();
        let lines = between.bytes().filter(|byte| *byte == b'\n').count();
        let column = match between.rsplit_once('\n') {
            Some((_, last)) => last.chars().count() + 1,
            None => mark.column + between.chars().count(),
        };
        LineColumn { line: mark.line + lines, column }
    }
}

#[cfg(test)]
mod tests {
    use super::Lines;
    use entail_policy::LineColumn;

    #[test]
    fn places_are_those_that_counting_from_the_beginning_gives() {
        let text = format!("{}\né{}\n\nend", "xé".repeat(5000), "z".repeat(9000));
        let lines = Lines::of(&text);
        for offset in (0..text.len() + 3).step_by(97).chain([0, 15_001, text.len() - 1]) {
            assert_eq!(lines.place(&text, offset), LineColumn::of(&text, offset), "{offset}");
        }
    }
}
