//! The child: started in this process's group, with its terminal and its standard streams.

use std::{
    ffi::{OsStr, OsString},
    fmt, io,
    os::unix::process::ExitStatusExt as _,
    process::ExitStatus,
};

use rustix::process::{Pid, Signal as Number, kill_process};
use tokio::process::{Child, Command};

use super::signals::{Probe, Reach, Signals};

/// What a shell adds to the number of the signal that ended a command.
const SIGNAL_STATUS_BASE: i32 = 128;

/// A command with its arguments.
#[derive(Clone, Debug)]
pub struct CommandToRun {
    /// What is started: a path, or a name that is looked for on the `PATH`.
    pub program: OsString,
    /// Its arguments.
    pub arguments: Vec<OsString>,
}

/// Changes to the environment that the child gets.
#[derive(Clone, Default)]
pub struct EnvironmentChanges {
    /// Variables to set.
    pub set: Vec<(OsString, OsString)>,
    /// Variables to take away.
    pub unset: Vec<OsString>,
}

impl EnvironmentChanges {
    /// Sets a variable.
    pub fn set(&mut self, name: impl AsRef<OsStr>, value: impl AsRef<OsStr>) {
        self.set.push((name.as_ref().to_owned(), value.as_ref().to_owned()));
    }
}

/// Credentials are among what is set, so that only names are shown.
impl fmt::Debug for EnvironmentChanges {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let set: Vec<&OsString> = self.set.iter().map(|(name, _)| name).collect();
        formatter
            .debug_struct("EnvironmentChanges")
            .field("set", &set)
            .field("unset", &self.unset)
            .finish()
    }
}

/// How the child ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// With this status.
    Status(u8),
    /// By this signal.
    Signal(i32),
}

impl Ended {
    fn of(status: ExitStatus) -> Self {
        match (status.code(), status.signal()) {
            (Some(code), _) => Self::Status(u8::try_from(code).unwrap_or(u8::MAX)),
            (None, Some(signal)) => Self::Signal(signal),
            (None, None) => Self::Status(u8::MAX),
        }
    }

    /// The status that a shell shows: 128 and its number for a signal.
    pub fn status(self) -> u8 {
        match self {
            Self::Status(status) => status,
            Self::Signal(signal) => u8::try_from(SIGNAL_STATUS_BASE + signal).unwrap_or(u8::MAX),
        }
    }
}

/// Why the child was not started. Texts and statuses are those of `env`.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// There is no such command.
    #[error("can't start `{program}`: there is no such command")]
    NotFound {
        /// The command.
        program: String,
    },
    /// There is one, and it can't be started.
    #[error("can't start `{program}`: {source}")]
    NotExecutable {
        /// The command.
        program: String,
        /// What the system said.
        source: io::Error,
    },
}

/// Starts the command, passes signals on that it has not got, and waits for its end. A signal does
/// not end the wait: the child decides when it is done.
pub async fn run(
    command: &CommandToRun,
    changes: &EnvironmentChanges,
    signals: &mut Signals,
    probe: &mut Probe,
) -> Result<Ended, StartError> {
    let program = || command.program.to_string_lossy().into_owned();
    let failed = |source: io::Error| match source.kind() {
        io::ErrorKind::NotFound => StartError::NotFound { program: program() },
        _ => StartError::NotExecutable { program: program(), source },
    };
    let mut prepared = Command::new(&command.program);
    prepared.args(&command.arguments);
    for name in &changes.unset {
        prepared.env_remove(name);
    }
    prepared.envs(changes.set.iter().map(|(name, value)| (name, value)));
    let mut child = prepared.spawn().map_err(failed)?;
    loop {
        let signal = tokio::select! {
            status = child.wait() => return status.map(Ended::of).map_err(failed),
            signal = signals.next() => signal,
        };
        match probe.reach(signal).await {
            Reach::Group => signals.take_as_one(signal).await,
            Reach::ThisProcess => pass_on(signal, &child),
        }
    }
}

/// A child that has ended in between has no use for it any more.
fn pass_on(signal: i32, child: &Child) {
    let known = [Number::HUP, Number::INT, Number::QUIT, Number::TERM];
    let number = known.into_iter().find(|known| known.as_raw() == signal);
    let pid = child.id().and_then(|pid| Pid::from_raw(i32::try_from(pid).ok()?));
    if let (Some(pid), Some(number)) = (pid, number) {
        let _ = kill_process(pid, number);
    }
}

#[cfg(test)]
mod tests {
    use super::EnvironmentChanges;

    #[test]
    fn values_of_variables_are_not_shown() {
        let mut changes = EnvironmentChanges::default();
        changes.set("AWS_SECRET_ACCESS_KEY", "hidden");
        let debug = format!("{changes:?}");
        assert!(debug.contains("AWS_SECRET_ACCESS_KEY") && !debug.contains("hidden"), "{debug}");
    }
}
