//! `entail check`: policies in, findings out, with the place and what to write instead.

mod boundary;
mod explain;
mod find;
mod json;
mod read;
mod sarif;
mod text;

pub(crate) use explain::{ExplainArguments, run as explain};

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use entail_policy::arn::Arn;
use entail_policy::finding::access_analyzer::{FindingType, finding_type};
use entail_policy::{Diagnostic, Parsed, PolicyKind, Severity, review};

use crate::exit::Exit;
use crate::output;

#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct CheckArguments {
    /// JSON: a policy, a template or a plan
    #[arg(value_name = "FILE", required = true, help = FILES)]
    files: Vec<PathBuf>,
    /// What the policies are; without it, it is seen from where they stand and what they say
    #[arg(long, value_enum)]
    kind: Option<Kind>,
    /// The ARN of the policy, for a permissions boundary; without it, the one that its conditions
    /// on iam:PermissionsBoundary name first
    #[arg(long, value_name = "ARN", requires = "kind", value_parser = boundary::policy_arn)]
    arn: Option<Arn>,
    /// What to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// The least level that makes the exit status 1
    #[arg(long, value_enum, default_value_t = Level::Error)]
    fail_on: Level,
}

const FILES: &str = "Policies, CloudFormation templates and Terraform plans as JSON; folders are \
                     searched for `*.json`; `-` reads standard input";

const EXAMPLES: &str = "Exit status:
  0  no finding of the level of --fail-on
  1  some finding of that level
  2  some file could not be read or holds no policy; the others are checked all the same

Examples:
  entail check policy.json
  entail check --kind trust trust.json
  entail check --kind boundary --arn arn:aws:iam::111122223333:policy/Dev dev.json
  entail check --format sarif policies/ > findings.sarif
  terraform show -json plan | entail check -
  entail explain P0101";

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// A managed policy
    Identity,
    /// A policy embedded in a user, group or role
    Inline,
    /// A permissions boundary
    Boundary,
    /// A session policy
    Session,
    /// A role's trust policy
    Trust,
    /// The policy of a bucket, key, queue or another resource
    Resource,
    /// A service control policy
    Scp,
    /// A resource control policy
    Rcp,
    /// The policy of a VPC endpoint
    Endpoint,
}

impl From<Kind> for PolicyKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Identity => PolicyKind::Identity,
            Kind::Inline => PolicyKind::InlineIdentity,
            Kind::Boundary => PolicyKind::PermissionsBoundary,
            Kind::Session => PolicyKind::Session,
            Kind::Trust => PolicyKind::RoleTrust,
            Kind::Resource => PolicyKind::Resource,
            Kind::Scp => PolicyKind::ServiceControl,
            Kind::Rcp => PolicyKind::ResourceControl,
            Kind::Endpoint => PolicyKind::VpcEndpoint,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// The lines of the policy with a mark under each place
    Text,
    /// One JSON object a line, one line a finding
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
enum Level {
    Error,
    Warning,
    Suggestion,
}

impl Level {
    fn of(severity: Severity) -> Self {
        match severity {
            Severity::Error => Self::Error,
            Severity::Warning => Self::Warning,
            Severity::Suggestion => Self::Suggestion,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Suggestion => "suggestion",
        }
    }
}

/// What was said of one policy.
#[derive(Debug)]
struct Checked {
    file: String,
    policy: find::Found,
    diagnostics: Vec<Diagnostic>,
}

pub(crate) fn run(arguments: &CheckArguments) -> Exit {
    if arguments.arn.is_some() && arguments.kind != Some(Kind::Boundary) {
        eprintln!("error: `--arn` is for `--kind boundary`");
        return Exit::BadInput;
    }
    let read = read::files(&arguments.files);
    let mut unreadable = read.faults.len();
    for fault in &read.faults {
        eprintln!("error: {fault}");
    }
    let mut checked = Vec::new();
    for file in read.files {
        let policies = find::policies(&file.text, arguments.kind.map(PolicyKind::from));
        if policies.is_empty() && file.asked_for == read::AskedFor::ByName {
            eprintln!("error: `{}` holds no policy", file.name);
            unreadable += 1;
        }
        checked.extend(policies.into_iter().map(|policy| check(&file.name, policy, arguments)));
    }
    let printed = output::print(&match arguments.format {
        Format::Text => text::show(&checked),
        Format::Json => json::show(&checked),
        Format::Sarif => sarif::show(&checked),
    });
    let diagnostics = || checked.iter().flat_map(|checked| &checked.diagnostics);
    let fails = |found: &Diagnostic| Level::of(found.severity) <= arguments.fail_on;
    match printed {
        Exit::Done if unreadable > 0 => Exit::BadInput,
        Exit::Done if diagnostics().any(fails) => Exit::No,
        other => other,
    }
}

fn check(file: &str, policy: find::Found, arguments: &CheckArguments) -> Checked {
    let source = policy.text.as_str();
    let Parsed { document, mut diagnostics } = review(source, policy.kind);
    diagnostics.extend(boundary::advise(&document, policy.kind, arguments.arn.as_ref()));
    diagnostics.sort_by_key(|found| (found.primary.span, found.code));
    diagnostics.retain(|found| !found.primary.span.text(source).contains(find::UNRESOLVED));
    Checked { file: file.to_owned(), policy, diagnostics }
}

/// The kind of a policy as the flag has it.
fn kind_name(kind: PolicyKind) -> &'static str {
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

/// AWS's class of a finding, as `findingType` of `ValidatePolicy` has it.
fn aws_finding_type(code: &str, severity: Severity) -> Option<&'static str> {
    finding_type(code, severity).map(|finding_type| match finding_type {
        FindingType::Error => "ERROR",
        FindingType::SecurityWarning => "SECURITY_WARNING",
        FindingType::GeneralWarning => "WARNING",
        FindingType::Suggestion => "SUGGESTION",
    })
}
