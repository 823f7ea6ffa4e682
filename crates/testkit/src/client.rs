//! A small AWS client for tests and benches: parameters in, signed with Signature Version 4, the
//! answer's text out.
//!
//! It checks nothing and retries nothing, so that a test sees what the server said.

#![expect(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "a test that can't send its request has nothing to go on with"
)]

mod answer;

use entail_wire::{
    json::{CONTENT_TYPE as JSON, TARGET_HEADER, TARGET_PREFIX},
    secret::Secret,
    service::{Protocol, Service},
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

    /// Sends a request to an operation, signed where there are credentials. Its name is needed by
    /// services that take it from a header; forms have it in the body.
    pub async fn send(
        &self,
        service: Service,
        operation: &str,
        body: String,
        credentials: Option<&Credentials>,
    ) -> Answer {
        let mut headers = HeaderMap::new();
        let content_type = match service.protocol() {
            Protocol::Query => "application/x-www-form-urlencoded; charset=utf-8",
            Protocol::Json => {
                let target = format!("{TARGET_PREFIX}.{operation}").parse().unwrap();
                headers.insert(TARGET_HEADER, target);
                JSON
            }
        };
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
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
        let body = body(service, action, given);
        self.endpoint.send(service, action, body, self.credentials.as_ref()).await
    }

    /// Calls an operation of the administrator's API.
    pub async fn entail(&self, action: &str, parameters: &[(&str, &str)]) -> Answer {
        self.call(Service::Entail, action, parameters).await
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

/// The body of a request in its service's protocol.
pub fn body(service: Service, action: &str, parameters: &[(&str, &str)]) -> String {
    match service.protocol() {
        Protocol::Query => form(service, action, parameters),
        Protocol::Json => object(parameters),
    }
}

/// The body of an AWS JSON request. Texts all, but for `true`, `false` and the length of pages.
fn object(parameters: &[(&str, &str)]) -> String {
    let value = |(name, value): &(&str, &str)| {
        let typed = match (*name, *value) {
            (_, "true" | "false") | ("MaxResults", _) => serde_json::from_str(value).unwrap(),
            _ => serde_json::Value::from(*value),
        };
        ((*name).to_owned(), typed)
    };
    serde_json::Value::Object(parameters.iter().map(value).collect()).to_string()
}

/// The body of a Query request: `Action`, `Version`, then the parameters as given.
pub fn form(service: Service, action: &str, parameters: &[(&str, &str)]) -> String {
    let all = [("Action", action), ("Version", service.version())];
    let pairs = all.iter().chain(parameters);
    let pairs = pairs.map(|(key, value)| format!("{key}={}", uri_encode(value.as_bytes())));
    pairs.collect::<Vec<_>>().join("&")
}
