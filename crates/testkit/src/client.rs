//! A small AWS client for tests and benches: form parameters in, signed with Signature Version 4,
//! the answer's XML out.
//!
//! It checks nothing and retries nothing, so that a test sees what the server said.

#![expect(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "a test that can't send its request has nothing to go on with"
)]

mod answer;

use entail_wire::{
    secret::Secret,
    service::Service,
    sigv4::{SigningInput, sign_headers, uri_encode},
};
use http::{HeaderMap, HeaderValue, Method, Request, Uri, header::CONTENT_TYPE};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use jiff::Timestamp;

pub use answer::Answer;
pub use entail_wire::sigv4::Credentials;

/// The region that requests are signed for.
pub const REGION: &str = "us-east-1";

/// A server's address, and the connections to it.
#[derive(Debug, Clone)]
pub struct Endpoint {
    uri: Uri,
    http: Client<HttpConnector, Full<Bytes>>,
}

impl Endpoint {
    /// The server at this URL, with a pool of connections of its own.
    pub fn new(url: &str) -> Self {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        let http = Client::builder(TokioExecutor::new()).build(connector);
        Self { uri: url.parse().unwrap(), http }
    }

    /// Sends a form, signed where there are credentials.
    pub async fn send(
        &self,
        service: Service,
        body: String,
        credentials: Option<&Credentials>,
    ) -> Answer {
        let mut headers = HeaderMap::new();
        let form = HeaderValue::from_static("application/x-www-form-urlencoded; charset=utf-8");
        headers.insert(CONTENT_TYPE, form);
        if let Some(credentials) = credentials {
            let input = SigningInput {
                method: Method::POST.as_str(),
                uri: &self.uri,
                headers: &headers,
                body: body.as_bytes(),
                region: REGION,
                service: service.signing_name(),
                time: Timestamp::now(),
            };
            let signed = sign_headers(&input, credentials).unwrap();
            headers.extend(signed);
        }
        let mut request = Request::post(self.uri.clone()).body(Full::from(body)).unwrap();
        *request.headers_mut() = headers;
        self.exchange(request).await
    }

    /// Sends any request and reads the whole answer.
    pub async fn exchange(&self, request: Request<Full<Bytes>>) -> Answer {
        let (parts, body) = self.http.request(request).await.unwrap().into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Answer {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body: String::from_utf8(body.to_vec()).unwrap(),
        }
    }
}

/// Somebody who sends requests.
#[derive(Debug, Clone)]
pub struct Caller {
    /// Where to.
    pub endpoint: Endpoint,
    /// Signed by whom; nothing for unsigned requests.
    pub credentials: Option<Credentials>,
}

impl Caller {
    /// A caller with long-term or temporary credentials.
    pub fn new(endpoint: Endpoint, credentials: Credentials) -> Self {
        Self { endpoint, credentials: Some(credentials) }
    }

    /// The same connections, other credentials.
    #[must_use]
    pub fn with(&self, credentials: Credentials) -> Self {
        Self::new(self.endpoint.clone(), credentials)
    }

    /// The credentials of an answer of `CreateAccessKey`, `AssumeRole` and the like.
    #[must_use]
    pub fn with_credentials_of(&self, answer: &Answer) -> Self {
        self.with(Credentials {
            access_key_id: answer.text("AccessKeyId"),
            secret_access_key: Secret::from(answer.text("SecretAccessKey").as_str()),
            session_token: answer.find("SessionToken").map(|token| Secret::from(token.as_str())),
        })
    }

    /// Calls an operation.
    pub async fn call(&self, service: Service, action: &str, given: &[(&str, &str)]) -> Answer {
        let body = form(service, action, given);
        self.endpoint.send(service, body, self.credentials.as_ref()).await
    }

    /// Calls an operation of IAM.
    pub async fn iam(&self, action: &str, parameters: &[(&str, &str)]) -> Answer {
        self.call(Service::Iam, action, parameters).await
    }

    /// Calls an operation of STS.
    pub async fn sts(&self, action: &str, parameters: &[(&str, &str)]) -> Answer {
        self.call(Service::Sts, action, parameters).await
    }
}

/// The body of a request: `Action`, `Version`, then the parameters as given.
pub fn form(service: Service, action: &str, parameters: &[(&str, &str)]) -> String {
    let all = [("Action", action), ("Version", service.version())];
    let pairs = all.iter().chain(parameters);
    let pairs = pairs.map(|(key, value)| format!("{key}={}", uri_encode(value.as_bytes())));
    pairs.collect::<Vec<_>>().join("&")
}
