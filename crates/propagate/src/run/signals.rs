//! Signals to this process, and whether the child has got them too.
//!
//! The child stays in this process's group, so that the terminal's Ctrl-C, Ctrl-\ and hang-up reach
//! both at once, and job control and prompts work. What somebody sends to this process alone is to
//! be passed on. A child that got a signal twice would take that for impatience: Terraform, for
//! one, then gives its state up. So where a signal comes from decides, as with `sudo`: from the
//! kernel (the terminal) or from a process of this very group (`timeout`), it went to the whole group.

use std::{fs, io, thread};

use rustix::process::{Pid, getpgid, getpgrp};
use signal_hook::{
    consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM},
    iterator::{Handle, SignalsInfo, exfiltrator::WithOrigin},
    low_level::siginfo::{Cause, Origin},
};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

/// Those that ask a process to end, and can be caught.
const CAUGHT: [i32; 4] = [SIGHUP, SIGINT, SIGQUIT, SIGTERM];

/// A signal to this process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signal {
    /// Its number.
    pub number: i32,
    /// Who has got it.
    pub reach: Reach,
}

/// Who has got a signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// The whole process group, and the child in it.
    Group,
    /// This process alone.
    ThisProcess,
}

/// Catches the signals that would end this process, until it is dropped.
#[derive(Debug)]
pub struct Signals {
    received: UnboundedReceiver<Signal>,
    handle: Handle,
}

impl Signals {
    /// Begins to catch. Signals that were ignored before (`nohup`, a shell's background jobs) stay so,
    /// for the child too.
    pub fn catch() -> io::Result<Self> {
        let ignored = ignored();
        let caught = CAUGHT.into_iter().filter(|number| !is_in(ignored, *number));
        let mut signals = SignalsInfo::<WithOrigin>::new(caught)?;
        let handle = signals.handle();
        let (sender, received) = unbounded_channel();
        thread::Builder::new().name("signals".to_owned()).spawn(move || {
            for origin in &mut signals {
                let signal = Signal { number: origin.signal, reach: reach(&origin) };
                if sender.send(signal).is_err() {
                    return;
                }
            }
        })?;
        Ok(Self { received, handle })
    }

    /// The next signal.
    pub async fn next(&mut self) -> Signal {
        match self.received.recv().await {
            Some(signal) => signal,
            // The thread has ended, and no signal comes any more.
            None => std::future::pending().await,
        }
    }
}

impl Drop for Signals {
    fn drop(&mut self) {
        self.handle.close();
    }
}

/// Ends this process as the signal would have, had it not been caught. Comes back for signals that
/// are not caught here, and in the first process of a container, which no signal ends like that.
pub fn end_by(number: i32) {
    if CAUGHT.contains(&number) && number != SIGQUIT && std::process::id() != 1 {
        let _ = signal_hook::low_level::emulate_default_handler(number);
    }
}

fn reach(origin: &Origin) -> Reach {
    let sender = match (origin.cause, origin.process) {
        (Cause::Kernel, _) => return Reach::Group,
        (_, None) => return Reach::ThisProcess,
        (_, Some(sender)) => sender.pid,
    };
    match Pid::from_raw(sender) {
        // Sent by the kernel on macOS; on Linux, from outside of this container.
        None if cfg!(target_os = "macos") => Reach::Group,
        None => Reach::ThisProcess,
        // A sender that is gone already was no shell and no terminal.
        Some(sender) => match getpgid(Some(sender)) {
            Ok(group) if group == getpgrp() => Reach::Group,
            _ => Reach::ThisProcess,
        },
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
