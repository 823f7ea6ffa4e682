//! Reads the parts of a signature out of headers or query parameters. No secret is needed here.

mod authorization;
mod presigned;

use http::header::HeaderName;
use http::request::Parts;
use jiff::Timestamp;

use super::canonical_request::{CanonicalParts, CanonicalRequest, PathEncoding, sha256};
use super::error::SignatureError;
use super::string_to_sign::{Scope, format_time, string_to_sign};
use super::verify::SignedRequest;
use super::{ALGORITHM, TERMINATOR};
use crate::limits::{SESSION_TOKEN_BYTES_MAX, SIGNED_HEADERS_MAX};
use crate::secret::Secret;

/// What a signature says of itself, wherever it stood.
struct Claims {
    credential: String,
    signed_headers: String,
    signature: String,
    time: Timestamp,
    expires_seconds: Option<i64>,
    query_token: Option<String>,
}

pub(super) const SIGNATURE_PARAMETER: &str = "X-Amz-Signature";
pub(super) const CONTENT_SHA256: &str = "x-amz-content-sha256";
pub(super) const SECURITY_TOKEN: &str = "x-amz-security-token";

/// See [`SignedRequest::parse`].
pub(super) fn parse(parts: &Parts, body: &[u8]) -> Result<SignedRequest, SignatureError> {
    let query = parts.uri.query().unwrap_or_default();
    let in_header = parts.headers.contains_key(http::header::AUTHORIZATION);
    let claims = match (in_header, presigned::is_presigned(query)) {
        (true, true) => {
            return Err(incomplete(
                "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, or the Authorization header should be specified",
            ));
        }
        (true, false) => authorization::read(&parts.headers)?,
        (false, true) => presigned::read(query)?,
        (false, false) => return Err(SignatureError::MissingAuthenticationToken),
    };
    let (access_key_id, scope) = read_credential(&claims.credential)?;
    check_date(&scope, claims.time)?;
    let signed_headers = read_signed_headers(&claims.signed_headers)?;
    check_signed_headers(parts, &signed_headers)?;

    let payload_hash = sha256(body);
    let canonical_request = CanonicalRequest::new(&CanonicalParts {
        method: parts.method.as_str(),
        path: parts.uri.path(),
        path_encoding: PathEncoding::of_service(&scope.service),
        query,
        skipped_parameter: claims.expires_seconds.map(|_| SIGNATURE_PARAMETER),
        headers: &parts.headers,
        signed_headers: &signed_headers,
        payload_hash: &payload_hash,
    });
    Ok(SignedRequest {
        access_key_id,
        session_token: read_session_token(parts, claims.query_token)?,
        string_to_sign: string_to_sign(claims.time, &scope, &canonical_request),
        scope,
        time: claims.time,
        expires_seconds: claims.expires_seconds,
        signature: decode_signature(&claims.signature),
        payload_matches: payload_matches(parts, &payload_hash),
        payload_hash,
    })
}

fn incomplete(message: &str) -> SignatureError {
    SignatureError::Incomplete(message.to_owned())
}

/// `keyid/date/region/service/aws4_request`.
fn read_credential(credential: &str) -> Result<(String, Scope), SignatureError> {
    let parts: Vec<&str> = credential.split('/').collect();
    let [access_key_id, date, region, service, terminator] = parts.as_slice() else {
        return Err(SignatureError::Incomplete(format!(
            "Credential must have exactly 5 slash-delimited elements, e.g. \
             keyid/date/region/service/term, got '{credential}'"
        )));
    };
    if *terminator != TERMINATOR {
        return Err(SignatureError::Scope(format!(
            "Credential should be scoped with a valid terminator: '{TERMINATOR}', not \
             '{terminator}'."
        )));
    }
    let [date, region, service] = [date, region, service].map(|part| (*part).to_owned());
    Ok(((*access_key_id).to_owned(), Scope { date, region, service }))
}

fn check_date(scope: &Scope, time: Timestamp) -> Result<(), SignatureError> {
    let day = time.strftime("%Y%m%d").to_string();
    if scope.date == day {
        return Ok(());
    }
    Err(SignatureError::Scope(format!(
        "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: \
         '{}' != '{day}', from '{}'.",
        scope.date,
        format_time(time)
    )))
}

