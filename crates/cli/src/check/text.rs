//! Findings for people: the lines of the file with a mark under each place.

use std::fmt::Write as _;
use std::io::{self, IsTerminal as _};
use std::ops::Range;

use annotate_snippets::renderer::DEFAULT_TERM_WIDTH;
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use entail_policy::{Diagnostic, LineColumn, Severity, Span};

use super::explain::described;
use super::find::Layout;
use super::{Checked, Report, counted, help, registered};

/// Bytes of the lines that are drawn of one finding; minified files are one line of megabytes.
const DRAWN_BYTES_MAX: usize = 4096;

/// Bytes that are drawn before and behind a place in lines longer than that.
const BYTES_AROUND_CUT: usize = 120;

pub(super) fn show(report: &Report) -> String {
    let renderer = if io::stdout().is_terminal() { Renderer::styled() } else { Renderer::plain() };
    let width = terminal_size::terminal_size()
        .map_or(DEFAULT_TERM_WIDTH, |(width, _)| usize::from(width.0).max(40));
    let renderer = renderer.term_width(width);
    let mut text = String::new();
    for checked in &report.checked {
        for found in &checked.diagnostics {
            text.push_str(&one(&renderer, checked, found));
            text.push_str("\n\n");
        }
    }
    summary(&mut text, report);
    text
}

fn one(renderer: &Renderer, checked: &Checked, found: &Diagnostic) -> String {
    let level = match found.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Suggestion => Level::NOTE.with_name("suggestion"),
    };
    let drawn = Drawn::of(checked, found);
    let primary =
        AnnotationKind::Primary.span(drawn.primary.clone()).label(found.primary.message.as_str());
    let secondary = found.secondary.iter().zip(&drawn.secondary).filter_map(|(label, range)| {
        let range = range.clone()?;
        Some(AnnotationKind::Context.span(range).label(label.message.as_str()))
    });
    let snippet = Snippet::source(drawn.source)
        .line_start(drawn.line)
        .annotation(primary)
        .annotations(secondary);
    let title = level.primary_title(found.message.as_str()).id(found.code.id);
    let mut group = title.element(match &drawn.path {
        Some(path) => snippet.path(path.as_str()),
        None => snippet,
    });
    if let Some(place) = &drawn.place {
        group = group.element(Level::NOTE.with_name("in").message(place.as_str()));
    }
    if let Some(finding) = registered(found) {
        group = group.element(Level::NOTE.with_name("why").message(finding.why));
    }
    if let Some(help) = help(found) {
        group = group.element(Level::HELP.message(help));
    }
    renderer.render(&[group])
}

/// The lines to draw, and where the places are in them.
struct Drawn<'checked> {
    source: &'checked str,
    /// The number of the first line.
    line: usize,
    /// None where the line was cut, so that its columns are not those of the file.
    path: Option<String>,
    primary: Range<usize>,
    /// None for what the cut left out.
    secondary: Vec<Option<Range<usize>>>,
    /// Where the drawn text stands in the file, where it is not the file's own.
    place: Option<String>,
}

