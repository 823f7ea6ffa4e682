//! Keys, prefixes and values.
//!
//! A key is text made of segments joined by `/`; its order is that of its bytes. A segment that
//! comes from a name or an ARN is escaped by [`segment`], so that it can hold no `/` of its own.

use std::fmt;
use std::sync::Arc;

/// The name of one value.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(Arc<str>);

impl Key {
    /// The key with this text.
    pub fn new(text: impl Into<Arc<str>>) -> Self {
        Self(text.into())
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the key begins with the prefix.
    pub fn is_under(&self, prefix: &Prefix) -> bool {
        self.0.starts_with(prefix.as_str())
    }

    /// The last segment, as it was before [`segment`] escaped it.
    pub fn last_segment(&self) -> String {
        unescaped(self.0.rsplit('/').next().unwrap_or_default())
    }

    /// The account whose tenant the key belongs to: the second segment of `a/{account}/...`.
    pub fn account(&self) -> Option<&str> {
        self.0.strip_prefix("a/")?.split_once('/').map(|(account, _)| account)
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Key({})", self.0)
    }
}

impl fmt::Display for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// All keys that begin with a text. It usually ends in `/`, so that no half segment matches.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Prefix(Arc<str>);

impl Prefix {
    /// The prefix with this text; the empty one covers all keys.
    pub fn new(text: impl Into<Arc<str>>) -> Self {
        Self(text.into())
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The key made of the prefix and a further, escaped segment.
    pub fn key(&self, last_segment: &str) -> Key {
        Key::new(format!("{}{}", self.0, segment(last_segment)))
    }
}

/// The bytes under a key. Records are JSON; sealed secrets are opaque.
///
/// Its debug form shows the length only, as a value may hold a secret.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Value(Arc<[u8]>);

impl Value {
    /// The value with these bytes.
    pub fn new(bytes: impl Into<Arc<[u8]>>) -> Self {
        Self(bytes.into())
    }

    /// Its bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Value({} bytes)", self.0.len())
    }
}

/// A text as one segment of a key: `%` and `/` are written `%25` and `%2F`.
pub fn segment(text: &str) -> String {
    text.replace('%', "%25").replace('/', "%2F")
}

fn unescaped(segment: &str) -> String {
    segment.replace("%2F", "/").replace("%25", "%")
}

#[cfg(test)]
mod tests {
    use super::{Key, Prefix};

    #[test]
    fn an_arn_survives_being_a_segment() {
        for text in ["arn:aws:iam::aws:policy/service-role/X", "100%", "a%2Fb", "%252F", ""] {
            let key = Prefix::new("a/1/at/").key(text);
            assert_eq!(key.as_str().matches('/').count(), 3, "{key}");
            assert_eq!(key.last_segment(), text);
        }
    }

    #[test]
    fn the_account_is_the_second_segment() {
        assert_eq!(Key::new("a/123456789012/e/AIDA").account(), Some("123456789012"));
        assert_eq!(Key::new("o/tree").account(), None);
    }
}
