//! Findings for programs: one JSON object a line.

use entail_policy::{Diagnostic, LineColumn};
use serde::Serialize;

use super::{Checked, Level, aws_finding_type, kind_name};

#[derive(Serialize)]
struct Line<'checked> {
    file: &'checked str,
    /// The JSON pointer to the policy in the file; lines and columns count in the policy then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pointer: Option<&'checked str>,
    kind: &'static str,
    code: &'static str,
    name: &'static str,
    level: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    aws_finding_type: Option<&'static str>,
    message: &'checked str,
    start: Place,
    end: Place,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'checked str>,
}

#[derive(Serialize)]
struct Place {
    line: usize,
    column: usize,
}

pub(super) fn show(checked: &[Checked]) -> String {
    let mut text = String::new();
    for checked in checked {
        for found in &checked.diagnostics {
            // Only maps with keys that are no text can't be written, and there are none.
            text.push_str(&serde_json::to_string(&line(checked, found)).unwrap_or_default());
            text.push('\n');
        }
    }
    text
}

fn line<'checked>(checked: &'checked Checked, found: &'checked Diagnostic) -> Line<'checked> {
    let place = |offset: u32| {
        let LineColumn { line, column } = LineColumn::of(&checked.policy.text, offset as usize);
        Place { line, column }
    };
    Line {
        file: &checked.file,
        pointer: checked.policy.pointer.as_deref(),
        kind: kind_name(checked.policy.kind),
        code: found.code.id,
        name: found.code.name,
        level: Level::of(found.severity).name(),
        aws_finding_type: aws_finding_type(found.code.id, found.severity),
        message: &found.message,
        start: place(found.primary.span.start),
        end: place(found.primary.span.end),
        help: found.help.as_deref(),
    }
}
