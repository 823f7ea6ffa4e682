//! Percent encoding by AWS's `UriEncode`, and the normal form of a path.

use crate::query::hex_digit;

const HEX_DIGITS: &[u8; 16] = b"0123456789ABCDEF";

/// Encodes every byte but the unreserved characters of RFC 3986.
pub fn uri_encode(text: &[u8]) -> String {
    let mut output = String::with_capacity(text.len());
    for &byte in text {
        encode_byte(byte, &mut output);
    }
    output
}

fn encode_byte(byte: u8, output: &mut String) {
    if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
        output.push(char::from(byte));
        return;
    }
    let digits = [byte >> 4, byte & 0xf].map(|digit| HEX_DIGITS.get(usize::from(digit)));
    output.push('%');
    output.extend(digits.into_iter().flatten().copied().map(char::from));
}

/// A path in normal form (RFC 3986, section 6), each segment encoded once more, as every service
/// but S3 has it: `/a/../b%20c//` becomes `/b%2520c/`.
pub(super) fn canonical_path(path: &str) -> String {
    let mut segments: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop();
            }
            other => segments.push(other),
        }
    }
    let mut output = String::with_capacity(path.len() + 2);
    for segment in &segments {
        output.push('/');
        output.push_str(&uri_encode(segment.as_bytes()));
    }
    let directory = path.ends_with('/') || path.ends_with("/.") || path.ends_with("/..");
    if directory || segments.is_empty() {
        output.push('/');
    }
    output
}

/// A path of S3: nothing is taken out, and each segment is encoded once, whatever of it was encoded
/// when it was sent: `/a/../b%20$` stays as long as it was, as `/a/../b%20%24`.
pub(super) fn canonical_path_once(path: &str) -> String {
    let segments: Vec<String> =
        path.split('/').map(|segment| uri_encode(&percent_decode(segment, Plus::Itself))).collect();
    let path = segments.join("/");
    if path.is_empty() { "/".to_owned() } else { path }
}

/// A query string in normal form: names and values decoded, encoded again, and sorted.
///
/// `+` is decoded as the space that [`crate::query`] takes it for. If it stood for itself here, `%2B`
/// could be replaced by `+` on the way, which would change a value under an intact signature.
///
/// `skip` drops a parameter by its decoded name: the signature does not sign itself.
pub(super) fn canonical_query(query: &str, skip: Option<&str>) -> String {
    let mut pairs: Vec<(String, String)> = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (form_decode(name), form_decode(value)))
        .filter(|(name, _)| skip.is_none_or(|skip| name.as_slice() != skip.as_bytes()))
        .map(|(name, value)| (uri_encode(&name), uri_encode(&value)))
        .collect();
    pairs.sort();
    let pairs: Vec<String> =
        pairs.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
    pairs.join("&")
}

/// Decodes `+` and `%XX`; a `%` without two digits stands for itself.
pub(super) fn form_decode(text: &str) -> Vec<u8> {
    percent_decode(text, Plus::Space)
}

/// What `+` stands for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Plus {
    /// A space, as in forms.
    Space,
    /// Itself, as in paths.
    Itself,
}

fn percent_decode(text: &str, plus: Plus) -> Vec<u8> {
    let mut output = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let decoded = match after {
            [high, low, tail @ ..] if byte == b'%' => {
                hex_digit(*high).zip(hex_digit(*low)).map(|(high, low)| (high << 4 | low, tail))
            }
            _ => None,
        };
        let plain = if byte == b'+' && plus == Plus::Space { b' ' } else { byte };
        let (value, tail) = decoded.unwrap_or((plain, after));
        output.push(value);
        rest = tail;
    }
    output
}
