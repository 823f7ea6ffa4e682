//! The report for people.

use std::{borrow::Cow, fmt::Write as _};

use super::{Outcome, Principal, Refused, RefusedByAws, Report, headings::Headings, printable};
use crate::journal::Place;

/// Columns before what hangs below a line.
const HANGING_INDENT: usize = 6;

/// One line about everything.
pub(super) fn summary(report: &Report) -> String {
    let (unbounded, unseen) = (report.unbounded().count(), report.unseen().count());
    let bounded = report.principals.len() - unbounded - unseen;
    let refused = report.refused.len() + report.unanswered.len() + report.refused_by_aws.len();
    if report.principals.len() + refused == 0 {
        return match report.calls {
            0 => "entail: no call came to pass on a boundary in\n".to_owned(),
            calls if report.nothing_required.is_some() => {
                format!("entail: {} sent as it came, nothing was bounded\n", count(calls, "call"))
            }
            calls => format!("entail: {} and no principal among them\n", count(calls, "call")),
        };
    }
    let mut line = format!("entail: {} bounded", count(bounded, "principal"));
    if unbounded > 0 {
        let _ = write!(line, ", {unbounded} NOT bounded");
    }
    if unseen > 0 {
        let _ = write!(line, ", {unseen} not seen");
    }
    if !report.refused.is_empty() {
        let _ = write!(line, ", {} refused", count(report.refused.len(), "call"));
    }
    if !report.unanswered.is_empty() {
        let _ = write!(line, ", {} without an answer", count(report.unanswered.len(), "call"));
    }
    if !report.refused_by_aws.is_empty() {
        let _ = write!(line, ", {} refused by AWS", report.refused_by_aws.len());
    }
    line + "\n"
}

/// The whole of it. Names that come from a template must not steer the terminal.
pub(super) fn text(report: &Report, width: usize) -> String {
    printable(&lines(report, width))
}

fn lines(report: &Report, width: usize) -> String {
    let mut text = summary(report);
    let headings = Headings::of(report);
    for boundary in boundaries(report) {
        let _ = writeln!(text, "bounded by {boundary}:");
        let of_boundary = |it: &&Principal| bounded_by(it) == Some(boundary);
        let bounded = report.principals.iter().filter(of_boundary);
        principals(&mut text, bounded, &headings, width);
    }
    if report.unbounded().next().is_some() {
        text.push_str("NOT bounded:\n");
        principals(&mut text, report.unbounded(), &headings, width);
    }
    if report.unseen().next().is_some() {
        text.push_str("changed, and AWS does not show whether bounded:\n");
        principals(&mut text, report.unseen(), &headings, width);
    }
    for RefusedByAws { kind, name, place, message } in &report.refused_by_aws {
        let place = headings.of_one(place);
        hanging(
            &mut text,
            &format!("refused by AWS, {place} of {kind} {name}: {message}"),
            width,
            0,
        );
    }
    for refused in &report.refused {
        hanging(&mut text, &format!("refused {}: {}", refused.call, refused.message), width, 0);
    }
    for Refused { call, message } in &report.unanswered {
        hanging(&mut text, &format!("no answer to {call}: {message}"), width, 0);
    }
    for warning in &report.warnings {
        hanging(&mut text, &format!("warning: {warning}"), width, 0);
    }
    text
}

fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

fn bounded_by(principal: &Principal) -> Option<&str> {
    match &principal.outcome {
        Outcome::Bounded { boundary, .. } => Some(boundary),
        Outcome::Unbounded { .. } | Outcome::Unseen { .. } => None,
    }
}

/// Every boundary that a principal carries, each once.
fn boundaries(report: &Report) -> Vec<&str> {
    let mut boundaries = Vec::new();
    for boundary in report.principals.iter().filter_map(bounded_by) {
        if !boundaries.contains(&boundary) {
            boundaries.push(boundary);
        }
    }
    boundaries
}

/// Principals in lines below the place that they stand in. Names come last: they are as long as
/// they like.
fn principals<'a>(
    text: &mut String,
    principals: impl Iterator<Item = &'a Principal>,
    headings: &Headings,
    width: usize,
) {
    let rows: Vec<(String, Row<'_>)> =
        principals.map(|it| (headings.place(&it.place), Row::of(it))).collect();
    let where_width = columns(rows.iter().map(|(_, row)| row.position.as_str()));
    let how_width = columns(rows.iter().map(|(_, row)| row.how.as_str()));
    let kind_width = columns(rows.iter().map(|(_, row)| row.kind));
    let mut shown: Vec<&str> = Vec::new();
    for (place, _) in &rows {
        if shown.contains(&place.as_str()) {
            continue;
        }
        shown.push(place);
        let _ = writeln!(text, "  {place}");
        for (_, row) in rows.iter().filter(|(other, _)| other == place) {
            let Row { position, how, kind, name, remark } = row;
            let _ = write!(text, "    {position:where_width$}  ");
            if how_width > 0 {
                let _ = write!(text, "{how:how_width$}  ");
            }
            let _ = writeln!(text, "{kind:kind_width$}  {name}");
            if let Some(remark) = remark {
                hanging(text, remark, width, HANGING_INDENT);
            }
        }
    }
}

struct Row<'a> {
    position: String,
    how: String,
    kind: &'a str,
    name: &'a str,
    /// What has to be said beside it: why not, or instead of what.
    remark: Option<Cow<'a, str>>,
}

impl<'a> Row<'a> {
    fn of(principal: &'a Principal) -> Self {
        let position = match &principal.place {
            Place::Call { call, .. } => call.clone(),
            Place::Template { stack: Some(_), file: None, line, .. } => format!("sent line {line}"),
            Place::Template { line, .. } => format!("line {line}"),
        };
        let (how, remark) = match &principal.outcome {
            Outcome::Bounded { how, replaced, .. } => {
                let instead = replaced.as_ref().map(|it| format!("instead of `{it}`").into());
                (how.to_string(), instead)
            }
            Outcome::Unbounded { why } | Outcome::Unseen { why } => {
                (String::new(), Some(why.into()))
            }
        };
        Self { position, how, kind: &principal.kind, name: &principal.name, remark }
    }
}

fn columns<'a>(texts: impl Iterator<Item = &'a str>) -> usize {
    texts.map(|text| text.chars().count()).max().unwrap_or(0)
}

/// A text in lines of at most `width` columns, broken between words; those after the first hang.
fn hanging(to: &mut String, text: &str, width: usize, indent: usize) {
    let mut used = indent;
    to.push_str(&" ".repeat(indent));
    let mut at_start = true;
    for word in text.split_whitespace() {
        let columns = word.chars().count();
        if !at_start && used + 1 + columns > width {
            used = indent.max(2);
            to.push('\n');
            to.push_str(&" ".repeat(used));
            at_start = true;
        }
        if !at_start {
            to.push(' ');
            used += 1;
        }
        to.push_str(word);
        used += columns;
        at_start = false;
    }
    to.push('\n');
}
