//! From answers and errors to HTTP, last of all. Only here errors of other crates become AWS's.

use entail_store::{CommitError, Token, TransactionError, records::Quota};
use entail_wire::{error::ErrorCode, service::Service, sigv4::SignatureError, xml};
use http::{HeaderValue, Response, StatusCode, header::CONTENT_TYPE};
use http_body_util::Full;
use hyper::body::Bytes;

use crate::{control_error::ControlError, limits, metrics::Metrics};

/// The header that carries AWS's request id.
const REQUEST_ID_HEADER: &str = "x-amzn-requestid";

/// The header that names the revision a write made.
const REVISION_HEADER: &str = "x-entail-revision";

/// A successful answer.
pub(crate) fn answer(xml: String, token: Option<Token>, request_id: &str) -> Response<Full<Bytes>> {
    let mut response = body(StatusCode::OK, "text/xml", xml);
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

/// A signature's fault as AWS names it.
pub(crate) fn signature_error(error: &SignatureError) -> ControlError {
    ControlError::new(error.code(), error.to_string())
}

/// A commit that failed for another reason than a guard.
pub(crate) fn commit_error(error: &TransactionError) -> ControlError {
    match error {
        TransactionError::QuotaExceeded(quota) => quota_exceeded(*quota),
        TransactionError::Commit(CommitError::Unavailable(_)) => ControlError {
            internal: Some(error.to_string()),
            ..ControlError::new(
                ErrorCode::ServiceUnavailable,
                "The request has failed due to a temporary failure of the server.",
            )
        },
        _ => ControlError::internal(format!("the commit failed: {error}")),
    }
}

fn quota_exceeded(quota: Quota) -> ControlError {
    match quota {
        Quota::Users => ControlError::quota("UsersPerAccount", limits::USERS_PER_ACCOUNT_MAX),
        Quota::Roles => ControlError::quota("RolesPerAccount", limits::ROLES_PER_ACCOUNT_MAX),
        Quota::Policies => {
            ControlError::quota("PoliciesPerAccount", limits::POLICIES_PER_ACCOUNT_MAX)
        }
        other => ControlError::new(
            ErrorCode::LimitExceeded,
            format!("Cannot exceed the quota of {}.", other.noun()),
        ),
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
