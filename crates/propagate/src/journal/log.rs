//! What happens, as lines of the log. Names and texts are those of the report; secrets are in none.

use super::{Bounded, Denied, Event, NotBounded, Place};
use crate::report::Placed;

/// Writes the line of an event. A call's own line is written when it is answered.
pub(super) fn write(event: &Event) {
    match event {
        Event::Required { of, boundary, because } => {
            tracing::info!(of, boundary, because, "a boundary is passed on");
        }
        Event::NothingRequired { because } => tracing::info!(because, "no boundary is passed on"),
        Event::Bounded(Bounded { kind, name, place, boundary, how }) => {
            let (how, stack) = (Placed::from(how).to_string(), stack(place));
            tracing::info!(kind, name, stack, boundary, how, "bounded");
        }
        Event::Unbounded(NotBounded { kind, name, place, why }) => {
            tracing::warn!(kind, name, stack = stack(place), why, "not bounded");
        }
        Event::Unseen(NotBounded { kind, name, place, why }) => {
            tracing::warn!(kind, name, stack = stack(place), why, "not seen");
        }
        Event::Denied(Denied { kind, name, message, .. }) => {
            tracing::info!(kind, name, message, "refused by AWS");
        }
        Event::Gone { kind, name, .. } => tracing::info!(kind, name, "deleted"),
        Event::Warning(text) => tracing::warn!(text, "a warning"),
        Event::Refused { call, message } => {
            tracing::info!(asked = call, error = message, "refused");
        }
        Event::Unanswered { call, message } => {
            tracing::warn!(asked = call, error = message, "no answer");
        }
        Event::Call { .. } => {}
    }
}

fn stack(place: &Place) -> Option<&str> {
    match place {
        Place::Template { stack, .. } => stack.as_deref(),
        Place::Call { .. } => None,
    }
}
