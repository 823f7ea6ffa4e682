//! `entail boundary new`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use entail_engine::ESCAPES;
use entail_policy::arn::AccountId;
use entail_propagate::boundary::{
    self, BoundedName, Existing, Format, Options, PolicyName, PolicyPath, Written,
};
use entail_propagate::limits::MANAGED_POLICY_CHARACTERS_MAX;

use super::{Problem, STANDARD_STREAM, read, rows};
use crate::exit::Exit;
use crate::output;

/// The partitions that ARNs name.
///
/// AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>
const PARTITIONS: [&str; 8] =
    ["aws", "aws-cn", "aws-us-gov", "aws-eusc", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f"];

const EXAMPLES: &str = "What AWS tells by names only (rows 7, 10, 13, 15, 26 and 27: policies of \
others, assuming and passing roles, tags, names of users) stays open unless --bounded-path or --bounded says which names \
are bounded: a name that templates do not choose yet would stop every deployment. Rows 14 and 16 \
stay open because ordinary deployments need what closing them denies; --close 14 narrows row 14, for no list of such \
calls is complete.

Examples:
  entail boundary new --name Dev --account 111122223333 -o dev.json --explanation dev.md
  aws iam create-policy --policy-name Dev --policy-document file://dev.json
  entail boundary new --name Dev --allow team.json --format cloudformation
  entail boundary new --name Dev --account 111122223333 --bounded-path /bounded/ \\
      --bounded 'role/cdk-hnb659fds-*'";

#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub(super) struct NewArguments {
    /// The policy's name
    #[arg(long, value_name = "NAME")]
    name: PolicyName,
    /// The account that it is for; without it the policy serves in any
    #[arg(long, value_name = "ID", value_parser = account)]
    account: Option<AccountId>,
    /// The policy's path, part of its ARN; under /entail/transitive/ it marks the boundary as one
    /// to pass on, for `entail run` and for Entail's server
    #[arg(long, value_name = "PATH", default_value = "/")]
    path: PolicyPath,
    /// The partition [default: aws, or the one that the template is deployed in]
    #[arg(long, value_name = "PARTITION", value_parser = PARTITIONS)]
    partition: Option<String>,
    /// A policy, `-` for standard input: what the boundary allows [default: everything]
    #[arg(long, value_name = "FILE")]
    allow: Option<PathBuf>,
    /// A policy, `-` for standard input, whose statements deny more
    #[arg(long, value_name = "FILE")]
    deny: Option<PathBuf>,
    /// A path below which users, roles, groups, policies and instance profiles count as bounded
    #[arg(long, value_name = "PATH", value_parser = BoundedName::below)]
    bounded_path: Vec<std::vec::Vec<BoundedName>>,
    /// A name that counts as bounded, as `role/cdk-hnb659fds-*`
    #[arg(long, value_name = "NAME")]
    bounded: Vec<BoundedName>,
    /// A name that is known to be outside the boundary, as `role/admin-*`: denied wherever AWS
    /// tells by names
    #[arg(long, value_name = "NAME")]
    outside: Vec<BoundedName>,
    /// What becomes of users and roles that are there without the boundary
    #[arg(long, value_enum, value_name = "WHAT", default_value_t)]
    existing: ExistingArgument,
    /// Rows of the escape catalogue to close although ordinary deployments need what that denies
    #[arg(long, value_name = "ROWS", value_parser = rows::parse)]
    close: Vec<BTreeSet<u8>>,
    /// Rows of the escape catalogue to leave open
    #[arg(long, value_name = "ROWS", value_parser = rows::parse)]
    leave_open: Vec<BTreeSet<u8>>,
    /// In which form to write it
    #[arg(long, value_enum, default_value_t)]
    format: FormatArgument,
    /// Where to write it, `-` for standard output [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Where to write a page (Markdown) that explains each statement, and what stays open; `-` for
    /// standard output
    #[arg(long, value_name = "FILE")]
    explanation: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum ExistingArgument {
    /// Nobody under the boundary touches them; an administrator puts it on them
    #[default]
    Refuse,
    /// Whoever is under the boundary may put it on them, and change them then
    Adopt,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum FormatArgument {
    /// The policy itself
    #[default]
    Json,
    /// A template of CloudFormation, in JSON
    #[value(name = "cloudformation")]
    CloudFormation,
    /// A resource of Terraform's AWS provider
    Terraform,
    /// A construct of the AWS CDK, in TypeScript
    Cdk,
}

fn account(text: &str) -> Result<AccountId, String> {
    AccountId::parse(text).map_err(|error| error.to_string())
}

pub(super) fn run(arguments: &NewArguments) -> Result<Exit, Problem> {
    arguments.refuse_one_stream_for_two().map_err(Problem::bad_input)?;
    let options = arguments.options()?;
    let written = boundary::write(&options).map_err(Problem::bad_input)?;
    let explained = match &arguments.explanation {
        Some(path) => write(path, &boundary::explain(&options, &written))?,
        None => Exit::Done,
    };
    tell(&options, &written);
    Ok(match write(arguments.output(), &written.text)? {
        Exit::Done => explained,
        other => other,
    })
}

impl NewArguments {
    fn output(&self) -> &Path {
        self.output.as_deref().unwrap_or(Path::new(STANDARD_STREAM))
    }

    fn refuse_one_stream_for_two(&self) -> Result<(), String> {
        let is_input = |path: &Option<PathBuf>| path.as_deref() == Some(Path::new(STANDARD_STREAM));
        if is_input(&self.allow) && is_input(&self.deny) {
            return Err("standard input is one policy: name a file for --allow or --deny".into());
        }
        if self.explanation.as_deref() == Some(self.output()) {
            return Err("the policy and its explanation can't be written to the same place: name \
                        another file with --output or --explanation"
                .into());
        }
        Ok(())
    }

    fn options(&self) -> Result<Options, Problem> {
        let text = |path: &Option<PathBuf>| path.as_deref().map(read).transpose();
        let below = self.bounded_path.iter().flatten();
        Ok(Options {
            name: self.name.clone(),
            path: self.path.clone(),
            partition: self.partition.clone(),
            account: self.account.clone(),
            allow: text(&self.allow)?,
            deny: text(&self.deny)?,
            bounded: below.chain(&self.bounded).cloned().collect(),
            outside: self.outside.clone(),
            existing: match self.existing {
                ExistingArgument::Refuse => Existing::Refuse,
                ExistingArgument::Adopt => Existing::Adopt,
            },
            close: rows::all(&self.close),
            leave_open: rows::all(&self.leave_open),
            format: match self.format {
                FormatArgument::Json => Format::Json,
                FormatArgument::CloudFormation => Format::CloudFormation,
                FormatArgument::Terraform => Format::Terraform,
                FormatArgument::Cdk => Format::Cdk,
            },
        })
    }
}

/// Says on standard error what the policy itself does not.
fn tell(options: &Options, written: &Written) {
    if options.allow.is_none() {
        say!(
            "note: without --allow it allows everything: it bounds what is created and caps nothing"
        );
    }
    say!("note: {} of {MANAGED_POLICY_CHARACTERS_MAX} characters", written.size);
    for statement in &written.left_out {
        say!(
            "warning: no room for `{}` ({} characters): {} {} open",
            statement.sid,
            statement.size,
            rows::in_words(statement.rows.iter().copied()),
            if statement.rows.len() == 1 { "stays" } else { "stay" },
        );
    }
    let remarks = written.examination.remarks.iter().filter(|it| it.is_error());
    // Once, though the denial of the rest repeats the actions of the part.
    let remarks = remarks.map(|it| format!("{} ({})", it.message, it.code));
    for remark in remarks.collect::<BTreeSet<String>>() {
        say!("warning: AWS takes this, but: {remark}");
    }
    let open = written.examination.open_rows();
    for (chosen, others) in given_up_too(&options.leave_open, &open) {
        let (chosen, others) = (rows::in_words(chosen), rows::in_words(others));
        say!("note: one statement closes {chosen} together with {others}, which stay open too");
    }
    if !open.is_empty() {
        say!(
            "note: open: {}; why, and how to close them, say --explanation and `entail boundary \
             check`",
            rows::in_words(open)
        );
    }
}

/// More rows that stay open because one statement closes them together with rows that were to be
/// left open, each with those.
fn given_up_too(leave_open: &BTreeSet<u8>, open: &[u8]) -> Vec<(Vec<u8>, Vec<u8>)> {
    let given_up = ESCAPES.iter().filter_map(|escape| {
        let (chosen, others): (Vec<u8>, Vec<u8>) =
            escape.rows.iter().partition(|row| leave_open.contains(row));
        let others: Vec<u8> = others.into_iter().filter(|row| open.contains(row)).collect();
        (!chosen.is_empty() && !others.is_empty()).then_some((chosen, others))
    });
    given_up.collect()
}

fn write(path: &Path, text: &str) -> Result<Exit, Problem> {
    if path == Path::new(STANDARD_STREAM) {
        return Ok(output::print(text));
    }
    fs::write(path, text)
        .map(|()| Exit::Done)
        .map_err(|error| Problem::failed(format!("can't write `{}`: {error}", path.display())))
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    struct Line {
        #[command(flatten)]
        arguments: NewArguments,
    }

    fn read(arguments: &[&str]) -> NewArguments {
        let line = ["new", "--name", "Dev"].into_iter().chain(arguments.iter().copied());
        Line::try_parse_from(line).unwrap().arguments
    }

    #[test]
    fn one_stream_is_not_taken_for_two() {
        for arguments in [
            &["--allow", "-", "--deny", "-"][..],
            &["--explanation", "-"],
            &["--explanation", "-", "--output", "-"],
            &["--explanation", "dev", "--output", "dev"],
        ] {
            assert!(read(arguments).refuse_one_stream_for_two().is_err(), "{arguments:?}");
        }
        for arguments in [
            &["--allow", "-", "--deny", "deny.json"][..],
            &["--output", "-"],
            &["--output", "-", "--explanation", "dev.md"],
            &["--output", "dev.json", "--explanation", "-"],
        ] {
            assert_eq!(read(arguments).refuse_one_stream_for_two(), Ok(()), "{arguments:?}");
        }
    }

    #[test]
    fn every_partition_can_be_written_for() {
        for partition in PARTITIONS {
            let arguments = read(&["--account", "111122223333", "--partition", partition]);
            let written = boundary::write(&arguments.options().unwrap()).unwrap();
            let own = format!("arn:{partition}:iam::111122223333:policy/Dev");
            assert!(written.text.contains(&own), "{partition}");
            assert_eq!(written.examination.remarks, [], "{partition}");
            assert!(!written.examination.open_rows().contains(&1), "{partition}");
        }
    }

    #[test]
    fn rows_that_are_given_up_with_others_are_told() {
        let given_up = |row: &str| {
            let options = read(&["--leave-open", row]).options().unwrap();
            let open = boundary::write(&options).unwrap().examination.open_rows();
            given_up_too(&options.leave_open, &open)
        };
        assert_eq!(given_up("19"), [(vec![19], vec![20, 21])]);
        assert_eq!(given_up("19,20,21"), []);
        assert_eq!(given_up("27"), [], "the statement that has to be there stays");
    }
}
