//! A client that signs as AWS's do, on one connection.

use std::net::SocketAddr;

use entail_wire::{
    secret::Secret,
    sigv4::{Credentials, SigningInput, sign_headers},
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, Uri, header};
use http_body_util::{BodyExt as _, Full};
use hyper::{
    body::{Bytes, Incoming},
    client::conn::http1::{SendRequest, handshake},
};
use hyper_util::rt::TokioIo;
use jiff::Timestamp;
use tokio::net::TcpStream;

/// Long-term credentials.
pub(crate) fn credentials() -> Credentials {
    Credentials {
        access_key_id: "AKIAIOSFODNN7EXAMPLE".to_owned(),
        secret_access_key: Secret::from("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
        session_token: None,
    }
}

/// Temporary credentials, as STS gives them.
pub(crate) fn temporary() -> Credentials {
    Credentials {
        access_key_id: "ASIAIOSFODNN7EXAMPLE".to_owned(),
        secret_access_key: Secret::from("another/secret"),
        session_token: Some(Secret::from("the+session/token==")),
    }
}

/// An answer, read whole.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) async fn read(response: Response<Incoming>) -> Self {
        let (parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        let body = String::from_utf8(body.to_vec()).unwrap();
        Self { status: parts.status.as_u16(), headers: parts.headers, body }
    }
}

/// A request, and how it is signed.
#[derive(Clone, Debug)]
pub(crate) struct Signed {
    pub(crate) method: Method,
    pub(crate) target: String,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Bytes,
    pub(crate) service: &'static str,
    pub(crate) region: &'static str,
    pub(crate) credentials: Credentials,
    pub(crate) time: Timestamp,
}

impl Signed {
    /// A call of the Query protocol.
    pub(crate) fn query(service: &'static str, body: impl Into<String>) -> Self {
        Self {
            method: Method::POST,
            target: "/".to_owned(),
            headers: vec![(
                "content-type",
                "application/x-www-form-urlencoded; charset=utf-8".to_owned(),
            )],
            body: Bytes::from(body.into()),
            service,
            region: "eu-west-1",
            credentials: credentials(),
            time: Timestamp::now(),
        }
    }

    /// A call to Cloud Control.
    pub(crate) fn cloud_control(operation: &str, body: &str) -> Self {
        Self {
            headers: vec![
                ("content-type", "application/x-amz-json-1.0".to_owned()),
                ("x-amz-target", format!("CloudApiService.{operation}")),
            ],
            ..Self::query("cloudcontrolapi", body)
        }
    }

    /// The same with one more header.
    pub(crate) fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    /// The request as it is sent to a host.
    pub(crate) fn request(&self, host: &str) -> Request<Full<Bytes>> {
        let uri: Uri = self.target.parse().unwrap();
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, HeaderValue::from_str(host).unwrap());
        for (name, value) in &self.headers {
            let name = HeaderName::from_static(name);
            headers.insert(name, HeaderValue::from_str(value).unwrap());
        }
        let input = SigningInput {
            method: self.method.as_str(),
            uri: &uri,
            headers: &headers,
            body: &self.body,
            region: self.region,
            service: self.service,
            time: self.time,
        };
        let added = sign_headers(&input, &self.credentials).unwrap();
        headers.extend(added);
        let mut request = Request::new(Full::new(self.body.clone()));
        *request.method_mut() = self.method.clone();
        *request.uri_mut() = uri;
        *request.headers_mut() = headers;
        request
    }
}

/// One connection to a proxy.
pub(crate) struct Client {
    address: SocketAddr,
    sender: SendRequest<Full<Bytes>>,
}

impl Client {
    pub(crate) async fn connect(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        let (sender, connection) = handshake(TokioIo::new(stream)).await.unwrap();
        tokio::spawn(connection);
        Self { address, sender }
    }

    /// Sends a call and gives back the head of its answer.
    pub(crate) async fn start(&mut self, signed: &Signed) -> Response<Incoming> {
        self.send(signed.request(&self.address.to_string())).await
    }

    /// Sends any request.
    pub(crate) async fn send(&mut self, request: Request<Full<Bytes>>) -> Response<Incoming> {
        self.sender.ready().await.unwrap();
        self.sender.send_request(request).await.unwrap()
    }

    pub(crate) async fn call(&mut self, signed: &Signed) -> Answer {
        Answer::read(self.start(signed).await).await
    }

    /// One call on a connection of its own.
    pub(crate) async fn once(address: SocketAddr, signed: &Signed) -> Answer {
        Self::connect(address).await.call(signed).await
    }
}
