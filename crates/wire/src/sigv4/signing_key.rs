//! Step 3: the signing key.

use ring::hmac;

use super::{Scope, TERMINATOR};
use crate::secret::Secret;

/// A key derived from a secret access key, good for one scope.
#[derive(Clone)]
pub struct SigningKey(hmac::Key);

impl SigningKey {
    /// Derives the key: the date, region, service and terminator, each keyed by the one before.
    pub fn derive(secret: &Secret, scope: &Scope) -> Self {
        let start = Secret::new(format!("AWS4{}", secret.expose()));
        let parts = [&scope.date, &scope.region, &scope.service, TERMINATOR];
        let first = hmac::Key::new(hmac::HMAC_SHA256, start.expose().as_bytes());
        Self(parts.iter().fold(first, |key, part| {
            let tag = hmac::sign(&key, part.as_bytes());
            hmac::Key::new(hmac::HMAC_SHA256, tag.as_ref())
        }))
    }

    /// The signature of a string, in lower-case hexadecimal.
    pub fn sign(&self, string_to_sign: &str) -> String {
        hex(hmac::sign(&self.0, string_to_sign.as_bytes()).as_ref())
    }

    /// Whether the signature is the one of the string; compares in constant time.
    pub fn verify(&self, string_to_sign: &str, signature: &[u8]) -> bool {
        hmac::verify(&self.0, string_to_sign.as_bytes(), signature).is_ok()
    }
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("SigningKey([redacted])")
    }
}

/// Bytes in lower-case hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        let digits = [byte >> 4, byte & 0xf].map(u32::from);
        text.extend(digits.into_iter().filter_map(|digit| char::from_digit(digit, 16)));
    }
    text
}
