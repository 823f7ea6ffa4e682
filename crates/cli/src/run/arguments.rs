//! The command line of `entail run`, and what `entail proxy` has of it.

use std::{ffi::OsString, io::IsTerminal as _, path::PathBuf};

use clap::{Args, ValueEnum};
use entail_policy::arn::Arn;
use entail_propagate::{
    configuration::{Configuration, ConfigurationError, FrontSts},
    credentials::Environment,
    intercept::{Masking, Mode},
    run::{Options, child::CommandToRun},
    template::OnConflict,
};

use super::report::Target;
use crate::{check::policy_arn, logging::LogArguments};

const AFTER_HELP: &str = "\
The control is the boundary's own policy, which AWS enforces: it refuses to create what does not
carry it (`entail boundary new` writes such a policy). This command is the convenience: it puts the
boundary into the calls of COMMAND, so that nobody has to change a template. A call that goes past
it is refused by AWS, not let through.

Exit status: that of COMMAND; 128 and the signal's number where a signal ended it; 125 when entail
itself fails, 126 when COMMAND can't be started, 127 when there is none; 1 when --check has found
something unbounded and COMMAND ended with 0. See docs/run.md.";

const REGION_HELP: &str = "The region [default: AWS_REGION, AWS_DEFAULT_REGION, or the profile's]";

#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP, override_usage = "entail run [OPTIONS] -- <COMMAND>...")]
pub(crate) struct RunArguments {
    #[command(flatten)]
    pub(crate) session: SessionArguments,
    /// Put nothing in: COMMAND runs, but every call that would create something unbounded is refused
    /// and reported; ends with 1 if there was one
    #[arg(long)]
    check: bool,
    /// Have Node.js programs on the AWS SDK for JavaScript version 2 (serverless 3) come through, too:
    /// a module that Node.js loads first, through `NODE_OPTIONS`
    #[arg(long)]
    pub(super) node_preload: bool,
    /// A line every half minute that tells how far it is; auto: where standard error is no terminal
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = ProgressChoice::Auto)]
    progress: ProgressChoice,
    /// The command to run, with its arguments
    #[arg(trailing_var_arg = true, required = true, value_name = "COMMAND")]
    command: Vec<OsString>,
}

/// What a run and a sidecar have in common.
#[derive(Debug, Args)]
pub(crate) struct SessionArguments {
    /// The boundary to pass on [default: entail.toml's, else that of the caller where it is marked or
    /// demands itself]
    #[arg(long, value_name = "ARN", value_parser = policy_arn)]
    boundary: Option<Arn>,
    /// The profile whose credentials are used; it stands over the environment
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,
    /// The region
    #[arg(long, value_name = "REGION", help = REGION_HELP)]
    region: Option<String>,
    /// What to do with a principal that names another boundary [default: replace]
    #[arg(long, value_enum, value_name = "WHAT")]
    on_conflict: Option<ConflictChoice>,
    /// Show clients the boundaries that were put in; Terraform and the CDK then see drift
    #[arg(long)]
    no_mask: bool,
    /// The file that remembers what was put in, so that later runs hide the same [default:
    /// .entail/injected.json beside entail.toml, else in the user's state folder]
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    /// Whether STS goes through entail, which the CDK and whoever assumes a role need, and which
    /// breaks `aws eks get-token` [default: auto; of `entail proxy` that is always, unless others can
    /// reach its address]
    #[arg(long, value_enum, value_name = "WHEN")]
    front_sts: Option<StsChoice>,
    /// The configuration [default: the nearest entail.toml here or above]
    #[arg(long, value_name = "FILE")]
    configuration: Option<PathBuf>,
    /// A report at the end: text, json or junit, on standard error or with =FILE in a file; may be
    /// given several times [default: text]
    #[arg(long, value_name = "FORMAT[=FILE]")]
    pub(super) report: Vec<Target>,
    /// Say nothing on standard error as long as everything is bounded
    #[arg(long)]
    pub(crate) quiet: bool,
    #[command(flatten)]
    pub(crate) logging: LogArguments,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ProgressChoice {
    Auto,
    Always,
    Never,
}

/// What the command line says of another boundary.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum ConflictChoice {
    /// Put the required boundary in its place
    Replace,
    /// Refuse the call, or the template
    Refuse,
}

impl From<ConflictChoice> for OnConflict {
    fn from(choice: ConflictChoice) -> Self {
        match choice {
            ConflictChoice::Replace => Self::Replace,
            ConflictChoice::Refuse => Self::Refuse,
        }
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum StsChoice {
    Auto,
    Always,
    Never,
}

/// Whether lines tell how far the run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ProgressLines {
    Some,
    None,
}

impl RunArguments {
    pub(super) fn command(&self) -> CommandToRun {
        let mut words = self.command.iter().cloned();
        CommandToRun { program: words.next().unwrap_or_default(), arguments: words.collect() }
    }

    pub(super) const fn mode(&self) -> Mode {
        if self.check { Mode::Check } else { Mode::Inject }
    }

    pub(super) fn options(&self) -> Options {
        Options { mode: self.mode(), ..self.session.options() }
    }

    /// On a terminal the command draws what it likes; a line in between would spoil that.
    pub(super) fn progress_lines(&self) -> ProgressLines {
        let wanted = match self.progress {
            ProgressChoice::Auto => !self.session.quiet && !std::io::stderr().is_terminal(),
            ProgressChoice::Always => true,
            ProgressChoice::Never => false,
        };
        if wanted { ProgressLines::Some } else { ProgressLines::None }
    }
}

impl SessionArguments {
    /// What flags say.
    pub(crate) fn options(&self) -> Options {
        Options {
            boundary: self.boundary.clone(),
            profile: self.profile.clone(),
            region: self.region.clone(),
            on_conflict: self.on_conflict.map(OnConflict::from),
            masking: self.no_mask.then_some(Masking::Open),
            state: self.state.clone(),
            ..Options::default()
        }
    }

    /// The file that is named, or the nearest one.
    pub(super) fn configuration(
        &self,
        environment: &Environment,
    ) -> Result<Configuration, ConfigurationError> {
        let Some(path) = &self.configuration else {
            let unreadable = |error: std::io::Error| ConfigurationError::File {
                path: PathBuf::from("."),
                reason: error.to_string(),
            };
            let directory = std::env::current_dir().map_err(unreadable)?;
            return Ok(Configuration::find(&directory, environment)?.unwrap_or_default());
        };
        Configuration::read(path)
    }

    /// Whether STS goes through entail.
    pub(crate) fn front_sts(&self, configuration: &Configuration) -> FrontSts {
        let flag = self.front_sts.map(|choice| match choice {
            StsChoice::Auto => FrontSts::Auto,
            StsChoice::Always => FrontSts::Always,
            StsChoice::Never => FrontSts::Never,
        });
        flag.or(configuration.front_sts).unwrap_or_default()
    }
}
