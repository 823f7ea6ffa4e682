//! `entail check`: policies in, findings out, with the place and what to write instead.

mod arguments;
mod boundary;
mod explain;
mod find;
mod json;
mod lines;
mod mapped;
mod places;
mod read;
mod sarif;
#[cfg(test)]
mod tests;
mod text;

pub(crate) use arguments::CheckArguments;
pub(crate) use boundary::{in_file as boundaries_of, policy_arn};
pub(crate) use explain::{ExplainArguments, run as explain};

use std::rc::Rc;

use entail_policy::finding::access_analyzer::{FindingType, finding_type};
use entail_policy::finding::{self, Finding};
use entail_policy::{Diagnostic, LineColumn, Parsed, PolicyKind, Severity, Span, review};

use arguments::{FailOn, Format};
use lines::Lines;

use crate::exit::Exit;
use crate::output;

/// A file, and the places of its lines.
#[derive(Debug)]
struct SourceFile {
    name: String,
    text: String,
    lines: Lines,
}

impl SourceFile {
    fn place(&self, offset: u32) -> LineColumn {
        self.lines.place(&self.text, offset as usize)
    }
}

/// What was said of one policy, or of the JSON around the policies of a file.
#[derive(Debug)]
struct Checked {
    file: Rc<SourceFile>,
    pointer: Option<String>,
    /// None for the JSON around policies.
    kind: Option<PolicyKind>,
    text: mapped::Mapped,
    layout: find::Layout,
    diagnostics: Vec<Diagnostic>,
}

impl Checked {
    /// Where a part of the policy stands in the file.
    fn in_file(&self, span: Span) -> Span {
        self.text.origin(span)
    }
}

/// What was read and not checked.
#[derive(Debug, Default)]
struct Skipped {
    without_policy: usize,
    not_json: usize,
    links: usize,
    unknown: usize,
    other_languages: usize,
}

/// All that was found.
#[derive(Debug, Default)]
struct Report {
    checked: Vec<Checked>,
    files: usize,
    skipped: Skipped,
    unreadable: usize,
}

pub(crate) fn run(arguments: &CheckArguments) -> Exit {
    let kind = match arguments.policy_kind() {
        Ok(kind) => kind,
        Err(problem) => {
            say!("error: {problem}");
            return Exit::BadInput;
        }
    };
    let report = report(arguments, kind);
    let printed = output::print(&match arguments.format {
        Format::Text => text::show(&report),
        Format::Json => json::show(&report),
        Format::Sarif => sarif::show(&report),
    });
    if arguments.format != Format::Text {
        for line in report.skipped.lines() {
            say!("note: {line}");
        }
    }
    let diagnostics = || report.checked.iter().flat_map(|checked| &checked.diagnostics);
    match printed {
        Exit::Done if report.unreadable > 0 => Exit::BadInput,
        Exit::Done if diagnostics().any(|found| arguments.fail_on.includes(found)) => Exit::No,
        other => other,
    }
}

fn report(arguments: &CheckArguments, kind: Option<PolicyKind>) -> Report {
    let read = read::files(&arguments.files);
    let mut report = Report { unreadable: read.faults.len(), ..Report::default() };
    report.skipped.not_json = read.not_json;
    report.skipped.links = read.links;
    for fault in &read.faults {
        say!("error: {fault}");
    }
    for file in read.files {
        let search = find::policies(&file, kind);
        let is_empty = search.policies.is_empty() && search.faults.is_empty();
        let is_known = search.unknown + search.other_languages > 0;
        report.skipped.unknown += search.unknown;
        report.skipped.other_languages += search.other_languages;
        if is_empty && !is_known {
            match file.asked_for {
                read::AskedFor::ByName => {
                    say!("error: `{}` holds no policy", file.name);
                    report.unreadable += 1;
                }
                read::AskedFor::ByFolder => report.skipped.without_policy += 1,
            }
            continue;
        }
        report.files += 1;
        let lines = Lines::of(&file.text);
        let source = Rc::new(SourceFile { name: file.name, text: file.text, lines });
        if !search.faults.is_empty() {
            report.checked.push(around(&source, search.faults));
        }
        report
            .checked
            .extend(search.policies.into_iter().map(|policy| check(&source, policy, arguments)));
    }
    report
}

