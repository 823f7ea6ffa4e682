//! Step 4 on the client: signs a request, in headers or in the query string.

use http::header::{AUTHORIZATION, HOST, HeaderName, HeaderValue};
use http::{HeaderMap, Uri};
use jiff::Timestamp;

use super::ALGORITHM;
use super::canonical_request::{
    CanonicalParts, CanonicalRequest, PathEncoding, push_joined, sha256,
};
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

const AMZ_DATE: &str = "x-amz-date";

/// Headers that a signature adds.
const ADDED: [&str; 4] = ["authorization", AMZ_DATE, CONTENT_SHA256, SECURITY_TOKEN];

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
    let scope = scope(input);
    let request = HashedRequest {
        method: input.method,
        uri: input.uri,
        payload_hash: &sha256(input.body),
        time: input.time,
        scope: &scope,
        key: &SigningKey::derive(&credentials.secret_access_key, &scope),
    };
    let mut headers = input.headers.clone();
    sign_in_place(&request, credentials, &mut headers, all_but_unsigned)?;
    let had_host = input.headers.contains_key(HOST);
    let is_added = |name: &HeaderName| match name.as_str() {
        "host" => !had_host,
        name => ADDED.contains(&name),
    };
    Ok(headers
        .into_iter()
        .filter_map(|(name, value)| Some((name.filter(is_added)?, value)))
        .collect())
}

/// A request to sign of which more is known.
#[derive(Debug, Clone, Copy)]
pub struct HashedRequest<'a> {
    /// The method.
    pub method: &'a str,
    /// Path and query, and the authority where no header `host` is given.
    pub uri: &'a Uri,
    /// The SHA-256 of the body in lower-case hexadecimal.
    pub payload_hash: &'a str,
    /// The time of the request.
    pub time: Timestamp,
    /// Day, region and service.
    pub scope: &'a Scope,
    /// The key of the credentials for this scope.
    pub key: &'a SigningKey,
}

/// Signs a request with the headers that it has, those of them whose names `signs` chooses, and puts
/// into them what [`sign_headers`] adds, in the place of what was there.
pub fn sign_in_place(
    request: &HashedRequest<'_>,
    credentials: &Credentials,
    headers: &mut HeaderMap,
    signs: fn(&str) -> bool,
) -> Result<(), SigningError> {
    let scope = request.scope;
    if !headers.contains_key(HOST) {
        headers.insert(HOST, header_value(host(request.uri)?)?);
    }
    headers.insert(AMZ_DATE, header_value(&format_time(request.time))?);
    if let Some(token) = &credentials.session_token {
        headers.insert(SECURITY_TOKEN, sensitive(header_value(token.expose())?));
    }
    if PathEncoding::of_service(&scope.service) == PathEncoding::Once {
        headers.insert(CONTENT_SHA256, header_value(request.payload_hash)?);
    }
    let names = signed_names(headers, signs);
    let query = request.uri.query().unwrap_or_default();
    let signature = sign(request, headers, &names, query);
    let mut authorization =
        format!("{ALGORITHM} Credential={}/{scope}, SignedHeaders=", credentials.access_key_id);
    push_joined(&names, &mut authorization);
    authorization.push_str(", Signature=");
    authorization.push_str(&signature);
    headers.insert(AUTHORIZATION, sensitive(header_value(&authorization)?));
    Ok(())
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
    let names = signed_names(&headers, all_but_unsigned);
    let mut joined = String::new();
    push_joined(&names, &mut joined);
    let scope = scope(input);
    let credential = format!("{}/{scope}", credentials.access_key_id);
    let own = input.uri.query().map(|query| format!("{query}&")).unwrap_or_default();
    let mut query = format!(
        "{own}X-Amz-Algorithm={ALGORITHM}&X-Amz-Credential={}&X-Amz-Date={}\
         &X-Amz-Expires={expires_seconds}&X-Amz-SignedHeaders={}",
        uri_encode(credential.as_bytes()),
        format_time(input.time),
        uri_encode(joined.as_bytes()),
    );
    if let Some(token) = &credentials.session_token {
        query.push_str("&X-Amz-Security-Token=");
        query.push_str(&uri_encode(token.expose().as_bytes()));
    }
    let payload_hash = match PathEncoding::of_service(input.service) {
        PathEncoding::Twice => sha256(input.body),
        PathEncoding::Once => UNSIGNED_PAYLOAD.to_owned(),
    };
    let request = HashedRequest {
        method: input.method,
        uri: input.uri,
        payload_hash: &payload_hash,
        time: input.time,
        scope: &scope,
        key: &SigningKey::derive(&credentials.secret_access_key, &scope),
    };
    let signature = sign(&request, &headers, &names, &query);
    let path = input.uri.path();
    Ok(PresignedRequest {
        path_and_query: format!("{path}?{query}&{SIGNATURE_PARAMETER}={signature}"),
    })
}

fn sign(
    request: &HashedRequest<'_>,
    headers: &HeaderMap,
    names: &[HeaderName],
    query: &str,
) -> String {
    let HashedRequest { method, uri, payload_hash, time, scope, key } = *request;
    let canonical_request = CanonicalRequest::new(&CanonicalParts {
        method,
        path: uri.path(),
        path_encoding: PathEncoding::of_service(&scope.service),
        query,
        skipped_parameter: None,
        headers,
        signed_headers: names,
        payload_hash,
    });
    key.sign(&string_to_sign(time, scope, &canonical_request))
}

fn scope(input: &SigningInput<'_>) -> Scope {
    Scope::new(input.time, input.region, input.service)
}

fn all_but_unsigned(name: &str) -> bool {
    !UNSIGNED.contains(&name)
}

fn signed_names(headers: &HeaderMap, signs: fn(&str) -> bool) -> Vec<HeaderName> {
    let mut names: Vec<HeaderName> =
        headers.keys().filter(|name| signs(name.as_str())).cloned().collect();
    names.sort_unstable_by(|one, other| one.as_str().cmp(other.as_str()));
    names
}

fn host(uri: &Uri) -> Result<&str, SigningError> {
    let authority = uri.authority().ok_or_else(|| SigningError::NoHost(uri.to_string()))?;
    let text = authority.as_str();
    let host = text.rsplit_once('@').map_or(text, |(_, host)| host);
    let default_port = if uri.scheme_str() == Some("https") { ":443" } else { ":80" };
    Ok(host.strip_suffix(default_port).unwrap_or(host))
}

/// One that no `Debug` text shows.
fn sensitive(mut value: HeaderValue) -> HeaderValue {
    value.set_sensitive(true);
    value
}

fn header_value(text: &str) -> Result<HeaderValue, SigningError> {
    HeaderValue::from_str(text).map_err(|error| SigningError::Header(error.to_string()))
}
