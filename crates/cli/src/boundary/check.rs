//! `entail boundary check`.

mod report;

use std::collections::BTreeSet;
use std::path::Path;

use clap::{Args, ValueEnum};
use entail_policy::arn::Arn;
use entail_policy::{Diagnostic, Severity};
use entail_propagate::boundary::{Examination, examine};

use self::report::Checked;
use super::connection::ConnectionArguments;
use super::{Problem, rows};
use crate::check::{boundaries_of, policy_arn};
use crate::exit::Exit;
use crate::output;

const EXAMPLES: &str = "Exit status:
  0  every row that a policy can close is closed, if only in part, or was to be left open
  1  some is open
  2  the command line or the file can't be read, or it is no policy
  3  AWS can't be asked

Examples:
  entail boundary check dev.json
  entail boundary check --arn arn:aws:iam::111122223333:policy/Dev dev.json
  entail boundary check --leave-open 7,10,13,14,15,16,26,27 dev.json
  entail boundary check arn:aws:iam::111122223333:policy/Dev";

#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub(super) struct CheckArguments {
    /// A policy, a template or a plan as JSON, `-` for standard input; or the ARN of a policy,
    /// which is read from IAM with your credentials
    #[arg(value_name = "FILE|ARN")]
    policy: String,
    /// The policy's own ARN [default: the first one that its conditions name]
    #[arg(long, value_name = "ARN", value_parser = policy_arn)]
    arn: Option<Arn>,
    /// Rows that may be open
    #[arg(long, value_name = "ROWS", value_parser = rows::parse)]
    leave_open: Vec<BTreeSet<u8>>,
    /// What to print
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    connection: ConnectionArguments,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Each row with its state, and what to add
    #[default]
    Text,
    /// One JSON object a policy
    Json,
}

/// A policy to examine.
struct Policy {
    name: String,
    text: String,
    own_arn: Option<Arn>,
}

pub(super) fn run(arguments: &CheckArguments) -> Result<Exit, Problem> {
    let leave_open = rows::all(&arguments.leave_open);
    let mut text = String::new();
    let mut is_open = false;
    for policy in policies(arguments)? {
        let examination = examine(&policy.text, policy.own_arn.as_ref())
            .map_err(|faults| unreadable(&policy, &faults))?;
        let open: BTreeSet<u8> = examination.open_rows().into_iter().collect();
        is_open |= !open.is_subset(&leave_open) || has_warning(&examination);
        let checked =
            Checked { name: &policy.name, examination: &examination, leave_open: &leave_open };
        text.push_str(&match arguments.format {
            Format::Text => checked.text(),
            Format::Json => checked.json(),
        });
    }
    Ok(match output::print(&text) {
        Exit::Done if is_open => Exit::No,
        other => other,
    })
}

/// Whether something beside the rows keeps it from being a boundary.
fn has_warning(examination: &Examination) -> bool {
    examination.remarks.iter().any(|found| found.severity == Severity::Warning)
}

fn policies(arguments: &CheckArguments) -> Result<Vec<Policy>, Problem> {
    if arguments.policy.starts_with("arn:") {
        return fetched(arguments).map(|policy| vec![policy]);
    }
    let path = Path::new(&arguments.policy);
    if path.is_dir() {
        return Err(Problem::bad_input(format!("`{}` is a folder: name a file", path.display())));
    }
    let found = boundaries_of(path).map_err(Problem::bad_input)?;
    let policy = |(name, text)| Policy { name, text, own_arn: arguments.arn.clone() };
    Ok(found.into_iter().map(policy).collect())
}

/// The policy as IAM has it.
fn fetched(arguments: &CheckArguments) -> Result<Policy, Problem> {
    let arn = policy_arn(&arguments.policy).map_err(Problem::bad_input)?;
    let text = super::in_runtime(async {
        let desk = arguments.connection.desk(&arn).await?;
        desk.policy(&arn).await.map_err(Problem::failed)
    })?;
    let own_arn = Some(arguments.arn.clone().unwrap_or_else(|| arn.clone()));
    Ok(Policy { name: arn.to_string(), text, own_arn })
}

fn unreadable(policy: &Policy, faults: &[Diagnostic]) -> Problem {
    let lines = faults.iter().map(|fault| {
        let place = fault.line_column(&policy.text);
        format!(
            "{}:{}:{}: {} ({})",
            policy.name, place.line, place.column, fault.message, fault.code
        )
    });
    let lines: Vec<String> = lines.collect();
    Problem::bad_input(format!("AWS would refuse this policy\n{}", lines.join("\n")))
}
