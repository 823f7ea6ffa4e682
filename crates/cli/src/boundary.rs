//! `entail boundary`: write the policy by which AWS itself enforces that boundaries propagate, see
//! what one leaves open, and put it on users and roles.

mod attach;
mod check;
mod connection;
mod new;
mod rows;

use std::path::Path;
use std::{fs, io};

use clap::{Args, Subcommand};

use crate::exit::Exit;

#[derive(Debug, Args)]
#[command(
    after_help = "docs/boundary-policy.md tells what such a boundary closes and what it can't."
)]
pub(crate) struct BoundaryArguments {
    #[command(subcommand)]
    command: BoundaryCommand,
}

#[derive(Debug, Subcommand)]
enum BoundaryCommand {
    /// Write a boundary that refers to itself
    New(Box<new::NewArguments>),
    /// Which ways out a boundary closes, which stay open, and what to add
    Check(check::CheckArguments),
    /// Put a boundary and its marker on users and roles; a dry run without --apply
    Attach(attach::AttachArguments),
}

pub(crate) fn run(arguments: &BoundaryArguments) -> Exit {
    let done = match &arguments.command {
        BoundaryCommand::New(arguments) => new::run(arguments),
        BoundaryCommand::Check(arguments) => check::run(arguments),
        BoundaryCommand::Attach(arguments) => attach::run(arguments),
    };
    done.unwrap_or_else(|problem| {
        say!("error: {}", problem.cause);
        problem.exit
    })
}

/// Standard input in the place of a file to read, and standard output of one to write.
const STANDARD_STREAM: &str = "-";

/// Why a command did not do its work, and how it ends.
#[derive(Debug)]
struct Problem {
    cause: Box<dyn std::error::Error>,
    exit: Exit,
}

impl Problem {
    fn bad_input(cause: impl Into<Box<dyn std::error::Error>>) -> Self {
        Self { cause: cause.into(), exit: Exit::BadInput }
    }

    fn failed(cause: impl Into<Box<dyn std::error::Error>>) -> Self {
        Self { cause: cause.into(), exit: Exit::Failed }
    }
}

/// Reads a file, or standard input for `-`.
fn read(path: &Path) -> Result<String, Problem> {
    let text = if path == Path::new(STANDARD_STREAM) {
        io::read_to_string(io::stdin())
    } else {
        fs::read_to_string(path)
    };
    text.map_err(|error| Problem::bad_input(format!("can't read `{}`: {error}", path.display())))
}

/// Does work that waits for the network.
fn in_runtime<T>(work: impl Future<Output = Result<T, Problem>>) -> Result<T, Problem> {
    tokio::runtime::Runtime::new().map_err(Problem::failed)?.block_on(work)
}
