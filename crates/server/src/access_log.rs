//! One line in the log for each AWS request: who asked for what, from where, and what came of it.
//!
//! What is known of a request is in a span, so that every other line written on its behalf carries
//! it too. Names of parameters may be logged. Their values are only where the answered text of an
//! error repeats them, and secrets not even there.

use std::{net::SocketAddr, time::Duration};

use entail_wire::query::Parameters;
use tracing::{Span, field::Empty};

use crate::{
    audit::elements::{message_without, secrets_of},
    caller::Caller,
    control_error::ControlError,
    limits::LOGGED_ACCESS_KEY_ID_CHARACTERS_MAX,
    operation::AnyOperation,
};

/// The span of one request. It is an error's, so that lines of every level that is logged have it.
pub(crate) fn span(request_id: &str, peer: SocketAddr) -> Span {
    tracing::error_span!(
        "request",
        request_id,
        %peer,
        operation = Empty,
        access_key_id = Empty,
        caller = Empty
    )
}

/// Notes what is asked for, and the access key that is claimed.
pub(crate) fn request(operation: &dyn AnyOperation, parameters: &Parameters, access_key_id: &str) {
    let span = Span::current();
    if span.is_disabled() {
        return;
    }
    let shown: String = access_key_id.chars().take(LOGGED_ACCESS_KEY_ID_CHARACTERS_MAX).collect();
    span.record("operation", operation.name()).record("access_key_id", shown);
    if tracing::enabled!(tracing::Level::DEBUG) {
        let unknown: Vec<&str> = parameters.unknown(operation.members()).collect();
        if !unknown.is_empty() {
            tracing::debug!(?unknown, "parameters that the operation does not know are ignored");
        }
        let repeated = parameters.repeated();
        if !repeated.is_empty() {
            tracing::debug!(?repeated, "of parameters given more than once the first counts");
        }
    }
}

/// Notes who asks, once the signature is verified.
pub(crate) fn caller(caller: &Caller) {
    let span = Span::current();
    if !span.is_disabled() {
        span.record("caller", caller.arn());
    }
}

/// Writes the request's line: failures of ours are errors, everything else is for information.
/// `asked` is what was asked for, where that could be read.
pub(crate) fn write(
    took: Duration,
    error: Option<&ControlError>,
    asked: Option<(&dyn AnyOperation, &Parameters)>,
) {
    let microseconds = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
    let Some(error) = error else {
        return tracing::info!(code = "OK", microseconds, "answered");
    };
    let secrets = asked.map(|(operation, parameters)| secrets_of(parameters, operation.members()));
    let public = message_without(&secrets.unwrap_or_default(), &error.public);
    let (code, denied_by, internal) =
        (error.code.as_str(), error.denied_by, error.internal.as_deref());
    if error.code.status() >= 500 {
        tracing::error!(code, error = public, denied_by, internal, microseconds, "failed");
    } else {
        tracing::info!(code, error = public, denied_by, internal, microseconds, "refused");
    }
}
