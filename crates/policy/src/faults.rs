//! Where diagnostics are collected.

use crate::diagnostic::Diagnostic;
use crate::finding::json::TOO_MANY_FAULTS;
use crate::limits::DIAGNOSTICS_MAX;

/// The faults of one document, up to [`DIAGNOSTICS_MAX`] of them.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    list: Vec<Diagnostic>,
}

impl Faults {
    /// Adds a fault; the one after the last allowed says that there are more.
    pub(crate) fn push(&mut self, fault: Diagnostic) {
        match self.list.len() {
            count if count < DIAGNOSTICS_MAX => self.list.push(fault),
            DIAGNOSTICS_MAX => {
                let message = format!("more than {DIAGNOSTICS_MAX} faults: the rest is not shown");
                let span = fault.primary.span;
                self.list.push(Diagnostic::new(&TOO_MANY_FAULTS, span, message));
            }
            _ => {}
        }
    }

    /// The faults in the order of their places.
    pub(crate) fn into_sorted(mut self) -> Vec<Diagnostic> {
        self.list.sort_by_key(|fault| (fault.primary.span, fault.code));
        self.list
    }
}
