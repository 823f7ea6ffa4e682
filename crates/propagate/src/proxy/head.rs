//! What a request must be before anybody looks into it: from this machine's own clients, for this
//! address, and no call to a proxy of the web.

use std::net::{IpAddr, SocketAddr};

use entail_wire::ErrorCode;
use http::{HeaderMap, HeaderName, Method, Uri, header, request::Parts};

use super::refusal::Refusal;

/// The names under which a proxy answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hosts {
    /// The names of loopback with the port, where it listens there.
    loopback: Vec<String>,
    /// Names that clients were told.
    told: Vec<String>,
    port: u16,
}

impl Hosts {
    /// Those of an address, and others by which clients are told to reach it.
    pub(super) fn new(address: SocketAddr, told: &[String]) -> Self {
        let port = address.port();
        let is_loopback = address.ip().is_loopback();
        let names: &[&str] = if is_loopback { &["127.0.0.1", "localhost", "[::1]"] } else { &[] };
        let loopback = names.iter().map(|name| format!("{name}:{port}")).collect();
        Self { loopback, told: told.to_vec(), port }
    }

    /// Whether a `Host` header names this proxy, reached at `local`. A page of the web can make a
    /// browser call loopback under a name of its own; that name is in the header then.
    fn contain(&self, host: &str, local: SocketAddr) -> bool {
        if self.loopback.iter().any(|known| known.eq_ignore_ascii_case(host)) {
            return true;
        }
        let is_told = |name: &str| self.told.iter().any(|told| told.eq_ignore_ascii_case(name));
        // Behind a mapping of ports, the port is another one.
        if is_told(host) || host.rsplit_once(':').is_some_and(|(name, _)| is_told(name)) {
            return true;
        }
        let port = format!(":{}", self.port);
        let without = (self.port == 80).then_some(host);
        let Some(name) = host.strip_suffix(&port).or(without) else { return false };
        // On a listener of all addresses those of version 4 come in the form of version 6.
        let own = match local.ip().to_canonical() {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => format!("[{address}]"),
        };
        name == own
    }
}

/// Refuses what no client of AWS's sends to its endpoint.
pub(super) fn check(parts: &Parts, hosts: &Hosts, local: SocketAddr) -> Result<(), Refusal> {
    check_target(&parts.method, &parts.uri)?;
    let mut named = parts.headers.get_all(header::HOST).iter();
    let is_ours = match (named.next(), named.next()) {
        (Some(host), None) => host.to_str().is_ok_and(|host| hosts.contain(host, local)),
        _ => false,
    };
    if !is_ours {
        return Err(Refusal::new(
            ErrorCode::AccessDenied,
            "the header `Host` does not name the address that it listens on; the endpoint of a \
             service must be exactly the URL that entail gave",
        ));
    }
    if ["origin", "sec-fetch-site"].iter().any(|name| parts.headers.contains_key(*name)) {
        return Err(Refusal::new(
            ErrorCode::AccessDenied,
            "the request comes from a browser; only AWS's clients are served",
        ));
    }
    check_body_headers(&parts.headers)
}

/// Only the forms of requests in which calls come.
fn check_target(method: &Method, uri: &Uri) -> Result<(), Refusal> {
    if *method == Method::CONNECT || uri.authority().is_some() {
        return Err(Refusal::new(
            ErrorCode::AccessDenied,
            "this is an endpoint of AWS's services and no proxy of the web: do not name it in \
             HTTP_PROXY or HTTPS_PROXY, only in AWS_ENDPOINT_URL_IAM and the like",
        ));
    }
    if *method != Method::POST && *method != Method::GET {
        return Err(Refusal::new(
            ErrorCode::AccessDenied,
            format_args!("no call to IAM, STS, CloudFormation or Cloud Control is a {method}"),
        ));
    }
    if uri.path() != "/" {
        return Err(Refusal::new(
            ErrorCode::AccessDenied,
            "every call to IAM, STS, CloudFormation and Cloud Control has the path `/`: the \
             endpoint must have no path of its own, and other protocols can't be looked into",
        ));
    }
    Ok(())
}

/// Only bodies that stand there as they are.
fn check_body_headers(headers: &HeaderMap) -> Result<(), Refusal> {
    let names = [
        header::CONTENT_ENCODING,
        header::TRAILER,
        HeaderName::from_static("x-amz-decoded-content-length"),
        HeaderName::from_static("x-amz-trailer"),
    ];
    if let Some(name) = names.iter().find(|name| headers.contains_key(*name)) {
        return Err(Refusal::new(
            ErrorCode::MalformedInput,
            format_args!(
                "a body with `{name}` can't be looked into: turn the compression of requests and \
                 streaming signatures off (AWS_DISABLE_REQUEST_COMPRESSION=true)"
            ),
        ));
    }
    let hash = headers.get("x-amz-content-sha256");
    if hash.is_some_and(|hash| hash.len() != 64) {
        return Err(Refusal::new(
            ErrorCode::IncompleteSignature,
            "the signature must cover the body: `x-amz-content-sha256` is not its SHA-256",
        ));
    }
    Ok(())
}

/// Headers that are of one connection only.
///
/// RFC 9110, section 7.6.1: <https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1>
const OF_ONE_CONNECTION: [&str; 9] = [
    "connection",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// Headers of a request that are made anew: those of the signature, and of where and how it was sent.
const MADE_ANEW: [&str; 8] = [
    "authorization",
    "content-length",
    "date",
    "expect",
    "host",
    "x-amz-content-sha256",
    "x-amz-date",
    "x-amz-security-token",
];

/// Takes out what is of one connection only.
pub(super) fn drop_headers_of_connection(headers: &mut HeaderMap) {
    for name in listed_as_of_connection(headers) {
        headers.remove(name);
    }
    for name in OF_ONE_CONNECTION {
        headers.remove(name);
    }
}

/// The headers that `Connection` names.
fn listed_as_of_connection(headers: &HeaderMap) -> Vec<HeaderName> {
    headers
        .get_all(header::CONNECTION)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|name| name.trim().parse().ok())
        .collect()
}

/// The headers of a call that are sent on as they came.
pub(super) fn headers_to_send(headers: &HeaderMap) -> HeaderMap {
    let listed = listed_as_of_connection(headers);
    let is_kept = |name: &HeaderName| {
        !OF_ONE_CONNECTION.contains(&name.as_str())
            && !MADE_ANEW.contains(&name.as_str())
            && !listed.contains(name)
    };
    // With room for the headers that are made anew.
    let mut kept = HeaderMap::with_capacity(headers.len() + MADE_ANEW.len());
    for (name, value) in headers.iter().filter(|(name, _)| is_kept(name)) {
        kept.append(name, value.clone());
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_version_4_is_served_where_all_addresses_are_listened_on() {
        let hosts = Hosts::new("[::]:4589".parse().unwrap(), &[]);
        let reached = |local: &str, host: &str| hosts.contain(host, local.parse().unwrap());
        assert!(reached("[::ffff:127.0.0.1]:4589", "127.0.0.1:4589"));
        assert!(reached("[::1]:4589", "[::1]:4589"));
        assert!(!reached("[::ffff:127.0.0.1]:4589", "127.0.0.2:4589"));
        assert!(!reached("[::ffff:127.0.0.1]:4589", "evil.example:4589"));
    }
}
