//! Signals to this process, and whether the child has got them too.
//!
//! The child stays in this process's group, so that the terminal's Ctrl-C, Ctrl-\ and hang-up reach
//! both at once, and job control and prompts work. What somebody sends to this process alone (a
//! supervisor, `kill`) is to be passed on. A child that got a signal twice would take that for
//! impatience: Terraform, for one, then gives its state up. The sender's id does not tell the two
//! apart, a [`Probe`] does: a process in the same group that does nothing, and that a signal to the
//! group ends.

use std::{
    ffi::OsString,
    fs, io,
    os::unix::process::ExitStatusExt as _,
    path::PathBuf,
    process::{ExitStatus, Stdio},
    time::Duration,
};

use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
use tokio::{
    process::{Child, ChildStdin, Command},
    signal::unix::{Signal, SignalKind, signal},
    time::timeout,
};

use crate::limits::{GROUP_SIGNAL_MILLISECONDS_MAX, SAME_SIGNAL_MILLISECONDS_MAX};

/// Catches the signals that ask this process to end.
#[derive(Debug)]
pub struct Signals {
    hang_up: Option<Signal>,
    interrupt: Option<Signal>,
    quit: Option<Signal>,
    terminate: Option<Signal>,
}

/// Who has got a signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// The whole process group, and the child in it.
    Group,
    /// This process alone.
    ThisProcess,
}

impl Signals {
    /// Begins to catch. Signals that were ignored before (`nohup`, a shell's background jobs) stay so,
    /// for the child too.
    pub fn catch() -> io::Result<Self> {
        let ignored = ignored();
        let caught = |number| {
            let wanted = !is_in(ignored, number);
            wanted.then(|| signal(SignalKind::from_raw(number))).transpose()
        };
        Ok(Self {
            hang_up: caught(SIGHUP)?,
            interrupt: caught(SIGINT)?,
            quit: caught(SIGQUIT)?,
            terminate: caught(SIGTERM)?,
        })
    }

    /// The number of the next signal.
    pub async fn next(&mut self) -> i32 {
        tokio::select! {
            () = received(&mut self.hang_up) => SIGHUP,
            () = received(&mut self.interrupt) => SIGINT,
            () = received(&mut self.quit) => SIGQUIT,
            () = received(&mut self.terminate) => SIGTERM,
        }
    }

    /// Takes more of the same signal as one: `timeout` sends it to this process, then to the group.
    /// Signals that come so close together are one for the child, too.
    pub(super) async fn take_as_one(&mut self, number: i32) {
        let signal = match number {
            SIGHUP => &mut self.hang_up,
            SIGINT => &mut self.interrupt,
            SIGQUIT => &mut self.quit,
            _ => &mut self.terminate,
        };
        let patience = Duration::from_millis(SAME_SIGNAL_MILLISECONDS_MAX);
        while timeout(patience, received(signal)).await.is_ok() {}
    }
}

async fn received(signal: &mut Option<Signal>) {
    let received = match signal {
        Some(signal) => signal.recv().await,
        None => None,
    };
    if received.is_none() {
        std::future::pending::<()>().await;
    }
}

/// Tells whether a signal went to the whole group.
#[derive(Debug)]
pub struct Probe {
    program: PathBuf,
    arguments: Vec<OsString>,
    process: Child,
    /// Kept apart: waiting for a process closes what it still has of these.
    input: Option<ChildStdin>,
}

impl Probe {
    /// Starts the probe: a command that reads its standard input to the end and does nothing else, so
    /// that it ends with this process, whatever that one ends by.
    pub fn start(program: PathBuf, arguments: Vec<OsString>) -> io::Result<Self> {
        let mut process = Self::process(&program, &arguments)?;
        let input = process.stdin.take();
        Ok(Self { program, arguments, process, input })
    }

    fn process(program: &PathBuf, arguments: &[OsString]) -> io::Result<Child> {
        let mut command = Command::new(program);
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        command.kill_on_drop(true).spawn()
    }

    /// Who has got this signal, which this process has just got.
    pub async fn reach(&mut self, number: i32) -> Reach {
        let patience = Duration::from_millis(GROUP_SIGNAL_MILLISECONDS_MAX);
        let ended: Option<ExitStatus> = match timeout(patience, self.process.wait()).await {
            Ok(Ok(status)) => Some(status),
            Ok(Err(_)) | Err(_) => None,
        };
        let Some(status) = ended else { return Reach::ThisProcess };
        // Without a new one the next signal is passed on: rather twice than never.
        if let Ok(mut process) = Self::process(&self.program, &self.arguments) {
            self.input = process.stdin.take();
            self.process = process;
        }
        if status.signal() == Some(number) { Reach::Group } else { Reach::ThisProcess }
    }

    /// Ends the probe and waits until it is gone.
    pub async fn end(mut self) {
        drop(self.input.take());
        let _ = self.process.wait().await;
    }
}

/// Ends this process as the signal would have, had it not been caught. Comes back for signals that
/// are not caught here, for one that dumps core, and in the first process of a container, which no
/// signal ends like that.
pub fn end_by(number: i32) {
    if [SIGHUP, SIGINT, SIGTERM].contains(&number) && std::process::id() != 1 {
        let _ = signal_hook::low_level::emulate_default_handler(number);
    }
}

/// The signals that this process ignores, a bit for each. Known on Linux only; elsewhere none.
fn ignored() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0)
}

/// The lowest bit is signal 1.
fn is_in(mask: u64, number: i32) -> bool {
    u32::try_from(number - 1).is_ok_and(|bit| mask.checked_shr(bit).unwrap_or(0) & 1 == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mask_is_read_bit_by_bit() {
        assert!(is_in(0x1, SIGHUP));
        assert!(is_in(0x4002, SIGINT));
        assert!(is_in(0x4002, SIGTERM));
        assert!(!is_in(0x4002, SIGHUP));
        assert!(!is_in(u64::MAX, 0));
    }
}
