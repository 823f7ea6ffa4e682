//! What placements mean: for reports, for checks, for what has to be asked.

use crate::{
    journal::{Event, NotBounded, Place},
    template::{How, Placement},
};

/// Whether something was changed at a place.
pub(super) const fn is_change(placement: &Placement) -> bool {
    !stood_there(&placement.how)
}

/// Whether a boundary is the client's own.
pub(super) const fn stood_there(how: &How) -> bool {
    matches!(how, How::AlreadyThere | How::KeptIdentical)
}

/// Something without a boundary.
pub(super) fn not_bounded(kind: &str, name: &str, place: Place, why: String) -> Event {
    Event::Unbounded(NotBounded { kind: kind.to_owned(), name: name.to_owned(), place, why })
}

/// What an event comes to where nothing is changed: in a check, or where the boundary can't be.
pub(super) fn as_unchanged(event: &Event) -> Event {
    match event {
        Event::Bounded(it) if !stood_there(&it.how) => {
            let why = format!("it does not have the boundary `{}`", it.boundary);
            not_bounded(&it.kind, &it.name, it.place.clone(), why)
        }
        other => other.clone(),
    }
}
