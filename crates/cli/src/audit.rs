//! `entail audit`: what the audit log tells.

use std::{
    fs::File,
    io::{self, BufRead as _, BufReader},
    path::{Path, PathBuf},
};

use clap::{Args, Subcommand, ValueEnum};
use entail_server::audit::{self, Lineage, RebuildError, lineage::Change};
use serde::Serialize;
use serde_json::Value;

use crate::{exit::Exit, output};

mod text;

#[derive(Debug, Args)]
pub(crate) struct AuditArguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Rebuild the lineage from the audit log alone: everything with its boundaries, its label with
    /// origins, and who made it
    ///
    /// The exit status is 1 where the log does not begin with a baseline, so that something may be
    /// missing.
    Rebuild(RebuildArguments),
}

#[derive(Debug, Args)]
struct RebuildArguments {
    /// Files of the log in their order, or its folder
    #[arg(required = true, value_name = "LOG")]
    logs: Vec<PathBuf>,
    /// How the lineage is shown
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// Why a log can't be read.
#[derive(Debug, thiserror::Error)]
enum ReadLogError {
    #[error("can't read `{path}`: {source}", path = path.display())]
    Io { path: PathBuf, source: io::Error },
    #[error("{path}:{line}: {source}", path = path.display())]
    Line { path: PathBuf, line: usize, source: RebuildError },
}

pub(crate) fn run(arguments: &AuditArguments) -> Exit {
    let Command::Rebuild(arguments) = &arguments.command;
    let lineage = match read(&arguments.logs) {
        Ok(lineage) => lineage,
        Err(error) => {
            say!("error: {error}");
            return Exit::BadInput;
        }
    };
    match shown(&lineage, arguments.format) {
        Ok(text) => {
            let printed = output::print(&text);
            if lineage.is_complete() {
                return printed;
            }
            say!("warning: the log does not begin with a baseline; what is older is missing");
            Exit::No
        }
        Err(error) => {
            say!("error: {error}");
            Exit::BadInput
        }
    }
}

/// A record with the label that is in force.
#[derive(Debug, Serialize)]
struct Shown<'a> {
    #[serde(flatten)]
    change: &'a Change,
    inherited: Option<Value>,
}

fn shown(lineage: &Lineage, format: Format) -> Result<String, Box<dyn std::error::Error>> {
    let mut records = Vec::new();
    for change in lineage.records() {
        let inherited = lineage.inherited_by(change)?.map(serde_json::to_value).transpose()?;
        records.push(Shown { change, inherited });
    }
    records.sort_by_key(|shown| (&shown.change.kind, &shown.change.id));
    Ok(match format {
        Format::Text => text::of(&records),
        Format::Json => serde_json::to_string_pretty(&records)? + "\n",
    })
}

fn read(logs: &[PathBuf]) -> Result<Lineage, ReadLogError> {
    let mut lineage = Lineage::new();
    for path in logs {
        let io = |source| ReadLogError::Io { path: path.clone(), source };
        if path.is_dir() {
            for file in audit::files(path).map_err(io)? {
                read_file(&file, &mut lineage)?;
            }
        } else {
            read_file(path, &mut lineage)?;
        }
    }
    Ok(lineage)
}

/// A last line without its end is one that a server is writing, or was cut off in: no event yet.
fn read_file(path: &Path, lineage: &mut Lineage) -> Result<(), ReadLogError> {
    let io = |source| ReadLogError::Io { path: path.to_owned(), source };
    let mut reader = BufReader::new(File::open(path).map_err(io)?);
    let mut line = String::new();
    for number in 1.. {
        line.clear();
        reader.read_line(&mut line).map_err(io)?;
        let Some(event) = line.strip_suffix('\n') else { break };
        lineage.read_line(event).map_err(|source| ReadLogError::Line {
            path: path.to_owned(),
            line: number,
            source,
        })?;
    }
    Ok(())
}
