//! Exit statuses, the same for every command.

use std::process::ExitCode;

/// Shown under `--help`.
pub(crate) const HELP: &str = "Exit status:
  0  done
  1  the answer is no: an expectation did not hold
  2  the command line or some input can't be read
  3  the work can't be done: a port is taken, a folder can't be opened";

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Everything asked for was done.
    Done,
    /// The work was done and its answer is no.
    No,
    /// The command line or some input can't be read.
    BadInput,
    /// The work can't be done.
    Failed,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::No => 1,
            Exit::BadInput => 2,
            Exit::Failed => 3,
        })
    }
}
