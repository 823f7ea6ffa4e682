//! Step 4 on the client: signs a request, in headers or in the query string.

use http::header::{AUTHORIZATION, HOST, HeaderName, HeaderValue};
use http::{HeaderMap, Uri};
use jiff::Timestamp;

use super::ALGORITHM;
use super::canonical_request::{CanonicalParts, CanonicalRequest, PathEncoding, sha256};
use super::parse::{CONTENT_SHA256, SECURITY_TOKEN, SIGNATURE_PARAMETER};
use super::signing_key::SigningKey;
use super::string_to_sign::{Scope, format_time, string_to_sign};
use super::uri::uri_encode;
use crate::limits::PRESIGNED_EXPIRES_SECONDS_MAX;
use crate::secret::Secret;

/// Whose signature it becomes.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// The access key's id.
    pub access_key_id: String,
    /// The access key's secret.
    pub secret_access_key: Secret,
    /// The token of temporary credentials.
    pub session_token: Option<Secret>,
}

/// The request to sign.
#[derive(Debug, Clone, Copy)]
pub struct SigningInput<'a> {
    /// The method.
    pub method: &'a str,
    /// The address; its authority becomes the `host` header where none is given.
    pub uri: &'a Uri,
    /// The headers that will be sent. All are signed, but those that proxies change.
    pub headers: &'a HeaderMap,
    /// The body.
    pub body: &'a [u8],
    /// The region of the credential scope.
    pub region: &'a str,
    /// The service of the credential scope.
    pub service: &'a str,
    /// The time of the request.
    pub time: Timestamp,
}

/// Why a request cannot be signed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SigningError {
    /// The address has no host.
    #[error("the address `{0}` has no host")]
    NoHost(String),
    /// A header would have characters that no header can have.
    #[error("a header would not be valid: {0}")]
    Header(String),
    /// The life of a presigned request is out of range.
    #[error("a presigned request lives from 1 to {PRESIGNED_EXPIRES_SECONDS_MAX} seconds, not {0}")]
    Expires(i64),
}

/// A presigned request: send it with the headers and the body that it was signed for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PresignedRequest {
    /// Path and query, the signature included.
    pub path_and_query: String,
}

/// Headers that something on the way may change.
const UNSIGNED: [&str; 7] = [
    "authorization",
    "connection",
    "expect",
    "te",
    "transfer-encoding",
    "user-agent",
    "x-amzn-trace-id",
];

/// What stands for the hash of the body in a presigned request to S3, whose body nobody knows yet.
// AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
const UNSIGNED_PAYLOAD: &str = "UNSIGNED-PAYLOAD";

/// The headers to add to a request: `host` where missing, `x-amz-date`, the session token, and
/// `authorization`; for S3 also `x-amz-content-sha256`, and its path is signed as S3 does it.
pub fn sign_headers(
    input: &SigningInput<'_>,
    credentials: &Credentials,
) -> Result<HeaderMap, SigningError> {
    let key = SigningKey::derive(&credentials.secret_access_key, &scope(input));
    sign_headers_with(input, credentials, &key, &sha256(input.body))
}

/// The same with what is known already: the key of the input's scope, and the SHA-256 of its body in
/// lower-case hexadecimal.
pub fn sign_headers_with(
    input: &SigningInput<'_>,
    credentials: &Credentials,
    key: &SigningKey,
    payload_hash: &str,
) -> Result<HeaderMap, SigningError> {
    let mut added = HeaderMap::new();
    if !input.headers.contains_key(HOST) {
        added.insert(HOST, header_value(host(input.uri)?)?);
    }
    added.insert("x-amz-date", header_value(&format_time(input.time))?);
    if let Some(token) = &credentials.session_token {
        added.insert(SECURITY_TOKEN, header_value(token.expose())?);
    }
    if path_encoding(input) == PathEncoding::Once {
        added.insert(CONTENT_SHA256, header_value(payload_hash)?);
    }
    let mut all = input.headers.clone();
    all.extend(added.clone());
    let names = signed_names(&all);
    let query = input.uri.query().unwrap_or_default();
    let signature = sign(input, key, &Signed { headers: &all, names: &names, query, payload_hash });
    let scope = scope(input);
    let authorization = format!(
        "{ALGORITHM} Credential={}/{scope}, SignedHeaders={}, Signature={signature}",
        credentials.access_key_id,
        join(&names),
    );
    added.insert(AUTHORIZATION, header_value(&authorization)?);
    Ok(added)
}