/// The faults of the JSON around policies.
fn around(file: &Rc<SourceFile>, diagnostics: Vec<Diagnostic>) -> Checked {
    let text = mapped::Mapped::whole(&file.text);
    let layout = find::Layout::Json;
    Checked { file: Rc::clone(file), pointer: None, kind: None, text, layout, diagnostics }
}

fn check(file: &Rc<SourceFile>, policy: find::Found, arguments: &CheckArguments) -> Checked {
    let find::Found { text, pointer, kind, layout, .. } = policy;
    let Parsed { document, mut diagnostics } = review(text.text(), kind);
    diagnostics.extend(boundary::advise(&document, kind, arguments.arn.as_ref()));
    diagnostics.sort_by_key(|found| (found.primary.span, found.code));
    diagnostics.retain(|found| !text.is_unknown(found.primary.span));
    Checked { file: Rc::clone(file), pointer, kind: Some(kind), text, layout, diagnostics }
}

impl Skipped {
    /// What a person should know, a line each.
    fn lines(&self) -> Vec<String> {
        let counts = [
            (self.without_policy, "file", "without a policy skipped"),
            (self.not_json, "file", "whose name does not end in `.json` skipped"),
            (self.links, "symbolic link", "not followed"),
            (self.unknown, "policy", "not checked: known only when the stack or plan is made"),
            (self.other_languages, "policy", "not checked: in another language than IAM's"),
        ];
        let lines = counts.iter().filter(|(count, ..)| *count > 0);
        lines.map(|(count, what, then)| format!("{} {then}", counted(*count, what))).collect()
    }
}

/// `1 file`, `2 files`, `2 policies`.
fn counted(count: usize, what: &str) -> String {
    match (count, what.strip_suffix('y')) {
        (1, _) => format!("1 {what}"),
        (_, Some(stem)) => format!("{count} {stem}ies"),
        (_, None) => format!("{count} {what}s"),
    }
}

/// What the register says of a finding.
fn registered(found: &Diagnostic) -> Option<&'static Finding> {
    finding::find(found.code.id)
}

/// What to write instead: of this place, or of all such.
fn help(found: &Diagnostic) -> Option<&str> {
    found.help.as_deref().or_else(|| registered(found).map(|finding| finding.use_instead))
}

/// The type of a policy as `--type` has it.
fn type_name(kind: PolicyKind) -> &'static str {
    match kind {
        PolicyKind::Identity => "identity",
        PolicyKind::InlineIdentity => "inline",
        PolicyKind::PermissionsBoundary => "boundary",
        PolicyKind::Session => "session",
        PolicyKind::RoleTrust => "trust",
        PolicyKind::Resource | PolicyKind::ResourceOf(_) => "resource",
        PolicyKind::ServiceControl => "scp",
        PolicyKind::ResourceControl => "rcp",
        PolicyKind::VpcEndpoint => "endpoint",
    }
}

fn severity_name(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Suggestion => "suggestion",
    }
}

/// AWS's class of a finding, as `findingType` of `ValidatePolicy` has it.
fn aws_finding_type(code: &str, severity: Severity) -> Option<&'static str> {
    finding_type(code, severity).map(|finding_type| match finding_type {
        FindingType::Error => "ERROR",
        FindingType::SecurityWarning => "SECURITY_WARNING",
        FindingType::GeneralWarning => "WARNING",
        FindingType::Suggestion => "SUGGESTION",
    })
}

impl FailOn {
    /// Whether a finding weighs so much.
    fn includes(self, found: &Diagnostic) -> bool {
        match self {
            FailOn::Error => found.is_error(),
            FailOn::SecurityWarning => {
                let class = finding_type(found.code.id, found.severity);
                found.is_error() || class == Some(FindingType::SecurityWarning)
            }
            FailOn::Warning => found.severity != Severity::Suggestion,
            FailOn::Suggestion => true,
            FailOn::Never => false,
        }
    }
}
