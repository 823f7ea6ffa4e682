//! Findings for programs: one JSON object a line.

use entail_policy::{Diagnostic, LineColumn, PolicyKind, Span};
use serde::Serialize;

use super::find::Layout;
use super::{Checked, Report, aws_finding_type, help, registered, severity_name, type_name};

#[derive(Serialize)]
struct Line<'checked> {
    file: &'checked str,
    /// The JSON pointer to the policy in the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pointer: Option<&'checked str>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    policy_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
    code: &'static str,
    name: &'static str,
    level: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    aws_finding_type: Option<&'static str>,
    message: &'checked str,
    /// In the file, from 1; columns count characters.
    start: Place,
    end: Place,
    /// The same in the policy, where it stands in the file as a string.
    #[serde(skip_serializing_if = "Option::is_none")]
    in_policy: Option<Places>,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'checked str>,
}

#[derive(Serialize)]
struct Places {
    start: Place,
    end: Place,
}

#[derive(Serialize)]
struct Place {
    line: usize,
    column: usize,
}

impl From<LineColumn> for Place {
    fn from(place: LineColumn) -> Self {
        Place { line: place.line, column: place.column }
    }
}

pub(super) fn show(report: &Report) -> String {
    let mut text = String::new();
    for checked in &report.checked {
        for found in &checked.diagnostics {
            // Only maps with keys that are no text can't be written, and there are none.
            text.push_str(&serde_json::to_string(&line(checked, found)).unwrap_or_default());
            text.push('\n');
        }
    }
    text
}

fn line<'checked>(checked: &'checked Checked, found: &'checked Diagnostic) -> Line<'checked> {
    let Span { start, end } = checked.in_file(found.primary.span);
    let in_policy = matches!(checked.layout, Layout::Text(_)).then(|| {
        let place = |offset: u32| LineColumn::of(checked.text.text(), offset as usize).into();
        let span = found.primary.span;
        Places { start: place(span.start), end: place(span.end) }
    });
    Line {
        file: &checked.file.name,
        pointer: checked.pointer.as_deref(),
        policy_type: checked.kind.map(type_name),
        kind: checked.kind.and_then(PolicyKind::resource_kind).map(|it| it.name),
        code: found.code.id,
        name: found.code.name,
        level: severity_name(found.severity),
        aws_finding_type: aws_finding_type(found.code.id, found.severity),
        message: &found.message,
        start: checked.file.place(start).into(),
        end: checked.file.place(end).into(),
        in_policy,
        why: registered(found).map(|finding| finding.why),
        help: help(found),
    }
}
