//! What is said before the command starts: one line on standard error, and warnings.

use entail_propagate::{
    find::Found,
    intercept::Mode,
    journal::{Event, Journal},
    run::Session,
};

/// Which boundary is passed on and why, or that none is.
pub(crate) fn say_what_is_passed_on(session: &Session, mode: Mode) {
    match session.found() {
        Found::Required { boundary, notes } => {
            let verb = match mode {
                Mode::Inject => "passing on",
                Mode::Check => "checking only, for",
            };
            say!("entail: {verb} {} ({})", boundary.arn, boundary.source);
            for note in notes {
                say!("entail: note: {note}");
            }
        }
        Found::Nothing { because } => {
            let what = match mode {
                Mode::Inject => "no boundary to pass on, calls go through as they are",
                Mode::Check => "no boundary to check for, so that what creates is refused",
            };
            say!("entail: {what}: {because}");
        }
    }
}

/// A warning goes to the user at once, and into the report.
pub(super) fn warn(journal: &Journal, warning: &str) {
    say!("entail: warning: {warning}");
    journal.add(Event::Warning(warning.to_owned()));
}
