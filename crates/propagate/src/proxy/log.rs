//! One line in the log for each call: which, by whom, and what came of it.
//!
//! What is known of a call is in a span, so that what is told on its behalf carries it too. Parameters
//! are not logged.

use std::time::Duration;

use http::StatusCode;
use tracing::{Span, field::Empty};

use crate::{
    endpoints::Service,
    intercept::{Call, Outgoing},
};

/// The span of one call. It is an error's, so that lines of every level that is logged have it.
pub(super) fn span() -> Span {
    tracing::error_span!("call", call = Empty, region = Empty, access_key_id = Empty, done = Empty)
}

/// Notes a call whose signature is good.
pub(super) fn checked(call: &Call) {
    let span = Span::current();
    if span.is_disabled() {
        return;
    }
    let name = Service::from(call.service).call(&call.operation);
    span.record("call", name).record("region", call.region.as_str());
    span.record("access_key_id", call.credentials.access_key_id.as_str());
}

/// Notes what is done with a call.
pub(super) fn done<N>(call: &Call, outgoing: &Outgoing<N>) {
    let span = Span::current();
    if span.is_disabled() {
        return;
    }
    let done = match outgoing {
        Outgoing::Pass => "sent as it came",
        Outgoing::Send { body, .. } if *body == call.body => "sent as it came, answer looked at",
        Outgoing::Send { .. } => "sent with a boundary",
        Outgoing::Answer(_) => "answered here",
    };
    span.record("done", done);
}

/// Writes the line of a call.
pub(super) fn answered(status: StatusCode, took: Duration) {
    let microseconds = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
    tracing::info!(status = status.as_u16(), microseconds, "answered");
}