impl<'checked> Drawn<'checked> {
    fn of(checked: &'checked Checked, found: &Diagnostic) -> Drawn<'checked> {
        let spans = || {
            let secondary = found.secondary.iter().map(|label| label.span);
            std::iter::once(found.primary.span).chain(secondary)
        };
        let file = &checked.file;
        let Layout::Text(string) = checked.layout else {
            let spans: Vec<Span> = spans().map(|span| checked.in_file(span)).collect();
            let pointer = checked.pointer.as_ref();
            let pointer = pointer.map(|pointer| format!("the policy at {pointer}"));
            let place = |offset: usize| file.lines.place(&file.text, offset);
            return Drawn::lines(&file.text, &spans, place, file.name.clone(), pointer);
        };
        // A policy in a string is one line of the file, however many it has itself.
        let LineColumn { line, column } = file.place(string.start);
        let pointer = checked.pointer.as_deref().unwrap_or_default();
        let at = file.place(checked.in_file(found.primary.span).start);
        let note = format!(
            "{}:{}:{}, in the string of {pointer} that begins at {line}:{column}",
            file.name, at.line, at.column
        );
        let path = format!("{}#{pointer}", file.name);
        let text = checked.text.text();
        let spans: Vec<Span> = spans().collect();
        Drawn::lines(text, &spans, |offset| LineColumn::of(text, offset), path, Some(note))
    }

    /// The lines of `text` that the spans are in, or as much of them as a person can see; the first
    /// span is the primary one.
    fn lines(
        text: &'checked str,
        spans: &[Span],
        place: impl Fn(usize) -> LineColumn,
        path: String,
        note: Option<String>,
    ) -> Drawn<'checked> {
        let ranges: Vec<Range<usize>> = spans.iter().map(|span| range(*span, text)).collect();
        let primary = ranges.first().cloned().unwrap_or_default();
        let first = ranges.iter().map(|range| range.start).min().unwrap_or_default();
        let last = ranges.iter().map(|range| range.end).max().unwrap_or_default();
        let mut start = text.get(..first).and_then(|it| it.rfind('\n')).map_or(0, |at| at + 1);
        let mut end =
            text.get(last..).and_then(|it| it.find('\n')).map_or(text.len(), |at| last + at);
        let is_cut = end - start > DRAWN_BYTES_MAX;
        if is_cut {
            let to = primary.end.min(primary.start + DRAWN_BYTES_MAX) + BYTES_AROUND_CUT;
            let from = text.ceil_char_boundary(primary.start.saturating_sub(BYTES_AROUND_CUT));
            start = start.max(from);
            end = end.min(text.floor_char_boundary(to.min(text.len())));
        }
        let drawn = |range: &Range<usize>| {
            (start <= range.start && range.start <= end)
                .then(|| range.start - start..range.end.min(end) - start)
        };
        let note = if is_cut {
            let LineColumn { line, column } = place(primary.start);
            let at = format!("{path}:{line}:{column}");
            Some(note.map_or_else(|| at.clone(), |note| format!("{at}, {note}")))
        } else {
            note
        };
        Drawn {
            source: text.get(start..end).unwrap_or_default(),
            line: place(start).line,
            path: (!is_cut).then_some(path),
            primary: drawn(&primary).unwrap_or_default(),
            secondary: ranges.iter().skip(1).map(drawn).collect(),
            place: note,
        }
    }
}

/// The part of a span that lies in the source, of one character at least where there is one.
fn range(span: Span, source: &str) -> Range<usize> {
    let start = source.floor_char_boundary(span.start as usize);
    let end = source.ceil_char_boundary((span.end as usize).max(start));
    start..end.max(source.ceil_char_boundary((start + 1).min(source.len())))
}

fn summary(text: &mut String, report: &Report) {
    let count = |severity, what| {
        let all = report.checked.iter().flat_map(|checked| &checked.diagnostics);
        counted(all.filter(|found| found.severity == severity).count(), what)
    };
    let kinds: Vec<_> = report.checked.iter().filter_map(|checked| checked.kind).collect();
    let policies = match kinds.as_slice() {
        [kind] => format!("1 policy ({})", described(*kind)),
        more if report.files == 1 => counted(more.len(), "policy"),
        more => {
            format!("{} in {}", counted(more.len(), "policy"), counted(report.files, "file"))
        }
    };
    let _ = writeln!(
        text,
        "{policies}: {}, {}, {}",
        count(Severity::Error, "error"),
        count(Severity::Warning, "warning"),
        count(Severity::Suggestion, "suggestion"),
    );
    for line in report.skipped.lines() {
        let _ = writeln!(text, "{line}");
    }
}

#[cfg(test)]
mod tests {
    use super::{BYTES_AROUND_CUT, DRAWN_BYTES_MAX, Drawn};
    use entail_policy::{LineColumn, Span};

    fn drawn<'text>(text: &'text str, spans: &[Span]) -> Drawn<'text> {
        let place = |offset| LineColumn::of(text, offset);
        Drawn::lines(text, spans, place, "a.json".to_owned(), Some("here".to_owned()))
    }

    #[test]
    fn the_lines_of_all_places_are_drawn() {
        let drawn = drawn("one\ntwo\nthree\nfour", &[Span::new(9, 12), Span::new(4, 5)]);
        assert_eq!((drawn.source, drawn.line), ("two\nthree", 2));
        assert_eq!(drawn.source.get(drawn.primary), Some("hre"));
        assert_eq!(drawn.secondary, [Some(0..1)]);
        assert_eq!((drawn.path.as_deref(), drawn.place.as_deref()), (Some("a.json"), Some("here")));
    }

    #[test]
    fn of_a_line_that_is_too_long_only_what_is_around_the_place_is_drawn() {
        let text = "é".repeat(DRAWN_BYTES_MAX) + "x" + &"é".repeat(DRAWN_BYTES_MAX);
        let at = 2 * DRAWN_BYTES_MAX;
        let drawn = drawn(&text, &[Span::new(at, at + 1), Span::new(0, 2)]);
        assert!(drawn.source.len() <= 2 * BYTES_AROUND_CUT + 1);
        assert_eq!(drawn.source.get(drawn.primary), Some("x"));
        assert_eq!(drawn.secondary, [None]);
        assert_eq!(drawn.place, Some(format!("a.json:1:{}, here", DRAWN_BYTES_MAX + 1)));
    }
}
