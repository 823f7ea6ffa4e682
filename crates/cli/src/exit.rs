//! Exit statuses, the same for every command.

use std::process::ExitCode;

use entail_propagate::run::{child::Ended, signals};

/// Shown under `--help`.
pub(crate) const HELP: &str = "Exit status:
  0  done
  1  the answer is no: an expectation did not hold
  2  the command line or some input can't be read
  3  the work can't be done: a port is taken, a folder can't be opened
`entail run` ends as its command does, and with 125, 126 or 127 where that was not started.";

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
    /// A command was run, and ended with this status.
    Command(u8),
    /// A signal ended the command, or this one before it was started.
    Signal(i32),
    /// A command was not run, as something here went wrong before: the command line, for one.
    NotRun,
    /// There is such a command, and it can't be started.
    NotExecutable,
    /// There is no such command.
    NotFound,
}

impl Exit {
    /// Ends as is due. What ends by a signal ends by it here, too, so that a shell's loop or script
    /// ends with it; where that is not possible, with the status that shells make of it.
    pub(crate) fn leave(self) -> ExitCode {
        if let Self::Signal(signal) = self {
            signals::end_by(signal);
        }
        self.into()
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::No => 1,
            Exit::BadInput => 2,
            Exit::Failed => 3,
            Exit::Command(status) => status,
            Exit::Signal(signal) => Ended::Signal(signal).status(),
            // Those of `env` and of shells.
            Exit::NotRun => 125,
            Exit::NotExecutable => 126,
            Exit::NotFound => 127,
        })
    }
}
