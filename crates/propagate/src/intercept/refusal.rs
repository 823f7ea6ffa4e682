//! Calls that are not sent: the answer in the service's own form, so that every client shows it.

use entail_wire::xml::escape;
use http::{HeaderValue, Response, StatusCode, header::CONTENT_TYPE};
use hyper::body::Bytes;

use super::{Call, Fronted};

/// Why a call is not sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub(super) struct Refusal {
    kind: Kind,
    /// What was wrong and what to do.
    pub(super) message: String,
}

/// What AWS would call it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// The caller may not do this.
    Denied,
    /// The call is not one that the service would take.
    Invalid,
}

impl Refusal {
    /// What was asked for is not allowed here.
    pub(super) fn denied(message: impl Into<String>) -> Self {
        Self { kind: Kind::Denied, message: message.into() }
    }

    /// What was asked for is not understood.
    pub(super) fn invalid(message: impl Into<String>) -> Self {
        Self { kind: Kind::Invalid, message: message.into() }
    }

    /// The answer to a call.
    pub(super) fn answer(&self, call: &Call) -> Response<Bytes> {
        let message = format!("entail: {}", self.message);
        let (status, content_type, body) = match call.service {
            Fronted::CloudControl => (
                StatusCode::BAD_REQUEST,
                "application/x-amz-json-1.0",
                json(self.json_code(), &message),
            ),
            _ => (self.status(), "text/xml", xml(call.service, self.xml_code(), &message)),
        };
        let mut answer = Response::new(Bytes::from(body));
        *answer.status_mut() = status;
        answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        answer
    }

    const fn status(&self) -> StatusCode {
        match self.kind {
            Kind::Denied => StatusCode::FORBIDDEN,
            Kind::Invalid => StatusCode::BAD_REQUEST,
        }
    }

    const fn xml_code(&self) -> &'static str {
        match self.kind {
            Kind::Denied => "AccessDenied",
            Kind::Invalid => "ValidationError",
        }
    }

    const fn json_code(&self) -> &'static str {
        match self.kind {
            Kind::Denied => "AccessDeniedException",
            Kind::Invalid => "InvalidRequestException",
        }
    }
}

fn xml(service: Fronted, code: &str, message: &str) -> String {
    let namespace = match service {
        Fronted::Sts => "https://sts.amazonaws.com/doc/2011-06-15/",
        Fronted::CloudFormation => "http://cloudformation.amazonaws.com/doc/2010-05-15/",
        Fronted::Iam | Fronted::CloudControl => "https://iam.amazonaws.com/doc/2010-05-08/",
    };
    let mut text = String::new();
    escape(message, &mut text);
    format!(
        "<ErrorResponse xmlns=\"{namespace}\">\n  <Error>\n    <Type>Sender</Type>\n    \
         <Code>{code}</Code>\n    <Message>{text}</Message>\n  </Error>\n  \
         <RequestId>entail</RequestId>\n</ErrorResponse>\n"
    )
}

fn json(code: &str, message: &str) -> String {
    serde_json::json!({"__type": code, "message": message, "Message": message}).to_string()
}
