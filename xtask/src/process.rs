//! Runs other programs: output goes to the terminal as it comes; a failure names the command line.

use std::error::Error;
use std::fmt;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

/// Why a task failed, in one line.
#[derive(Debug)]
pub(crate) struct TaskError(String);

impl TaskError {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

impl fmt::Display for TaskError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl Error for TaskError {}

/// Runs `command` with its output on ours.
///
/// Standard input is closed: nothing that CI starts may wait for a key.
pub(crate) fn run(command: &mut Command) -> Result<(), TaskError> {
    let line = describe(command);
    let status = command
        .stdin(Stdio::null())
        .status()
        .map_err(|error| TaskError::new(format!("cannot run `{line}`: {error}")))?;
    if status.success() { Ok(()) } else { Err(TaskError::new(format!("`{line}`: {status}"))) }
}

/// As [`run`], and keeps the lines of standard output that `keep` answers for.
pub(crate) fn run_keeping(
    command: &mut Command,
    keep: fn(&str) -> bool,
) -> Result<Vec<String>, TaskError> {
    let line = describe(command);
    let failed = |error| TaskError::new(format!("cannot run `{line}`: {error}"));
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().map_err(failed)?;
    let mut kept = Vec::new();
    if let Some(output) = child.stdout.take() {
        // Not `lines()`: a test may print bytes that are not UTF-8, and that must not stop the run.
        for bytes in BufReader::new(output).split(b'\n') {
            let bytes = bytes.map_err(failed)?;
            let text = String::from_utf8_lossy(&bytes);
            println!("{text}");
            if keep(&text) {
                kept.push(text.trim().to_owned());
            }
        }
    }
    let status = child.wait().map_err(failed)?;
    if status.success() { Ok(kept) } else { Err(TaskError::new(format!("`{line}`: {status}"))) }
}

/// Standard output of `command`, or `None` where it cannot be started or fails.
pub(crate) fn output_of(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The command line, for messages.
fn describe(command: &Command) -> String {
    std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(|part| part.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}
