//! Which operation a call is of, in the one form in which it is looked into.
//!
//! Whatever could be read in two ways is refused: what is looked at here and what AWS carries out must
//! be the same.

use entail_wire::{ErrorCode, json, query};
use http::{HeaderMap, HeaderValue, Method, Uri, header, request::Parts};
use hyper::body::Bytes;

use super::refusal::Refusal;
use crate::{
    endpoints::{CLOUD_CONTROL_TARGET_PREFIX, Protocol, Service},
    intercept::Fronted,
};

/// The content type of Query calls.
const FORM: &str = "application/x-www-form-urlencoded";

/// What is asked, before anybody knows whether it may be sent.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) operation: String,
    pub(super) method: Method,
    pub(super) uri: Uri,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    pub(super) form: AsSent,
}

/// Whether a call is in the form in which it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AsSent {
    /// The body is the one that was signed.
    Unchanged,
    /// Its parameters were in the URL.
    Changed,
}

/// Reads the operation. A Query call whose parameters stand in its URL becomes the same with a body.
pub(super) fn read(service: Fronted, parts: Parts, body: Bytes) -> Result<Asked, Refusal> {
    match Service::from(service).protocol() {
        Protocol::Json => read_json(parts, body),
        Protocol::Query | Protocol::Rest => read_query(parts, body),
    }
}

fn read_json(parts: Parts, body: Bytes) -> Result<Asked, Refusal> {
    let operation = target(&parts.headers)
        .and_then(|target| target.strip_prefix(CLOUD_CONTROL_TARGET_PREFIX))
        .filter(|operation| is_name(operation))
        .ok_or_else(|| {
            Refusal::new(
                ErrorCode::InvalidAction,
                "`x-amz-target` names no operation of Cloud Control, and no other service of its \
                 protocol is served",
            )
        })?;
    let is_plain = parts.method == Method::POST
        && parts.uri.query().is_none_or(str::is_empty)
        && content_type(&parts.headers)?.is_some_and(json::is_json);
    if !is_plain {
        return Err(Refusal::new(
            ErrorCode::MalformedInput,
            "a call to Cloud Control is a POST of application/x-amz-json-1.0",
        ));
    }
    let operation = operation.to_owned();
    let Parts { method, uri, headers, .. } = parts;
    Ok(Asked { operation, method, uri, headers, body, form: AsSent::Unchanged })
}

fn read_query(parts: Parts, body: Bytes) -> Result<Asked, Refusal> {
    let is_form = content_type(&parts.headers)?.is_none_or(|value| {
        let media_type = value.split(';').next().unwrap_or_default();
        media_type.trim().eq_ignore_ascii_case(FORM)
    });
    if (!is_form && !body.is_empty()) || parts.headers.contains_key(json::TARGET_HEADER) {
        return Err(Refusal::new(
            ErrorCode::MalformedInput,
            format_args!("a call to IAM, STS or CloudFormation is {FORM}"),
        ));
    }
    let Parts { uri, mut headers, .. } = parts;
    let in_url = uri.query().unwrap_or_default();
    let (body, form) = match (in_url.is_empty(), body.is_empty()) {
        (false, false) => {
            return Err(Refusal::new(
                ErrorCode::MalformedQueryString,
                "the call has parameters in its URL and in its body; put all of them into the body",
            ));
        }
        (false, true) => {
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(FORM));
            (Bytes::copy_from_slice(in_url.as_bytes()), AsSent::Changed)
        }
        (true, _) => (body, AsSent::Unchanged),
    };
    let operation = action(&body)?;
    let (method, uri) = (Method::POST, Uri::from_static("/"));
    Ok(Asked { operation, method, uri, headers, body, form })
}

/// The value of the one parameter `Action`.
fn action(form: &[u8]) -> Result<String, Refusal> {
    let malformed = |message: &str| Refusal::new(ErrorCode::MalformedQueryString, message);
    let mut found = None;
    for pair in form.split(|&byte| byte == b'&') {
        let mut sides = pair.splitn(2, |&byte| byte == b'=');
        let (name, value) = (sides.next().unwrap_or_default(), sides.next().unwrap_or_default());
        // Names are plain as a rule; decoding each would cost more than all the rest.
        let is_action = if name.iter().any(|byte| matches!(byte, b'%' | b'+')) {
            query::decode(name).map_err(|_| malformed("a parameter's name can't be read"))?
                == "Action"
        } else {
            name == b"Action"
        };
        if !is_action {
            continue;
        }
        let value = query::decode(value).map_err(|_| malformed("`Action` can't be read"))?;
        if found.replace(value).is_some() {
            return Err(malformed("`Action` is there twice"));
        }
    }
    match found {
        Some(action) if is_name(&action) => Ok(action),
        Some(_) => Err(Refusal::new(ErrorCode::InvalidAction, "`Action` names no operation")),
        None => Err(Refusal::new(ErrorCode::MissingAction, "the call has no parameter `Action`")),
    }
}

/// Whether a text is formed like the name of an operation.
fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn target(headers: &HeaderMap) -> Option<&str> {
    let mut values = headers.get_all(json::TARGET_HEADER).iter();
    match (values.next(), values.next()) {
        (Some(target), None) => target.to_str().ok(),
        _ => None,
    }
}

fn content_type(headers: &HeaderMap) -> Result<Option<&str>, Refusal> {
    let mut values = headers.get_all(header::CONTENT_TYPE).iter();
    let value = values.next().map(HeaderValue::to_str).transpose();
    match (value, values.next()) {
        (Ok(value), None) => Ok(value),
        _ => Err(Refusal::new(
            ErrorCode::MalformedInput,
            "`Content-Type` can't be read, or is there twice",
        )),
    }
}