/// A request with its signature in the query string, good for the given number of seconds.
pub fn presign(
    input: &SigningInput<'_>,
    credentials: &Credentials,
    expires_seconds: i64,
) -> Result<PresignedRequest, SigningError> {
    if !(1..=PRESIGNED_EXPIRES_SECONDS_MAX).contains(&expires_seconds) {
        return Err(SigningError::Expires(expires_seconds));
    }
    let mut headers = input.headers.clone();
    if !headers.contains_key(HOST) {
        headers.insert(HOST, header_value(host(input.uri)?)?);
    }
    let names = signed_names(&headers);
    let credential = format!("{}/{}", credentials.access_key_id, scope(input));
    let own = input.uri.query().map(|query| format!("{query}&")).unwrap_or_default();
    let mut query = format!(
        "{own}X-Amz-Algorithm={ALGORITHM}&X-Amz-Credential={}&X-Amz-Date={}\
         &X-Amz-Expires={expires_seconds}&X-Amz-SignedHeaders={}",
        uri_encode(credential.as_bytes()),
        format_time(input.time),
        uri_encode(join(&names).as_bytes()),
    );
    if let Some(token) = &credentials.session_token {
        query.push_str("&X-Amz-Security-Token=");
        query.push_str(&uri_encode(token.expose().as_bytes()));
    }
    let payload_hash = match path_encoding(input) {
        PathEncoding::Twice => sha256(input.body),
        PathEncoding::Once => UNSIGNED_PAYLOAD.to_owned(),
    };
    let signed =
        Signed { headers: &headers, names: &names, query: &query, payload_hash: &payload_hash };
    let key = SigningKey::derive(&credentials.secret_access_key, &scope(input));
    let signature = sign(input, &key, &signed);
    let path = input.uri.path();
    Ok(PresignedRequest {
        path_and_query: format!("{path}?{query}&{SIGNATURE_PARAMETER}={signature}"),
    })
}

/// What the signature is over, besides what the input says.
struct Signed<'a> {
    headers: &'a HeaderMap,
    names: &'a [HeaderName],
    query: &'a str,
    payload_hash: &'a str,
}

fn sign(input: &SigningInput<'_>, key: &SigningKey, signed: &Signed<'_>) -> String {
    let canonical_request = CanonicalRequest::new(&CanonicalParts {
        method: input.method,
        path: input.uri.path(),
        path_encoding: path_encoding(input),
        query: signed.query,
        skipped_parameter: None,
        headers: signed.headers,
        signed_headers: signed.names,
        payload_hash: signed.payload_hash,
    });
    key.sign(&string_to_sign(input.time, &scope(input), &canonical_request))
}

fn path_encoding(input: &SigningInput<'_>) -> PathEncoding {
    PathEncoding::of_service(input.service)
}

fn scope(input: &SigningInput<'_>) -> Scope {
    Scope::new(input.time, input.region, input.service)
}

fn signed_names(headers: &HeaderMap) -> Vec<HeaderName> {
    let mut names: Vec<HeaderName> =
        headers.keys().filter(|name| !UNSIGNED.contains(&name.as_str())).cloned().collect();
    names.sort_by(|one, other| one.as_str().cmp(other.as_str()));
    names
}

fn join(names: &[HeaderName]) -> String {
    let names: Vec<&str> = names.iter().map(HeaderName::as_str).collect();
    names.join(";")
}

fn host(uri: &Uri) -> Result<&str, SigningError> {
    let authority = uri.authority().ok_or_else(|| SigningError::NoHost(uri.to_string()))?;
    let text = authority.as_str();
    let host = text.rsplit_once('@').map_or(text, |(_, host)| host);
    let default_port = if uri.scheme_str() == Some("https") { ":443" } else { ":80" };
    Ok(host.strip_suffix(default_port).unwrap_or(host))
}

fn header_value(text: &str) -> Result<HeaderValue, SigningError> {
    HeaderValue::from_str(text).map_err(|error| SigningError::Header(error.to_string()))
}
