//! Signatures over any request.

use http::{HeaderMap, HeaderName, HeaderValue, Request, Uri};
use jiff::Timestamp;

use crate::secret::Secret;
use crate::sigv4::canonical_request::{CanonicalParts, CanonicalRequest, PathEncoding};
use crate::sigv4::{Credentials, SignedRequest, SigningInput, presign, sign_headers};

/// The canonical form does not depend on the order of headers and query parameters; what this crate
/// signs it accepts, and it refuses the same under another secret or with another body.
///
/// The input is read as an HTTP/1.1 request, as far as it is one.
pub fn sigv4_canonical_stable(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let Some(request) = read(&text) else { return };
    let (parts, body) = request.into_parts();
    // A signature that came along is garbage or a replay; reading it must not panic.
    let _ = SignedRequest::parse(&parts, body.as_bytes());

    let query = parts.uri.query().unwrap_or_default();
    let reversed: Vec<&str> = query.split('&').rev().collect();
    for path_encoding in [PathEncoding::Twice, PathEncoding::Once] {
        let straight = canonical(&parts.headers, parts.uri.path(), path_encoding, query);
        let turned = turn(&parts.headers);
        let turned = canonical(&turned, parts.uri.path(), path_encoding, &reversed.join("&"));
        assert!(straight == turned, "the canonical form depends on an order");
    }

    for service in ["iam", "s3"] {
        signs_and_verifies(&parts.uri, &parts.headers, &body, service);
    }
}

fn canonical(
    headers: &HeaderMap,
    path: &str,
    path_encoding: PathEncoding,
    query: &str,
) -> CanonicalRequest {
    let mut signed_headers: Vec<HeaderName> = headers.keys().cloned().collect();
    signed_headers.sort_by(|one, other| one.as_str().cmp(other.as_str()));
    CanonicalRequest::new(&CanonicalParts {
        method: "POST",
        path,
        path_encoding,
        query,
        skipped_parameter: None,
        headers,
        signed_headers: &signed_headers,
        payload_hash: "",
    })
}

/// The same headers in another order of names; values of one name keep their order, which counts.
fn turn(headers: &HeaderMap) -> HeaderMap {
    let mut names: Vec<&HeaderName> = headers.keys().collect();
    names.reverse();
    let values = names.iter().flat_map(|name| {
        headers.get_all(*name).iter().map(|value| ((*name).clone(), value.clone()))
    });
    values.fold(HeaderMap::new(), |mut turned, (name, value)| {
        turned.append(name, value);
        turned
    })
}

fn signs_and_verifies(uri: &Uri, headers: &HeaderMap, body: &str, service: &str) {
    let mut headers = headers.clone();
    // Headers of another signature would stand beside ours.
    for name in ["authorization", "date", "host"] {
        headers.remove(name);
    }
    let foreign: Vec<HeaderName> =
        headers.keys().filter(|name| name.as_str().starts_with("x-amz-")).cloned().collect();
    for name in foreign {
        headers.remove(name);
    }
    headers.insert(http::header::HOST, HeaderValue::from_static("localhost"));
    let credentials = Credentials {
        access_key_id: "AKIDEXAMPLE".to_owned(),
        secret_access_key: Secret::from("secret"),
        session_token: Some(Secret::from("token/+=")),
    };
    let time = Timestamp::UNIX_EPOCH;
    let input = SigningInput {
        method: "POST",
        uri,
        headers: &headers,
        body: body.as_bytes(),
        region: "us-east-1",
        service,
        time,
    };
    if uri.query().is_some_and(|query| query.contains("mz-") || query.contains('%')) {
        return;
    }
    if let Ok(added) = sign_headers(&input, &credentials) {
        let mut all = headers.clone();
        all.extend(added);
        check(uri.clone(), all, body);
    }
    // A presigned request to S3 leaves its body open, and only S3 takes such a one.
    if service != "s3"
        && let Ok(presigned) = presign(&input, &credentials, 60)
        && let Ok(uri) = presigned.path_and_query.parse()
    {
        check(uri, headers, body);
    }
}

fn check(uri: Uri, headers: HeaderMap, body: &str) {
    let Ok(request) = Request::builder().method("POST").uri(uri).body(()) else { return };
    let (mut parts, ()) = request.into_parts();
    parts.headers = headers;
    let time = Timestamp::UNIX_EPOCH;
    let verify = |body: &str, secret: &str| {
        let signed = SignedRequest::parse(&parts, body.as_bytes());
        signed.and_then(|signed| signed.verify(&Secret::from(secret), time))
    };
    // A signed header that is no UTF-8, and a list of too many, are refused on either side.
    let Ok(()) = verify(body, "secret") else {
        let is_plain = parts.headers.values().all(|value| value.to_str().is_ok());
        assert!(!is_plain || parts.headers.keys_len() > 60, "our own signature was refused");
        return;
    };
    assert!(verify(body, "other").is_err(), "another secret was accepted");
    assert!(verify(&format!("{body}&"), "secret").is_err(), "another body was accepted");
}

/// Reads a request line, headers and a body; lines that are no headers are left out.
fn read(text: &str) -> Option<Request<String>> {
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let mut lines = head.lines();
    let uri: Uri = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let mut request = Request::builder().method("POST").uri(uri).body(body.to_owned()).ok()?;
    for (name, value) in lines.filter_map(|line| line.split_once(':')) {
        let name = HeaderName::from_bytes(name.trim().as_bytes());
        let value = HeaderValue::from_str(value.trim_matches('\r'));
        if let (Ok(name), Ok(value)) = (name, value) {
            request.headers_mut().append(name, value);
        }
    }
    Some(request)
}
