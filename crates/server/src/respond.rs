//! From answers and errors to HTTP, last of all.
//!
//! Below are the conversions from the other crates' errors to AWS's: nowhere else does one of theirs
//! get a code.

mod faults;
mod refusal;

use entail_store::Token;
use entail_wire::{
    json,
    service::{Protocol, Service},
    xml,
};
use http::{HeaderValue, Response, StatusCode, header::CONTENT_TYPE};
use http_body_util::Full;
use hyper::body::Bytes;

pub(crate) use self::refusal::{GATE, name_ids, with_names};
use crate::{control_error::ControlError, metrics::Metrics};

/// The header that carries AWS's request id.
const REQUEST_ID_HEADER: &str = "x-amzn-requestid";

/// The header that names the revision a write made.
const REVISION_HEADER: &str = "x-entail-revision";

/// A successful answer.
pub(crate) fn answer(
    protocol: Protocol,
    text: String,
    token: Option<Token>,
    request_id: &str,
) -> Response<Full<Bytes>> {
    let content_type = match protocol {
        Protocol::Query => "text/xml",
        Protocol::Json => json::CONTENT_TYPE,
    };
    let mut response = body(StatusCode::OK, content_type, text);
    set_header(&mut response, REQUEST_ID_HEADER, request_id);
    if let Some(token) = token {
        set_header(&mut response, REVISION_HEADER, &token.to_string());
    }
    response
}

/// An error in AWS's shape. Where the service is not known, IAM's namespace stands.
pub(crate) fn error(
    service: Option<Service>,
    request_id: &str,
    error: &ControlError,
) -> Response<Full<Bytes>> {
    let service = service.unwrap_or(Service::Iam);
    let text = xml::error_response(service, error.code, &error.public, request_id);
    let status =
        StatusCode::from_u16(error.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = body(status, "text/xml", text);
    set_header(&mut response, REQUEST_ID_HEADER, request_id);
    response
}

/// An error in the shape of AWS JSON.
pub(crate) fn json_error(request_id: &str, error: &ControlError) -> Response<Full<Bytes>> {
    let text = json::error_response(error.code, &error.public);
    let status = StatusCode::from_u16(json::error_status(error.code))
        .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = body(status, json::CONTENT_TYPE, text);
    set_header(&mut response, json::ERROR_HEADER, &json::error_name(error.code));
    set_header(&mut response, REQUEST_ID_HEADER, request_id);
    response
}

/// A plain text answer.
pub(crate) fn text(status: StatusCode, text: &'static str) -> Response<Full<Bytes>> {
    body(status, "text/plain; charset=utf-8", text.to_owned())
}

/// The metrics, in Prometheus's text format.
pub(crate) fn metrics(metrics: &Metrics) -> Response<Full<Bytes>> {
    match metrics.encode() {
        Ok(text) => {
            body(StatusCode::OK, "application/openmetrics-text; version=1.0.0; charset=utf-8", text)
        }
        Err(_) => text(StatusCode::INTERNAL_SERVER_ERROR, "metrics can't be written\n"),
    }
}

fn body(status: StatusCode, content_type: &'static str, text: String) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(text)));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}

fn set_header(response: &mut Response<Full<Bytes>>, name: &'static str, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}
