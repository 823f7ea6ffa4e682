//! From HTTP to an operation and its parameters.

use std::{net::SocketAddr, time::Duration};

use entail_wire::{
    error::ErrorCode,
    json,
    limits::BODY_BYTES_MAX,
    query::Parameters,
    service::{Protocol, Service},
};
use http::{HeaderMap, HeaderName, Method, header::CONTENT_TYPE, request::Parts};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use hyper::{
    Request,
    body::{Body as _, Bytes, Incoming},
};
use tokio::time::timeout;

use crate::{
    control_error::ControlError,
    limits::BODY_READ_SECONDS_MAX,
    listen::Transport,
    operation::{self, AnyOperation},
};

/// CHOICE: what AWS's Query services are known to call the version of a request that names none; it is
/// not among the recorded answers of IAM.
const NO_VERSION: &str = "NO_VERSION_SPECIFIED";

/// A request read whole, of which nothing is known yet.
#[derive(Debug)]
pub(crate) struct RawRequest {
    /// Method, target and headers.
    pub parts: Parts,
    /// The body's bytes, which the signature covers.
    pub body: Bytes,
    /// The parameters of query string and form body, or of the JSON body. A fault in them is
    /// reported only after the signature was found well formed.
    pub parameters: Result<Parameters, ControlError>,
    /// The client's address.
    pub peer: SocketAddr,
    /// In the clear or through TLS.
    pub transport: Transport,
    /// The id of the answer.
    pub request_id: String,
}

/// Reads the body, up to the limit of [`BODY_BYTES_MAX`] and of [`BODY_READ_SECONDS_MAX`].
pub(crate) async fn read(
    request: Request<Incoming>,
    peer: SocketAddr,
    transport: Transport,
    request_id: String,
) -> Result<RawRequest, ControlError> {
    let (parts, body) = request.into_parts();
    if !matches!(parts.method, Method::GET | Method::POST) {
        return Err(unknown_method(&parts.method));
    }
    // What says of itself that it is too long is refused before the client is told to send it.
    if body.size_hint().lower() > BODY_BYTES_MAX as u64 {
        return Err(too_large());
    }
    let reading = Limited::new(body, BODY_BYTES_MAX).collect();
    let body = match timeout(Duration::from_secs(BODY_READ_SECONDS_MAX), reading).await {
        Ok(Ok(body)) => body.to_bytes(),
        Ok(Err(error)) if error.is::<LengthLimitError>() => return Err(too_large()),
        Ok(Err(_)) => {
            return Err(ControlError::new(
                ErrorCode::MalformedQueryString,
                "The request body could not be read.",
            ));
        }
        Err(_) => {
            return Err(ControlError::new(
                ErrorCode::MalformedQueryString,
                "The request body did not arrive in time.",
            ));
        }
    };
    let parameters = match protocol_of(&parts.headers) {
        Protocol::Query => {
            Parameters::from_request(parts.uri.query(), &body).map_err(ControlError::from)
        }
        Protocol::Json => json::parameters(&body).map_err(ControlError::from),
    };
    Ok(RawRequest { parts, body, parameters, peer, transport, request_id })
}

/// CHOICE: the Query protocol has GET and POST, and AWS documents no answer to other methods.
///
/// AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/programming.html>
fn unknown_method(method: &Method) -> ControlError {
    ControlError::new(
        ErrorCode::InvalidAction,
        format!("The method {method} is not supported: send a GET or POST request."),
    )
}

fn too_large() -> ControlError {
    ControlError::new(
        ErrorCode::RequestEntityTooLarge,
        format!("The request body is longer than {BODY_BYTES_MAX} bytes."),
    )
}

/// How a request is spoken: its content type says.
pub(crate) fn protocol_of(headers: &HeaderMap) -> Protocol {
    let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    if content_type.is_some_and(json::is_json) { Protocol::Json } else { Protocol::Query }
}

/// The service that a Query request's `Version` names, for the namespace of an error answer.
pub(crate) fn service_of(raw: &RawRequest) -> Option<Service> {
    raw.parameters.as_ref().ok()?.version().and_then(Service::from_version)
}

/// The operation that the request names, in its protocol's way.
pub(crate) fn operation_of(
    parts: &Parts,
    parameters: &Parameters,
) -> Result<&'static dyn AnyOperation, ControlError> {
    match protocol_of(&parts.headers) {
        Protocol::Query => operation_of_parameters(parameters),
        Protocol::Json => operation_of_target(parts),
    }
}

/// The operation that the target header names; one that is given twice names none.
fn operation_of_target(parts: &Parts) -> Result<&'static dyn AnyOperation, ControlError> {
    let mut targets = parts.headers.get_all(json::TARGET_HEADER).iter();
    let target = match (targets.next(), targets.next()) {
        (Some(target), None) if parts.method == Method::POST => target.to_str().ok(),
        _ => None,
    };
    target
        .and_then(json::operation_of_target)
        .and_then(|name| operation::find(Service::Entail, name))
        .ok_or_else(|| {
            ControlError::new(
                ErrorCode::InvalidAction,
                format!(
                    "Send a POST request whose X-Amz-Target header is {}. and an operation's name.",
                    json::TARGET_PREFIX
                ),
            )
        })
}

/// The operation that `Version` and `Action` name.
fn operation_of_parameters(
    parameters: &Parameters,
) -> Result<&'static dyn AnyOperation, ControlError> {
    let Some(action) = parameters.action() else {
        return Err(ControlError::new(
            ErrorCode::MissingAction,
            "The request is missing the Action parameter.",
        ));
    };
    let version = parameters.version().unwrap_or(NO_VERSION);
    Service::from_version(version).and_then(|service| operation::find(service, action)).ok_or_else(
        || {
            // AWS: the text that IAM and STS answer for both an unknown action and version.
            ControlError::new(
                ErrorCode::InvalidAction,
                format!("Could not find operation {action} for version {version}"),
            )
        },
    )
}

/// A header as text, if there is one.
pub(crate) fn header(parts: &Parts, name: HeaderName) -> Option<String> {
    parts.headers.get(name)?.to_str().ok().map(str::to_owned)
}
