//! A client that sends the same signed call over and over.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use entail_wire::{
    secret::Secret,
    sigv4::{Credentials, SigningInput, sign_headers, uri_encode},
};
use http::{HeaderMap, HeaderValue, Request, Uri, header};
use http_body_util::{BodyExt as _, Full};
use hyper::{
    body::Bytes,
    client::conn::http1::{SendRequest, handshake},
};
use hyper_util::rt::TokioIo;
use jiff::Timestamp;
use tokio::net::TcpStream;

const TRUST_POLICY: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;

/// What is measured.
#[derive(Clone, Copy)]
pub(crate) struct Measured {
    pub(crate) name: &'static str,
    pub(crate) operation: &'static str,
    pub(crate) answer_bytes: usize,
    /// Of one round.
    pub(crate) calls: usize,
    pub(crate) connections: Connections,
}

/// Over which connections calls are made.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Connections {
    /// All over one, as a program does that runs on.
    Kept,
    /// Each over one of its own, as commands of the AWS CLI are.
    OneEach,
}

/// A client, and the call that it makes.
pub(crate) struct Client {
    sender: SendRequest<Full<Bytes>>,
    request: Request<Full<Bytes>>,
    address: SocketAddr,
    call: Measured,
}

pub(crate) fn credentials() -> Credentials {
    Credentials {
        access_key_id: "ASIAIOSFODNN7EXAMPLE".to_owned(),
        secret_access_key: Secret::from("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
        // As long as those of STS.
        session_token: Some(Secret::new("FwoGZXIvYXdzEXAMPLE+/=".repeat(40))),
    }
}

/// A connection of its own.
pub(crate) async fn connect(address: SocketAddr) -> SendRequest<Full<Bytes>> {
    let stream = TcpStream::connect(address).await.unwrap();
    stream.set_nodelay(true).unwrap();
    let (sender, connection) = handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    sender
}

impl Client {
    pub(crate) async fn connect(address: SocketAddr, call: &Measured) -> Self {
        let (sender, request) = (connect(address).await, signed(address, call.operation));
        Self { sender, request, address, call: *call }
    }

    /// How long each of a round's calls takes.
    pub(crate) async fn round(&mut self) -> Vec<Duration> {
        let mut times = Vec::with_capacity(self.call.calls);
        for _ in 0..self.call.calls {
            let request = self.request.clone();
            let began = Instant::now();
            if self.call.connections == Connections::OneEach {
                self.sender = connect(self.address).await;
            }
            self.sender.ready().await.unwrap();
            let answer = self.sender.send_request(request).await.unwrap();
            assert_eq!(answer.status(), 200);
            let body = answer.into_body().collect().await.unwrap().to_bytes();
            times.push(began.elapsed());
            assert_eq!(body.len(), self.call.answer_bytes);
        }
        times
    }
}

/// A call as the AWS CLI sends it.
fn signed(address: SocketAddr, operation: &str) -> Request<Full<Bytes>> {
    let document = uri_encode(TRUST_POLICY.as_bytes());
    let body = format!(
        "Action={operation}&Version=2010-05-08&RoleName=deploy&AssumeRolePolicyDocument={document}"
    );
    let uri = Uri::from_static("/");
    let mut headers = HeaderMap::new();
    for (name, value) in [
        (header::HOST, address.to_string()),
        (header::CONTENT_TYPE, "application/x-www-form-urlencoded; charset=utf-8".to_owned()),
        (header::ACCEPT_ENCODING, "identity".to_owned()),
    ] {
        headers.insert(name, HeaderValue::from_str(&value).unwrap());
    }
    let input = SigningInput {
        method: "POST",
        uri: &uri,
        headers: &headers,
        body: body.as_bytes(),
        region: "eu-west-1",
        service: "iam",
        time: Timestamp::now(),
    };
    let added = sign_headers(&input, &credentials()).unwrap();
    headers.extend(added);
    headers.insert(
        header::USER_AGENT,
        HeaderValue::from_static(
            "aws-cli/1.45.0 md/Botocore#1.43.11 ua/2.1 os/linux#6.1 cfg/retry-mode#legacy",
        ),
    );
    let mut request = Request::post(uri).body(Full::from(body)).unwrap();
    *request.headers_mut() = headers;
    request
}
