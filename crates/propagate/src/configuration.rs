//! `entail.toml`: what a project says once, so that nobody has to on each command line.
//!
//! Names are those of the flags of `entail run`; a flag stands over the file.
//!
//! ```toml
//! # The boundary that every role and user of this project carries.
//! boundary = "arn:aws:iam::111122223333:policy/entail/transitive/team"
//! # What to do with a principal that names another one: replace it, or refuse the call.
//! on-conflict = "refuse"
//! # Whether STS goes through entail: auto, always or never.
//! front-sts = "auto"
//! # Whether clients are shown what they wrote themselves, so that they see no drift.
//! mask = true
//! # Where it is remembered what was put in; relative to this file.
//! state = ".entail/injected.json"
//! # The report at the end: text, json or junit; in a file beside this one, or on standard error.
//! report-format = "junit"
//! report = "entail-report.xml"
//! ```

use std::{
    fs,
    io::{self, Read as _},
    path::{Path, PathBuf},
};

use entail_policy::{arn::Arn, most_similar};
use toml::de::{DeTable, DeValue};

use crate::{
    credentials::Environment, intercept::Masking, limits::CONFIGURATION_BYTES_MAX,
    template::OnConflict,
};

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
    /// `mask`: `true` or `false`, whether answers hide what was injected.
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
        for folder in searched(directory, environment.home()) {
            let file = folder.join(FILE_NAME);
            match read(&file) {
                Ok(text) => return Self::parse(&text, &file).map(Some),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => {
                    return Err(ConfigurationError::File { path: file, reason: error.to_string() });
                }
            }
        }
        Ok(None)
    }

    /// Reads a file. Paths in it are relative to its folder.
    pub fn read(file: &Path) -> Result<Self, ConfigurationError> {
        let text = read(file).map_err(|error| ConfigurationError::File {
            path: file.to_owned(),
            reason: error.to_string(),
        })?;
        Self::parse(&text, file)
    }

    /// Reads the text of a file. Paths in it are relative to the folder of `file`.
    pub fn parse(text: &str, file: &Path) -> Result<Self, ConfigurationError> {
        let wrong = |start: usize, reason: String| ConfigurationError::Content {
            path: file.to_owned(),
            line: line(text, start),
            reason,
        };
        let table = DeTable::parse(text).map_err(|error| {
            wrong(error.span().map_or(0, |span| span.start), error.message().to_owned())
        })?;
        let mut found = Self { file: file.to_owned(), ..Self::default() };
        for (key, value) in table.get_ref() {
            let name = key.get_ref().as_ref();
            let set = KEYS.iter().find(|(known, _)| *known == name);
            let (_, set) = set.ok_or_else(|| wrong(key.span().start, unknown(name)))?;
            set(&mut found, value.get_ref())
                .map_err(|reason| wrong(value.span().start, format!("`{name}`: {reason}")))?;
        }
        Ok(found)
    }

    /// A path that is written in the file.
    fn beside(&self, path: &str) -> PathBuf {
        self.file.parent().unwrap_or(Path::new("")).join(path)
    }
}

/// Puts a value in its place, or says what is expected instead.
type Set = fn(&mut Configuration, &DeValue<'_>) -> Result<(), String>;

/// Every key.
const KEYS: [(&str, Set); 7] = [
    ("boundary", |to, value| {
        to.boundary = Some(policy_arn(text(value)?)?);
        Ok(())
    }),
    ("on-conflict", |to, value| {
        let choices = [("replace", OnConflict::Replace), ("refuse", OnConflict::Refuse)];
        to.on_conflict = Some(one_of(&choices, value)?);
        Ok(())
    }),
    ("front-sts", |to, value| {
        let choices =
            [("auto", FrontSts::Auto), ("always", FrontSts::Always), ("never", FrontSts::Never)];
        to.front_sts = Some(one_of(&choices, value)?);
        Ok(())
    }),
    ("mask", |to, value| {
        let DeValue::Boolean(mask) = value else {
            return Err("expected true or false, without quotes".to_owned());
        };
        to.masking = Some(if *mask { Masking::Masked } else { Masking::Open });
        Ok(())
    }),
    ("state", |to, value| {
        to.state = Some(to.beside(text(value)?));
        Ok(())
    }),
    ("report", |to, value| {
        to.report = Some(to.beside(text(value)?));
        Ok(())
    }),
    ("report-format", |to, value| {
        let choices = [
            ("text", ReportFormat::Text),
            ("json", ReportFormat::Json),
            ("junit", ReportFormat::Junit),
        ];
        to.report_format = Some(one_of(&choices, value)?);
        Ok(())
    }),
];

fn text<'a>(value: &'a DeValue<'_>) -> Result<&'a str, String> {
    match value {
        DeValue::String(text) if !text.is_empty() => Ok(text),
        DeValue::String(_) => Err("it is empty: leave it out instead".to_owned()),
        other => Err(format!("expected a text in quotes, found {}", other.type_str())),
    }
}

fn one_of<T: Copy>(choices: &[(&str, T)], value: &DeValue<'_>) -> Result<T, String> {
    let text = text(value)?;
    let chosen = choices.iter().find(|(name, _)| *name == text).map(|(_, choice)| *choice);
    chosen.ok_or_else(|| {
        let names: Vec<String> = choices.iter().map(|(name, _)| format!("`{name}`")).collect();
        format!("expected {}, found `{text}`", names.join(" or "))
    })
}

fn policy_arn(text: &str) -> Result<Arn, String> {
    let arn = Arn::parse(text).map_err(|error| error.to_string())?;
    match arn.resource_type_and_id() {
        Some(("policy", _)) if arn.service() == "iam" => Ok(arn),
        _ => Err(format!(
            "`{text}` is not the ARN of a policy: expected arn:aws:iam::ACCOUNT:policy/NAME"
        )),
    }
}

fn unknown(name: &str) -> String {
    let names = || KEYS.iter().map(|(name, _)| *name);
    match most_similar(name, names()) {
        Some(similar) => format!("there is no key `{name}`; did you mean `{similar}`?"),
        None => format!(
            "there is no key `{name}`: known are {}",
            names().collect::<Vec<_>>().join(", ")
        ),
    }
}

/// The line of a byte, from 1.
fn line(text: &str, byte: usize) -> usize {
    text.bytes().take(byte).filter(|byte| *byte == b'\n').count() + 1
}

/// The folders in which the file is looked for, in their order.
fn searched<'a>(directory: &'a Path, home: Option<&Path>) -> Vec<&'a Path> {
    let is_last = |folder: &Path| folder.join(".git").exists() || Some(folder) == home;
    match directory.ancestors().position(is_last) {
        Some(last) => directory.ancestors().take(last + 1).collect(),
        None => vec![directory],
    }
}

fn read(file: &Path) -> io::Result<String> {
    let mut text = String::new();
    let read = fs::File::open(file)?.take(CONFIGURATION_BYTES_MAX + 1).read_to_string(&mut text)?;
    if u64::try_from(read).is_ok_and(|read| read > CONFIGURATION_BYTES_MAX) {
        return Err(io::Error::other(format!("longer than {CONFIGURATION_BYTES_MAX} bytes")));
    }
    Ok(text)
}

#[cfg(test)]
mod tests;
