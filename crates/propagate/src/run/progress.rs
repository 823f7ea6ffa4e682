//! How far a run is, in a line for those who wait.
//!
//! A plain line, now and then, and only when something has happened: the child draws on the terminal
//! itself, and in a pipeline's log there is nothing to draw on.

use std::{
    fmt::Write as _,
    sync::{Mutex, MutexGuard, PoisonError},
};

use crate::journal::{Event, Place};

/// Counts what is kept in the journal.
#[derive(Debug, Default)]
pub struct Progress {
    seen: Mutex<Seen>,
}

#[derive(Debug, Default)]
struct Seen {
    calls: usize,
    bounded: usize,
    unbounded: usize,
    refused: usize,
    /// What it was about last: a stack or a name.
    last: Option<String>,
    /// Calls when the last line was made.
    told: usize,
}

impl Progress {
    /// Counts an event.
    pub fn count(&self, event: &Event) {
        let mut seen = self.seen();
        match event {
            Event::Call { target, .. } => {
                seen.calls += 1;
                if target.is_some() {
                    seen.last.clone_from(target);
                }
            }
            Event::Bounded(bounded) => {
                seen.bounded += 1;
                if let Place::Template { stack: Some(stack), .. } = &bounded.place {
                    seen.last = Some(format!("stack {stack}"));
                }
            }
            Event::Unbounded(_) => seen.unbounded += 1,
            Event::Refused { .. } => seen.refused += 1,
            Event::Required { .. }
            | Event::NothingRequired { .. }
            | Event::Unseen(_)
            | Event::Denied(_)
            | Event::Gone { .. }
            | Event::Unanswered { .. }
            | Event::Warning(_) => {}
        }
    }

    /// A line; none where no call came since the last one.
    pub fn line(&self) -> Option<String> {
        let mut seen = self.seen();
        if seen.calls == seen.told {
            return None;
        }
        seen.told = seen.calls;
        let mut line = format!("entail: {} calls so far, {} bounded", seen.calls, seen.bounded);
        for (number, what) in [(seen.unbounded, "NOT bounded"), (seen.refused, "refused")] {
            if number > 0 {
                let _ = write!(line, ", {number} {what}");
            }
        }
        if let Some(last) = &seen.last {
            let _ = write!(line, "; last: {last}");
        }
        Some(line)
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::NotBounded;

    fn call(target: Option<&str>) -> Event {
        Event::Call { call: "iam:CreateRole".to_owned(), target: target.map(str::to_owned) }
    }

    #[test]
    fn a_line_is_made_when_something_has_happened() {
        let progress = Progress::default();
        assert_eq!(progress.line(), None);
        progress.count(&call(Some("deploy")));
        progress.count(&call(None));
        let line = "entail: 2 calls so far, 0 bounded; last: deploy";
        assert_eq!(progress.line().as_deref(), Some(line));
        assert_eq!(progress.line(), None);
        progress.count(&Event::Unbounded(NotBounded {
            kind: String::new(),
            name: String::new(),
            place: Place::Call { call: String::new(), account: None },
            why: String::new(),
        }));
        progress.count(&call(None));
        let line = "entail: 3 calls so far, 0 bounded, 1 NOT bounded; last: deploy";
        assert_eq!(progress.line().as_deref(), Some(line));
    }
}
