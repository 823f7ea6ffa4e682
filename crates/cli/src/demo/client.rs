//! A small AWS client: the Query protocol over HTTP, signed with Signature Version 4.

use entail_wire::sigv4::{self, Credentials, SigningInput, uri_encode};
use http::{HeaderMap, HeaderValue, Method, Request, Uri, header::CONTENT_TYPE};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper_util::{
    client::legacy::{self, connect::HttpConnector},
    rt::TokioExecutor,
};
use jiff::Timestamp;

use super::{
    answer::{self, Answer},
    story::Call,
};

/// What the requests are signed for; the server takes any region.
const REGION: &str = "us-east-1";

const FORM: &str = "application/x-www-form-urlencoded; charset=utf-8";

/// Why a request got no answer that can be read.
#[derive(Debug, thiserror::Error)]
pub(super) enum ClientError {
    /// The server's address is none.
    #[error("the server's address can't be used: {0}")]
    Address(#[from] http::uri::InvalidUri),
    /// The request can't be signed.
    #[error("the request can't be signed: {0}")]
    Sign(#[from] sigv4::sign::SigningError),
    /// The request can't be made.
    #[error("the request can't be made: {0}")]
    Request(#[from] http::Error),
    /// The connection was refused or broke.
    #[error("the server can't be reached: {0}")]
    Send(#[from] legacy::Error),
    /// The answer broke off.
    #[error("the answer broke off: {0}")]
    Receive(#[from] hyper::Error),
    /// The answer is no XML of AWS's.
    #[error(transparent)]
    Answer(#[from] answer::AnswerError),
}

/// Sends requests to one server.
pub(super) struct Client {
    http: legacy::Client<HttpConnector, Full<Bytes>>,
    uri: Uri,
}

impl Client {
    /// A client of the server at `url`.
    pub(super) fn new(url: &str) -> Result<Self, ClientError> {
        let http = legacy::Client::builder(TokioExecutor::new()).build_http();
        Ok(Self { http, uri: format!("{url}/").parse()? })
    }

    /// Sends one request as the holder of the credentials, and reads the answer.
    pub(super) async fn send(
        &self,
        credentials: &Credentials,
        call: &Call,
    ) -> Result<Answer, ClientError> {
        let body = form(call);
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(FORM));
        let signature = sigv4::sign_headers(
            &SigningInput {
                method: Method::POST.as_str(),
                uri: &self.uri,
                headers: &headers,
                body: body.as_bytes(),
                region: REGION,
                service: call.service.signing_name(),
                time: Timestamp::now(),
            },
            credentials,
        )?;
        headers.extend(signature);
        let mut request =
            Request::post(self.uri.clone()).body(Full::new(Bytes::from(body.into_bytes())))?;
        *request.headers_mut() = headers;
        let response = self.http.request(request).await?;
        let status = response.status();
        let body = response.into_body().collect().await?.to_bytes();
        Ok(answer::read(status, &body)?)
    }
}

fn form(call: &Call) -> String {
    let protocol = [("Action", call.operation), ("Version", call.service.version())];
    let pairs: Vec<String> = protocol
        .iter()
        .chain(call.parameters)
        .map(|(name, value)| format!("{name}={}", uri_encode(value.as_bytes())))
        .collect();
    pairs.join("&")
}

#[cfg(test)]
mod tests {
    use entail_wire::service::Service;

    use super::*;

    #[test]
    fn a_call_becomes_a_form_with_its_action_and_version() {
        let call = Call {
            service: Service::Sts,
            operation: "AssumeRole",
            parameters: &[("RoleArn", "arn:aws:iam::111122223333:role/a b")],
        };
        assert_eq!(
            form(&call),
            "Action=AssumeRole&Version=2011-06-15&\
             RoleArn=arn%3Aaws%3Aiam%3A%3A111122223333%3Arole%2Fa%20b"
        );
    }
}
