//! Findings for people: the lines of the policy with a mark under each place.

use std::fmt::Write as _;
use std::io::{self, IsTerminal as _};
use std::ops::Range;

use annotate_snippets::renderer::DEFAULT_TERM_WIDTH;
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use entail_policy::{Diagnostic, Severity, Span};

use super::{Checked, kind_name};

pub(super) fn show(checked: &[Checked]) -> String {
    let renderer = if io::stdout().is_terminal() { Renderer::styled() } else { Renderer::plain() };
    let width = terminal_size::terminal_size()
        .map_or(DEFAULT_TERM_WIDTH, |(width, _)| usize::from(width.0).max(40));
    let renderer = renderer.term_width(width);
    let mut text = String::new();
    for checked in checked {
        for found in &checked.diagnostics {
            text.push_str(&one(&renderer, checked, found));
            text.push_str("\n\n");
        }
    }
    summary(&mut text, checked);
    text
}

fn one(renderer: &Renderer, checked: &Checked, found: &Diagnostic) -> String {
    let source = checked.policy.text.as_str();
    let level = match found.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Suggestion => Level::NOTE.with_name("suggestion"),
    };
    let place = match &checked.policy.pointer {
        Some(pointer) => format!("{}#{pointer}", checked.file),
        None => checked.file.clone(),
    };
    let primary = AnnotationKind::Primary
        .span(range(found.primary.span, source))
        .label(found.primary.message.as_str());
    let secondary = found.secondary.iter().map(|label| {
        AnnotationKind::Context.span(range(label.span, source)).label(label.message.as_str())
    });
    let snippet = Snippet::source(source).path(place).annotation(primary).annotations(secondary);
    let title = level.primary_title(found.message.as_str()).id(found.code.id);
    let mut group = title.element(snippet);
    if let Some(help) = &found.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    renderer.render(&[group])
}

/// The part of a span that lies in the source, of one character at least where there is one.
fn range(span: Span, source: &str) -> Range<usize> {
    let start = source.floor_char_boundary(span.start as usize);
    let end = source.ceil_char_boundary((span.end as usize).max(start));
    start..end.max(source.ceil_char_boundary((start + 1).min(source.len())))
}

fn summary(text: &mut String, checked: &[Checked]) {
    let count = |severity| {
        let all = checked.iter().flat_map(|checked| &checked.diagnostics);
        all.filter(|found| found.severity == severity).count()
    };
    let kinds = match checked {
        [one] => format!("1 policy ({})", kind_name(one.policy.kind)),
        more => format!("{} policies", more.len()),
    };
    let _ = writeln!(
        text,
        "{kinds}: {} errors, {} warnings, {} suggestions",
        count(Severity::Error),
        count(Severity::Warning),
        count(Severity::Suggestion),
    );
}
