//! `entail explain`: what a finding means, with an example.

use std::fmt::Write as _;

use clap::Args;
use entail_policy::PolicyKind;
use entail_policy::finding::access_analyzer::CHECKS;
use entail_policy::finding::{self, Example, Finding};

use super::{severity_name, type_name};
use crate::exit::Exit;
use crate::output;

#[derive(Debug, Args)]
pub(crate) struct ExplainArguments {
    /// The code of a finding, such as `P0012`, or its name, such as `duplicate-sid`
    #[arg(value_name = "CODE")]
    code: String,
}

pub(crate) fn run(arguments: &ExplainArguments) -> Exit {
    if let Some(finding) = finding::find(&arguments.code) {
        return output::print(&page(finding));
    }
    say!("error: there is no finding `{}`; docs/findings.md lists all", arguments.code);
    Exit::BadInput
}

/// `identity`, or `resource, s3-bucket`.
pub(super) fn described(kind: PolicyKind) -> String {
    match kind.resource_kind() {
        Some(resource) => format!("{}, {}", type_name(kind), resource.name),
        None => type_name(kind).to_owned(),
    }
}

fn page(finding: &Finding) -> String {
    let level = severity_name(finding.severity);
    let mut text = format!("{} ({level}): {}\n\n", finding.code, finding.what);
    let _ = writeln!(text, "{}\n", finding.why);
    let _ = match finding.example {
        Example::Text(example) => writeln!(text, "Found in ({}):", described(finding.kind))
            .and_then(|()| writeln!(text, "  {example}\n")),
        Example::Repeated { text: part, times } => {
            writeln!(text, "Found in:\n  {times} times `{part}`\n")
        }
    };
    let _ = writeln!(text, "Not found in:\n  {}\n", finding.near_miss);
    let _ = writeln!(text, "Use instead: {}", finding.use_instead);
    let checks: Vec<&str> = CHECKS
        .iter()
        .filter(|check| check.codes.contains(&finding.code.id))
        .map(|check| check.issue_code)
        .collect();
    if !checks.is_empty() {
        let _ = writeln!(text, "AWS IAM Access Analyzer: {}", checks.join(", "));
    }
    let _ = writeln!(text, "Source: {}", finding.source);
    text
}
