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
    let secondary = found.secondary.iter().zip(&drawn.secondary).map(|(label, range)| {
        AnnotationKind::Context.span(range.clone()).label(label.message.as_str())
    });
    let snippet = Snippet::source(drawn.source)
        .line_start(drawn.line)
        .path(drawn.path.as_str())
        .annotation(primary)
        .annotations(secondary);
    let title = level.primary_title(found.message.as_str()).id(found.code.id);
    let mut group = title.element(snippet);
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
    path: String,
    primary: Range<usize>,
    secondary: Vec<Range<usize>>,
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
            let pointer =
                checked.pointer.as_ref().map(|pointer| format!("the policy at {pointer}"));
            return Drawn::lines(&file.text, &spans, file.name.clone(), pointer);
        };
        // A policy in a string is one line of the file, however many it has itself.
        let LineColumn { line, column } = file.place(string.start);
        let pointer = checked.pointer.as_deref().unwrap_or_default();
        let at = file.place(checked.in_file(found.primary.span).start);
        let place = format!(
            "{}:{}:{}, in the string of {pointer} that begins at {line}:{column}",
            file.name, at.line, at.column
        );
        let path = format!("{}#{pointer}", file.name);
        Drawn::lines(checked.text.text(), &spans().collect::<Vec<_>>(), path, Some(place))
    }

    /// The lines of `text` that the spans are in.
    fn lines(
        text: &'checked str,
        spans: &[Span],
        path: String,
        place: Option<String>,
    ) -> Drawn<'checked> {
        let ranges: Vec<Range<usize>> = spans.iter().map(|span| range(*span, text)).collect();
        let first = ranges.iter().map(|range| range.start).min().unwrap_or_default();
        let last = ranges.iter().map(|range| range.end).max().unwrap_or_default();
        let start = text.get(..first).and_then(|it| it.rfind('\n')).map_or(0, |at| at + 1);
        let end = text.get(last..).and_then(|it| it.find('\n')).map_or(text.len(), |at| last + at);
        let mut moved = ranges.into_iter().map(|range| range.start - start..range.end - start);
        let line = text.get(..start).map_or(0, |it| it.bytes().filter(|it| *it == b'\n').count());
        Drawn {
            source: text.get(start..end).unwrap_or_default(),
            line: line + 1,
            path,
            primary: moved.next().unwrap_or_default(),
            secondary: moved.collect(),
            place,
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