fn read_signed_headers(list: &str) -> Result<Vec<HeaderName>, SignatureError> {
    let names: Result<Vec<HeaderName>, _> = list
        .split(';')
        .take(SIGNED_HEADERS_MAX + 1)
        .map(|name| HeaderName::from_bytes(name.as_bytes()))
        .collect();
    match names {
        Ok(names) if names.len() <= SIGNED_HEADERS_MAX => Ok(names),
        _ => Err(incomplete("The list of signed headers is not valid.")),
    }
}

/// Host must be signed, and every `x-amz-` header that was sent: an unsigned one could have been
/// added on the way.
fn check_signed_headers(parts: &Parts, signed: &[HeaderName]) -> Result<(), SignatureError> {
    if !signed.contains(&http::header::HOST) || !parts.headers.contains_key(http::header::HOST) {
        return Err(SignatureError::Scope(
            "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.".to_owned(),
        ));
    }
    for name in parts.headers.keys() {
        if name.as_str().starts_with("x-amz-") && !signed.contains(name) {
            return Err(SignatureError::Scope(format!(
                "'{name}' must be a 'SignedHeader' in the AWS Authorization."
            )));
        }
    }
    let values = signed.iter().flat_map(|name| parts.headers.get_all(name));
    for value in values {
        if std::str::from_utf8(value.as_bytes()).is_err() {
            return Err(incomplete("A signed header is not valid UTF-8."));
        }
    }
    Ok(())
}

/// The token of the header, which stands over the one of the query string (measured on AWS).
fn read_session_token(
    parts: &Parts,
    query_token: Option<String>,
) -> Result<Option<Secret>, SignatureError> {
    let mut headers = parts.headers.get_all(SECURITY_TOKEN).iter();
    let token = match (headers.next(), headers.next()) {
        (Some(_), Some(_)) => return Err(SignatureError::InvalidClientTokenId),
        (Some(value), None) => {
            Some(value.to_str().map_err(|_| SignatureError::InvalidClientTokenId)?.to_owned())
        }
        (None, _) => query_token,
    };
    match token {
        Some(token) if token.len() > SESSION_TOKEN_BYTES_MAX => {
            Err(SignatureError::InvalidClientTokenId)
        }
        token => Ok(token.filter(|token| !token.is_empty()).map(Secret::new)),
    }
}

/// Whether the body's hash is the one in `x-amz-content-sha256`, where that is given. Neither IAM
/// nor STS takes `UNSIGNED-PAYLOAD`, which thus matches no body.
fn payload_matches(parts: &Parts, payload_hash: &str) -> bool {
    parts
        .headers
        .get_all(CONTENT_SHA256)
        .iter()
        .all(|value| value.as_bytes() == payload_hash.as_bytes())
}

/// The 32 bytes of a signature; nothing where the text is not 64 lower-case hexadecimal digits,
/// which then matches no signature.
fn decode_signature(text: &str) -> Vec<u8> {
    let lower = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    if text.len() != 64 || !lower {
        return Vec::new();
    }
    text.as_bytes()
        .chunks_exact(2)
        .filter_map(|pair| match pair {
            [high, low] => {
                let high = crate::query::hex_digit(*high)?;
                Some(high << 4 | crate::query::hex_digit(*low)?)
            }
            _ => None,
        })
        .collect()
}

/// Refuses every algorithm but ours, the asymmetric `AWS4-ECDSA-P256-SHA256` included.
fn check_algorithm(algorithm: &str) -> Result<(), SignatureError> {
    if algorithm == ALGORITHM {
        return Ok(());
    }
    Err(SignatureError::Incomplete(format!("Unsupported AWS 'algorithm': '{algorithm}'.")))
}

/// A time in the only form that `x-amz-date` may have.
fn read_time(text: &str) -> Result<Timestamp, SignatureError> {
    super::string_to_sign::parse_time(text).ok_or_else(|| {
        SignatureError::Incomplete(format!(
            "Date must be in ISO-8601 'basic format'. Got '{text}'. See \
             http://en.wikipedia.org/wiki/ISO_8601"
        ))
    })
}
