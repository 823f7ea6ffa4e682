//! The signature in an `Authorization` header.
// AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-authentication-methods.html

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use http::HeaderMap;
use http::header::{AUTHORIZATION, DATE};
use jiff::Timestamp;
use ring::digest;

use super::super::ALGORITHM;
use super::super::error::SignatureError;
use super::{Claims, check_algorithm, incomplete, read_time};
use crate::limits::AUTHORIZATION_BYTES_MAX;

const AMZ_DATE: &str = "x-amz-date";

/// Reads the header, and the time from `x-amz-date` or `date`.
pub(super) fn read(headers: &HeaderMap) -> Result<Claims, SignatureError> {
    let header = single(headers, AUTHORIZATION.as_str())?.unwrap_or_default();
    if header.len() > AUTHORIZATION_BYTES_MAX {
        return Err(incomplete("The Authorization header is too long."));
    }
    let (algorithm, fields) = header.trim().split_once(' ').unwrap_or((header.trim(), ""));
    if algorithm != ALGORITHM && algorithm.starts_with("AWS") {
        check_algorithm(algorithm)?;
    }
    let fields =
        if algorithm == ALGORITHM { read_fields(fields, header)? } else { Fields::default() };
    let time = read_date(headers)?;
    let (Some(credential), Some(signed_headers), Some(signature), Some(time)) =
        (fields.credential, fields.signed_headers, fields.signature, time)
    else {
        return Err(missing(&fields, time, header));
    };
    let [credential, signed_headers, signature] =
        [credential, signed_headers, signature].map(str::to_owned);
    Ok(Claims {
        credential,
        signed_headers,
        signature,
        time,
        expires_seconds: None,
        query_token: None,
    })
}

/// The three parts of the header.
#[derive(Default)]
struct Fields<'a> {
    credential: Option<&'a str>,
    signed_headers: Option<&'a str>,
    signature: Option<&'a str>,
}

/// `Credential=…, SignedHeaders=…, Signature=…`, in any order.
fn read_fields<'a>(text: &'a str, header: &str) -> Result<Fields<'a>, SignatureError> {
    let mut fields = Fields::default();
    let pieces = text.split([',', ' ']).filter(|piece| !piece.is_empty());
    for piece in pieces {
        let Some((name, value)) = piece.split_once('=') else {
            return Err(SignatureError::Incomplete(format!(
                "'{piece}' not a valid key=value pair (missing equal-sign) in Authorization \
                 header: '{}'.",
                digest_of(header)
            )));
        };
        let field = match name {
            "Credential" => &mut fields.credential,
            "SignedHeaders" => &mut fields.signed_headers,
            "Signature" => &mut fields.signature,
            _ => continue,
        };
        if field.replace(value).is_some() {
            return Err(SignatureError::Incomplete(format!(
                "Authorization header has '{name}' more than once."
            )));
        }
    }
    Ok(fields)
}

/// AWS names everything that is missing in one text, and the header by its hash.
fn missing(fields: &Fields<'_>, time: Option<Timestamp>, header: &str) -> SignatureError {
    let parts = [
        ("Credential", fields.credential),
        ("Signature", fields.signature),
        ("SignedHeaders", fields.signed_headers),
    ];
    let absent = parts.iter().filter(|(_, value)| value.is_none());
    let sentences: Vec<String> = absent
        .map(|(name, _)| format!("Authorization header requires '{name}' parameter. "))
        .collect();
    let mut text = sentences.concat();
    if time.is_none() {
        text.push_str(
            "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ",
        );
    }
    text.push_str("(Hashed with SHA-256 and encoded with Base64) Authorization=");
    text.push_str(&digest_of(header));
    SignatureError::Incomplete(text)
}

fn digest_of(header: &str) -> String {
    BASE64_STANDARD.encode(digest::digest(&digest::SHA256, header.as_bytes()).as_ref())
}

/// The request's time: `x-amz-date`, which stands over `date`.
fn read_date(headers: &HeaderMap) -> Result<Option<Timestamp>, SignatureError> {
    if let Some(text) = single(headers, AMZ_DATE)? {
        return read_time(text).map(Some);
    }
    let Some(text) = single(headers, DATE.as_str())? else { return Ok(None) };
    match jiff::fmt::rfc2822::parse(text) {
        Ok(time) => Ok(Some(time.timestamp())),
        Err(_) => read_time(text).map(Some),
    }
}

/// The value of a header that may come only once.
fn single<'a>(headers: &'a HeaderMap, name: &str) -> Result<Option<&'a str>, SignatureError> {
    let mut values = headers.get_all(name).iter();
    let value = values.next();
    if values.next().is_some() {
        return Err(SignatureError::Incomplete(format!("Header '{name}' came more than once.")));
    }
    value
        .map(|value| value.to_str())
        .transpose()
        .map_err(|_| SignatureError::Incomplete(format!("Header '{name}' is not plain text.")))
}
