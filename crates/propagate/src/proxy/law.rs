//! The law of what the proxy reads: see [`crate::laws::proxy_request_never_panics`].

use std::net::SocketAddr;

use entail_wire::{query::Parameters, sigv4::Credentials};
use http::{HeaderMap, HeaderName, HeaderValue, Request, Uri, header, request::Parts};
use hyper::body::Bytes;

use super::{
    FindCredentials,
    caller::{Checks, Claim},
    head::{self, Hosts, headers_to_send},
    operation,
    refusal::{Refusal, Shape},
};
use crate::{intercept::Fronted, upstream::SigningKeys};

/// Knows nobody.
struct Nobody;

impl FindCredentials for Nobody {
    fn find(&self, _: &str) -> Option<Credentials> {
        None
    }
}

/// See [`crate::laws::proxy_request_never_panics`].
pub(crate) fn request_never_panics(text: &str) {
    let Some((parts, body)) = read(text) else { return };
    let local = SocketAddr::from(([127, 0, 0, 1], 4588));
    check(head::check(&parts, &Hosts::new(local, &[]), local), &parts.headers);
    let kept = headers_to_send(&parts.headers);
    for name in [header::HOST, header::AUTHORIZATION, header::CONNECTION, header::TRANSFER_ENCODING]
    {
        assert!(!kept.contains_key(&name), "`{name}` is sent on");
    }
    let keys = SigningKeys::default();
    let checks = Checks { keyring: &Nobody, keys: &keys, region: "us-east-1" };
    match Claim::read(&parts, &body) {
        Ok(claim) => {
            let caller = checks.caller(claim, "CreateRole");
            assert!(caller.is_err(), "a call that nobody signed was taken");
        }
        Err(refusal) => check(Err(refusal), &parts.headers),
    }
    for service in [Fronted::Iam, Fronted::CloudControl] {
        let (parts, body) = (parts.clone(), body.clone());
        let headers = parts.headers.clone();
        match operation::read(service, parts, body) {
            Ok(asked) if service == Fronted::Iam => agrees(&asked.operation, &asked.body),
            Ok(asked) => assert!(!asked.operation.is_empty(), "an operation without a name"),
            Err(refusal) => check(Err(refusal), &headers),
        }
    }
}

/// What is taken for the operation here is what a server takes for it.
fn agrees(operation: &str, body: &[u8]) {
    if let Ok(parameters) = Parameters::parse(body) {
        assert_eq!(parameters.get("Action"), Some(operation));
        assert!(!parameters.repeated().iter().any(|name| name == "Action"), "two operations");
    }
}

/// A refusal says why, in a form that clients read.
fn check(outcome: Result<(), Refusal>, headers: &HeaderMap) {
    let Err(refusal) = outcome else { return };
    for shape in [Shape::guess(headers), Shape::of(Fronted::Sts.into()), Shape::Json] {
        let answer = refusal.answer(shape);
        assert!(answer.status().is_client_error(), "{refusal:?}");
        let text = String::from_utf8_lossy(answer.body());
        let is_read = match shape {
            Shape::Xml(_) => !entail_wire::laws::texts(&text).is_empty(),
            Shape::Json => serde_json::from_str::<serde_json::Value>(&text).is_ok(),
        };
        assert!(is_read, "{text}");
    }
}

/// Reads a request line, headers and a body; lines that are no headers are left out.
fn read(text: &str) -> Option<(Parts, Bytes)> {
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let mut lines = head.lines();
    let mut words = lines.next()?.split(' ');
    let method = words.next()?;
    let uri: Uri = words.next()?.parse().ok()?;
    let request = Request::builder().method(method).uri(uri).body(()).ok()?;
    let (mut parts, ()) = request.into_parts();
    for (name, value) in lines.filter_map(|line| line.split_once(':')) {
        let name = HeaderName::from_bytes(name.trim().as_bytes());
        let value = HeaderValue::from_str(value.trim());
        if let (Ok(name), Ok(value)) = (name, value) {
            parts.headers.append(name, value);
        }
    }
    Some((parts, Bytes::copy_from_slice(body.as_bytes())))
}
