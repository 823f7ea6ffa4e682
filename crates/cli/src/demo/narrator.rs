//! What the audience sees: plain text, wrapped, with colour on a terminal only.

use std::io::{self, IsTerminal as _, Stdout, Write};

/// Columns of text where the terminal has more, or is none.
const WIDTH_MAX: usize = 80;
/// Columns below which lines are no longer broken.
const WIDTH_MIN: usize = 40;

const WORDS_INDENT: usize = 2;
const OUTCOME_INDENT: usize = 6;
/// Further columns before the lines after the first of a drawing.
const HANGING_INDENT: usize = 2;

/// Whether text is coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ink {
    Plain,
    Colour,
}

/// How a text is to look.
#[derive(Clone, Copy, Debug)]
enum Look {
    Title,
    Done,
    Denied,
    Quiet,
    Plain,
}

impl Look {
    /// The terminal's code, where it needs one.
    const fn code(self) -> Option<&'static str> {
        match self {
            Self::Title => Some("1"),
            Self::Done => Some("32"),
            Self::Denied => Some("31"),
            Self::Quiet => Some("2"),
            Self::Plain => None,
        }
    }

    const fn hanging_indent(self) -> usize {
        match self {
            Self::Quiet => HANGING_INDENT,
            Self::Title | Self::Done | Self::Denied | Self::Plain => 0,
        }
    }
}

/// What the last line was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum After {
    Text,
    EmptyLine,
}

/// Writes the story down as it goes.
pub(super) struct Narrator<W> {
    output: W,
    after: After,
    ink: Ink,
    width: usize,
}

impl Narrator<Stdout> {
    /// Standard output: as wide as its terminal, but no wider than 80 columns; in colour where it
    /// is a terminal and `NO_COLOR` is not set.
    pub(super) fn for_standard_output() -> Self {
        let output = io::stdout();
        let wants_colour = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        let ink = if output.is_terminal() && wants_colour { Ink::Colour } else { Ink::Plain };
        let width = terminal_size::terminal_size_of(&output)
            .map_or(WIDTH_MAX, |(width, _)| usize::from(width.0));
        Self::new(output, ink, width.clamp(WIDTH_MIN, WIDTH_MAX))
    }
}

impl<W: Write> Narrator<W> {
    pub(super) fn new(output: W, ink: Ink, width: usize) -> Self {
        Self { output, after: After::EmptyLine, ink, width }
    }

    /// The story's title, underlined.
    pub(super) fn title(&mut self, text: &str) -> io::Result<()> {
        self.lines(Look::Title, 0, text)?;
        self.lines(Look::Title, 0, &"=".repeat(text.chars().count().min(self.width)))?;
        self.empty_line()
    }

    /// A chapter's number and title.
    pub(super) fn chapter(&mut self, number: usize, title: &str) -> io::Result<()> {
        self.empty_line()?;
        self.lines(Look::Title, 0, &format!("{number}. {title}"))?;
        self.empty_line()
    }

    /// Something to read, with an empty line around it.
    pub(super) fn words(&mut self, text: &str) -> io::Result<()> {
        self.empty_line()?;
        self.lines(Look::Plain, WORDS_INDENT, text)?;
        self.empty_line()
    }

    /// What somebody does.
    pub(super) fn act(&mut self, text: &str) -> io::Result<()> {
        self.lines(Look::Plain, WORDS_INDENT, text)
    }

    /// What it shows, where it was done.
    pub(super) fn done(&mut self, text: &str) -> io::Result<()> {
        self.lines(Look::Done, OUTCOME_INDENT, text)
    }

    /// What came of it, where it was refused: the code and the server's own text.
    pub(super) fn refused(&mut self, action: &str, code: &str, message: &str) -> io::Result<()> {
        self.lines(Look::Denied, OUTCOME_INDENT, &format!("{action}: {code}"))?;
        self.lines(Look::Denied, OUTCOME_INDENT, message)
    }

    /// Why.
    pub(super) fn why(&mut self, text: &str) -> io::Result<()> {
        self.lines(Look::Plain, OUTCOME_INDENT, &format!("Why: {text}"))?;
        self.empty_line()
    }

    /// A line of a drawing, or of a document, with its own indent.
    pub(super) fn drawn(&mut self, text: &str) -> io::Result<()> {
        let indent = text.chars().take_while(|&character| character == ' ').count();
        self.lines(Look::Quiet, OUTCOME_INDENT + indent, text)
    }

    /// An empty line, where there is none yet.
    pub(super) fn empty_line(&mut self) -> io::Result<()> {
        if self.after == After::EmptyLine {
            return Ok(());
        }
        self.after = After::EmptyLine;
        writeln!(self.output)
    }

    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.output.flush()
    }

    fn lines(&mut self, look: Look, indent: usize, text: &str) -> io::Result<()> {
        self.after = After::Text;
        let width = self.width.saturating_sub(indent + look.hanging_indent());
        for (index, line) in wrap(text, width).into_iter().enumerate() {
            let indent = if index == 0 { indent } else { indent + look.hanging_indent() };
            let margin = " ".repeat(indent);
            match look.code() {
                Some(code) if self.ink == Ink::Colour => {
                    writeln!(self.output, "{margin}\u{1b}[{code}m{line}\u{1b}[0m")?;
                }
                _ => writeln!(self.output, "{margin}{line}")?,
            }
        }
        Ok(())
    }
}

/// Breaks a text between words into lines of at most `width` characters; a word that is longer
/// stands on a line of its own. Spaces at the beginning go, others inside a line stay.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.trim_start().split(' ') {
        let needed = line.chars().count() + 1 + word.chars().count();
        if !line.is_empty() && needed > width {
            lines.push(std::mem::take(&mut line).trim_end().to_owned());
            line.push_str(word);
        } else {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn narrated(
        ink: Ink,
        width: usize,
        tell: impl Fn(&mut Narrator<&mut Vec<u8>>) -> io::Result<()>,
    ) -> String {
        let mut output = Vec::new();
        tell(&mut Narrator::new(&mut output, ink, width)).unwrap();
        String::from_utf8(output).unwrap()
    }

    #[test]
    fn lines_are_broken_between_words_and_never_inside_one() {
        assert_eq!(wrap("one two three", 8), ["one two", "three"]);
        assert_eq!(
            wrap("a arn:aws:iam::111122223333:role/x b", 10),
            ["a", "arn:aws:iam::111122223333:role/x", "b"]
        );
        assert_eq!(wrap("", 10), [""]);
    }

    #[test]
    fn a_drawing_keeps_its_indent_and_hangs_what_does_not_fit() {
        let text = narrated(Ink::Plain, 40, |narrator| {
            narrator.drawn("  baseline `BornBounded`: no Deny, for a reason")
        });
        assert_eq!(text, "        baseline `BornBounded`: no\n          Deny, for a reason\n");
    }

    #[test]
    fn there_are_never_two_empty_lines_in_a_row() {
        let text = narrated(Ink::Plain, 40, |narrator| {
            narrator.why("so")?;
            narrator.words("then")?;
            narrator.chapter(2, "next")
        });
        assert_eq!(text, "      Why: so\n\n  then\n\n2. next\n\n");
    }

    #[test]
    fn colour_is_there_on_a_terminal_and_nowhere_else() {
        let tell = |narrator: &mut Narrator<&mut Vec<u8>>| narrator.done("inherited baseline");
        assert_eq!(narrated(Ink::Plain, 40, tell), "      inherited baseline\n");
        assert_eq!(
            narrated(Ink::Colour, 40, tell),
            "      \u{1b}[32minherited baseline\u{1b}[0m\n"
        );
    }
}
