//! The command line of `entail template`.

use std::path::PathBuf;

use clap::Args;
use entail_policy::arn::Arn;
use entail_propagate::{
    configuration::{Configuration, ConfigurationError, FILE_NAME},
    credentials::Environment,
    template::OnConflict,
};

use super::files::STANDARD_INPUT;
use crate::{
    check::policy_arn,
    run::{ConflictChoice, Fault, Target},
};

const AFTER_HELP: &str = "\
What is rewritten, what counts as a conflict and what is only reported: docs/template-rewriting.md.
Everything else in a template stays as it is, byte for byte, and what is rewritten twice is as if it
were rewritten once.

Exit status:
  0  done
  1  --check: something would change or is not bounded; --on-conflict refuse: there is a conflict
  2  the command line or a template can't be read; nothing was written
  3  a file can't be written

Examples:
  entail template --boundary arn:aws:iam::111122223333:policy/Dev roles.yaml > bounded.yaml
  cdk synth --quiet && entail template --in-place cdk.out/*.template.json
  entail template --diff template.yaml
  entail template --check --report junit=entail.xml template.yaml
  curl -s https://example.com/template.json | entail template -";

#[derive(Debug, Args)]
#[command(after_long_help = AFTER_HELP)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(crate) struct TemplateArguments {
    /// CloudFormation or SAM templates, as JSON or YAML; `-` is standard input
    #[arg(value_name = "FILE", required = true)]
    pub(super) files: Vec<PathBuf>,
    /// The boundary that everything has to carry [default: that of the nearest entail.toml]
    #[arg(long, value_name = "ARN", value_parser = policy_arn)]
    boundary: Option<Arn>,
    /// Another boundary that may stay because its policy says the same; may be given several times
    #[arg(long, value_name = "ARN", value_parser = policy_arn)]
    pub(super) identical: Vec<Arn>,
    /// What to do with a principal that names another boundary [default: replace]
    #[arg(long, value_enum, value_name = "WHAT")]
    on_conflict: Option<ConflictChoice>,
    /// Write the files, and those of nested stacks that are files too, and show what changes
    #[arg(long, conflicts_with = "check")]
    in_place: bool,
    /// Show what would change, and write nothing
    #[arg(long)]
    diff: bool,
    /// Write nothing, and end with 1 where something would change or is not bounded
    #[arg(long)]
    pub(super) check: bool,
    /// A report: text, json or junit, on standard error or with =FILE in a file; may be given several
    /// times [default: text]
    #[arg(long, value_name = "FORMAT[=FILE]")]
    report: Vec<Target>,
    /// Say nothing but what is asked for as long as everything is bounded
    #[arg(long)]
    pub(super) quiet: bool,
}

/// What is written where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Output {
    /// One template, on standard output.
    Template,
    /// All of them, into their files.
    InPlace,
    /// What would change, on standard output.
    Difference,
    /// Nothing.
    Nothing,
}

impl TemplateArguments {
    /// What is written where.
    pub(super) fn output(&self) -> Result<Output, Fault> {
        let is_piped = self.files.iter().any(|file| file.as_os_str() == STANDARD_INPUT);
        match (self.in_place, self.diff, self.check) {
            (true, ..) if is_piped => {
                Err("standard input can't be written in place: leave --in-place out".into())
            }
            (true, ..) => Ok(Output::InPlace),
            (_, true, _) => Ok(Output::Difference),
            (.., true) => Ok(Output::Nothing),
            _ if self.files.len() > 1 => Err("several templates can't all go to standard output: \
                                              add --in-place, --diff or --check"
                .into()),
            _ => Ok(Output::Template),
        }
    }

    /// The reports that are asked for.
    pub(super) fn report_targets(&self) -> Vec<Target> {
        if self.report.is_empty() { vec![Target::default()] } else { self.report.clone() }
    }

    /// The nearest `entail.toml`.
    pub(super) fn configuration() -> Result<Configuration, ConfigurationError> {
        let unreadable = |error: std::io::Error| ConfigurationError::File {
            path: PathBuf::from("."),
            reason: error.to_string(),
        };
        let directory = std::env::current_dir().map_err(unreadable)?;
        let environment = Environment::of_process();
        Ok(Configuration::find(&directory, &environment)?.unwrap_or_default())
    }

    /// The boundary, and why it is this one.
    pub(super) fn boundary(&self, configuration: &Configuration) -> Result<(Arn, String), Fault> {
        if let Some(arn) = &self.boundary {
            return Ok((arn.clone(), "named by --boundary".to_owned()));
        }
        let Some(arn) = &configuration.boundary else {
            return Err(
                format!("which boundary? name it with --boundary, or in {FILE_NAME}").into()
            );
        };
        Ok((arn.clone(), format!("named in `{}`", configuration.file.display())))
    }

    pub(super) fn on_conflict(&self, configuration: &Configuration) -> OnConflict {
        self.on_conflict.map(OnConflict::from).or(configuration.on_conflict).unwrap_or_default()
    }
}
