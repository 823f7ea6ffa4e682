//! Step 1: the canonical request.

use http::HeaderMap;
use http::header::HeaderName;
use ring::digest;

use super::signing_key::hex;
use super::uri::{canonical_path, canonical_path_once, canonical_query};

/// Bytes for a canonical request with a session token of common length, so that it is not copied while
/// it grows.
const CAPACITY: usize = 2_048;

/// A request in the one form that both sides hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CanonicalRequest(String);

/// The parts of a request that go into its canonical form.
#[derive(Debug, Clone, Copy)]
pub struct CanonicalParts<'a> {
    /// The method.
    pub method: &'a str,
    /// The path as sent, still percent-encoded.
    pub path: &'a str,
    /// How the path gets into its canonical form.
    pub path_encoding: PathEncoding,
    /// The query string as sent, without `?`.
    pub query: &'a str,
    /// A query parameter that is left out: the signature itself.
    pub skipped_parameter: Option<&'a str>,
    /// The headers as sent.
    pub headers: &'a HeaderMap,
    /// The names of the signed headers, in lower case and sorted.
    pub signed_headers: &'a [HeaderName],
    /// The hash of the body, in lower-case hexadecimal.
    pub payload_hash: &'a str,
}

/// How a path gets into its canonical form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PathEncoding {
    /// In normal form, and encoded once more than it was sent.
    Twice,
    /// As it stands, encoded as it was sent: S3, where `a/../b` names an object.
    // AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
    Once,
}

impl PathEncoding {
    /// The one of the service that a credential scope names.
    pub fn of_service(signing_name: &str) -> Self {
        if signing_name == "s3" { Self::Once } else { Self::Twice }
    }
}

impl CanonicalRequest {
    /// Puts the parts together. A signed header that was not sent gives an empty value, which no
    /// signature of a real client has; the caller refuses it earlier.
    pub fn new(parts: &CanonicalParts<'_>) -> Self {
        let path = match parts.path_encoding {
            PathEncoding::Twice => canonical_path(parts.path),
            PathEncoding::Once => canonical_path_once(parts.path),
        };
        let query = canonical_query(parts.query, parts.skipped_parameter);
        let mut text = String::with_capacity(CAPACITY);
        for line in [parts.method, &path, &query] {
            text.push_str(line);
            text.push('\n');
        }
        for name in parts.signed_headers {
            text.push_str(name.as_str());
            text.push(':');
            push_header_value(parts.headers, name, &mut text);
            text.push('\n');
        }
        text.push('\n');
        push_joined(parts.signed_headers, &mut text);
        text.push('\n');
        text.push_str(parts.payload_hash);
        Self(text)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its SHA-256 in lower-case hexadecimal.
    pub fn hash(&self) -> String {
        sha256(self.0.as_bytes())
    }
}

/// The SHA-256 of the bytes, in lower-case hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    hex(digest::digest(&digest::SHA256, bytes).as_ref())
}

/// Adds all values of a header, trimmed, runs of spaces folded into one, joined by commas. Values that
/// are not UTF-8 are refused before ([`super::SignedRequest::parse`]).
fn push_header_value(headers: &HeaderMap, name: &HeaderName, text: &mut String) {
    for (index, value) in headers.get_all(name).iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        match std::str::from_utf8(value.as_bytes()) {
            Ok(value) => push_words(value, text),
            Err(_) => push_words(&String::from_utf8_lossy(value.as_bytes()), text),
        }
    }
}

fn push_words(value: &str, text: &mut String) {
    // Session tokens are long and one word.
    let has_blanks = [b' ', b'\t'].iter().any(|blank| value.as_bytes().contains(blank));
    if !has_blanks {
        return text.push_str(value);
    }
    let words = value.split([' ', '\t']).filter(|word| !word.is_empty());
    for (index, word) in words.enumerate() {
        if index > 0 {
            text.push(' ');
        }
        text.push_str(word);
    }
}

/// Adds names with semicolons between them.
pub(super) fn push_joined(names: &[HeaderName], text: &mut String) {
    for (index, name) in names.iter().enumerate() {
        if index > 0 {
            text.push(';');
        }
        text.push_str(name.as_str());
    }
}
