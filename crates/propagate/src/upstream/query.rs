//! Calls of our own in the Query protocol.

use std::time::Duration;

use entail_wire::sigv4::{Credentials, uri_encode};
use http::{HeaderMap, HeaderValue, Method, header};
use hyper::body::Bytes;
use jiff::Timestamp;
use tokio::time::sleep;

use super::{Outbound, Upstream, UpstreamError, refusal::Refusal};
use crate::{
    endpoints::Service,
    limits::{ANSWER_BYTES_MAX, READ_ATTEMPTS_MAX, READ_PAUSE_MILLISECONDS},
};

/// What our own calls say they are from.
pub(super) const USER_AGENT: &str = concat!("entail/", env!("CARGO_PKG_VERSION"));

const FORM: HeaderValue =
    HeaderValue::from_static("application/x-www-form-urlencoded; charset=utf-8");

/// See [`Upstream::query`].
pub(super) async fn call(
    upstream: &Upstream,
    service: Service,
    region: &str,
    credentials: Option<&Credentials>,
    parameters: &[(&str, &str)],
) -> Result<Bytes, UpstreamError> {
    let action = parameters.iter().find(|(name, _)| *name == "Action");
    let action = action.map_or("", |(_, value)| *value);
    let body = Bytes::from(form(service, parameters));
    let attempts = if only_reads(action) { READ_ATTEMPTS_MAX } else { 1 };
    let mut pause = Duration::from_millis(READ_PAUSE_MILLISECONDS);
    for _ in 1..attempts {
        let outcome = once(upstream, service, region, credentials, action, &body).await;
        match outcome {
            Err(error) if error.may_pass() => {
                sleep(pause).await;
                pause *= 2;
            }
            outcome => return outcome,
        }
    }
    once(upstream, service, region, credentials, action, &body).await
}

async fn once(
    upstream: &Upstream,
    service: Service,
    region: &str,
    credentials: Option<&Credentials>,
    action: &str,
    body: &Bytes,
) -> Result<Bytes, UpstreamError> {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, FORM);
    headers.insert(header::USER_AGENT, HeaderValue::from_static(USER_AGENT));
    let outbound = Outbound {
        service,
        operation: action,
        region,
        credentials,
        time: Timestamp::now(),
        deadline: None,
        method: Method::POST,
        path_and_query: "/",
        body: body.clone(),
        payload_hash: None,
    };
    let answer = upstream.send(&outbound, headers).await?;
    let answer = upstream.read_whole(&outbound, answer, ANSWER_BYTES_MAX).await?;
    if answer.status().is_success() {
        return Ok(answer.into_body());
    }
    let Refusal { code, message } = Refusal::read(&answer);
    let status = answer.status().as_u16();
    Err(UpstreamError::Refused { call: service.call(action), status, code, message })
}

fn form(service: Service, parameters: &[(&str, &str)]) -> String {
    let encode = |(name, value): &(&str, &str)| {
        format!("{}={}", uri_encode(name.as_bytes()), uri_encode(value.as_bytes()))
    };
    let mut pairs: Vec<String> = parameters.iter().map(encode).collect();
    if !parameters.iter().any(|(name, _)| *name == "Version") {
        pairs.push(format!("Version={}", service.version()));
    }
    pairs.join("&")
}

/// Whether an operation changes nothing.
fn only_reads(action: &str) -> bool {
    ["Get", "List", "Describe"].iter().any(|verb| action.starts_with(verb))
}

impl UpstreamError {
    /// Whether the same may have an answer a little later.
    fn may_pass(&self) -> bool {
        match self {
            Self::Refused { status, code, .. } => *status >= 500 || code.starts_with("Throttling"),
            Self::Broken { .. } => true,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intercept::Fronted;

    #[test]
    fn parameters_are_encoded_and_the_version_is_added() {
        let parameters = [("Action", "GetRole"), ("RoleName", "a+b c/é")];
        assert_eq!(
            form(Fronted::Iam.into(), &parameters),
            "Action=GetRole&RoleName=a%2Bb%20c%2F%C3%A9&Version=2010-05-08"
        );
        assert_eq!(form(Fronted::Sts.into(), &[("Version", "1")]), "Version=1");
    }

    #[test]
    fn only_what_changes_nothing_is_tried_again() {
        assert!(only_reads("GetRole") && only_reads("ListRoles") && only_reads("DescribeStacks"));
        assert!(!only_reads("CreateRole") && !only_reads("AssumeRole") && !only_reads(""));
        let refused = |status, code: &str| UpstreamError::Refused {
            call: String::new(),
            status,
            code: code.to_owned(),
            message: String::new(),
        };
        assert!(refused(400, "Throttling").may_pass() && refused(503, "x").may_pass());
        assert!(!refused(403, "AccessDenied").may_pass());
    }
}
