//! What the proxy answers by itself: errors in the form of the service that was called, so that every
//! client shows them.

use std::fmt;

use entail_wire::{ErrorCode, json, xml::escape};
use http::{HeaderMap, HeaderValue, Response, StatusCode, header::CONTENT_TYPE};
use hyper::body::Bytes;
use tokio::task::JoinError;

use crate::{
    endpoints::{Protocol, Service},
    intercept::Fronted,
    upstream::UpstreamError,
};

/// Where AWS's answers have the id of the request.
pub(crate) const REQUEST_ID: &str = "entail-proxy";

/// Why a call has no answer of AWS's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    code: Code,
    /// What was wrong and what to do.
    pub(crate) message: String,
}

/// What kind of error it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Code {
    /// One of AWS's own.
    Aws(ErrorCode),
    /// AWS could not be asked, or its answer not be read; AWS's clients try again at these statuses.
    Upstream(StatusCode, &'static str),
}

/// In which form a client expects an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// XML, of a service's namespace.
    Xml(Service),
    /// AWS JSON 1.0.
    Json,
}

impl Refusal {
    pub(crate) fn new(code: ErrorCode, message: impl fmt::Display) -> Self {
        Self { code: Code::Aws(code), message: message.to_string() }
    }

    /// What was asked for is not allowed here.
    pub(crate) fn denied(message: impl fmt::Display) -> Self {
        Self::new(ErrorCode::AccessDenied, message)
    }

    /// What was asked for can't be understood, or is nothing that AWS would take.
    pub(crate) fn invalid(message: impl fmt::Display) -> Self {
        Self::new(ErrorCode::ValidationError, message)
    }

    /// There was no time for what was asked for.
    pub(super) fn late(message: impl fmt::Display) -> Self {
        let code = Code::Upstream(StatusCode::GATEWAY_TIMEOUT, "UpstreamTimeout");
        Self { code, message: message.to_string() }
    }

    /// A call went wrong here. Whether it was sent is not known.
    pub(super) fn of_fault(fault: &JoinError) -> Self {
        tracing::error!(%fault, "a call went wrong");
        let code = Code::Upstream(StatusCode::INTERNAL_SERVER_ERROR, "InternalFailure");
        let message = "the call went wrong here, which is a fault of entail's; whether it was \
                       carried out is not known";
        Self { code, message: message.to_owned() }
    }

    /// What became of a call that could not be sent, or has no answer.
    pub(super) fn of_upstream(error: &UpstreamError) -> Self {
        let (status, code) = match error {
            UpstreamError::Endpoint(_) => {
                return Self::new(ErrorCode::SignatureDoesNotMatch, error);
            }
            UpstreamError::Late { .. } => (StatusCode::GATEWAY_TIMEOUT, "UpstreamTimeout"),
            UpstreamError::Unreachable { .. } => (StatusCode::BAD_GATEWAY, "UpstreamUnreachable"),
            UpstreamError::Untrusted { .. } => (StatusCode::BAD_GATEWAY, "UpstreamNotTrusted"),
            UpstreamError::Broken { .. } => (StatusCode::BAD_GATEWAY, "UpstreamConnectionBroken"),
            UpstreamError::TooLong { .. } => (StatusCode::BAD_GATEWAY, "UpstreamAnswerTooLong"),
            _ => (StatusCode::BAD_GATEWAY, "UpstreamFailure"),
        };
        let note = match error {
            UpstreamError::TooLong { .. } => "; it was carried out",
            error if error.was_sent() => "; whether it was carried out is not known",
            _ => "; it was not sent",
        };
        Self { code: Code::Upstream(status, code), message: format!("{error}{note}") }
    }

    /// The answer.
    pub(crate) fn answer(&self, shape: Shape) -> Response<Bytes> {
        let message = format!("entail's proxy: {}", self.message);
        let (status, content_type, body) = match shape {
            Shape::Json => (self.json_status(), json::CONTENT_TYPE, self.json(&message)),
            Shape::Xml(service) => (self.status(), "text/xml", self.xml(service, &message)),
        };
        let mut answer = Response::new(Bytes::from(body));
        *answer.status_mut() = status;
        let headers = answer.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        headers.insert("x-amzn-requestid", HeaderValue::from_static(REQUEST_ID));
        answer
    }

    fn status(&self) -> StatusCode {
        match self.code {
            Code::Aws(code) => StatusCode::from_u16(code.status()).unwrap_or_default(),
            Code::Upstream(status, _) => status,
        }
    }

    fn json_status(&self) -> StatusCode {
        match self.code {
            Code::Aws(code) => StatusCode::from_u16(json::error_status(code)).unwrap_or_default(),
            Code::Upstream(status, _) => status,
        }
    }

    fn json(&self, message: &str) -> String {
        match self.code {
            Code::Aws(code) => json::error_response(code, message),
            Code::Upstream(_, code) => {
                serde_json::json!({ "__type": format!("{code}Exception"), "message": message })
                    .to_string()
            }
        }
    }

    fn xml(&self, service: Service, message: &str) -> String {
        let code = match self.code {
            Code::Aws(code) => code.as_str(),
            Code::Upstream(_, code) => code,
        };
        let fault = if self.status().is_server_error() { "Receiver" } else { "Sender" };
        let mut text = String::new();
        escape(message, &mut text);
        format!(
            "<ErrorResponse xmlns=\"{}\">\n  <Error>\n    <Type>{fault}</Type>\n    \
             <Code>{code}</Code>\n    <Message>{text}</Message>\n  </Error>\n  \
             <RequestId>{REQUEST_ID}</RequestId>\n</ErrorResponse>\n",
            service.namespace(),
        )
    }
}

impl Shape {
    /// The form of a service.
    pub(crate) const fn of(service: Service) -> Self {
        match service.protocol() {
            Protocol::Json => Self::Json,
            Protocol::Query | Protocol::Rest => Self::Xml(service),
        }
    }

    /// The form that a request looks like before it is known which service it is for.
    pub(super) fn guess(headers: &HeaderMap) -> Self {
        let is_json = headers
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .is_some_and(json::is_json);
        if is_json { Self::Json } else { Self::of(Fronted::Iam.into()) }
    }
}
