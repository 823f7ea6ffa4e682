//! The condition keys around a request.
//!
//! A key is looked up for each condition that a statement has, so that names are folded and hashed
//! once, when they are put in; policies hold the hashes of theirs. A lookup compares numbers, and
//! one text at the end: equal hashes of different names never make a key of another.

use std::cmp::Ordering;

/// The name of a condition key as it is compared: in lower case.
///
/// Tag keys are part of such names and are unique without regard to case in any script, so that
/// folding ASCII alone would make two keys of `École` and `école`: a Deny on one would miss the
/// other, and a tag that must not be believed would be.
///
/// AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html>
pub(crate) fn folded_key(key: &str) -> String {
    key.to_lowercase()
}

/// The number by which a folded name is found (FNV-1a).
pub(crate) fn key_hash(folded: &str) -> u64 {
    text_hash(folded.as_bytes())
}

/// The hash behind [`key_hash`]. Whoever looks something up by it compares the texts too.
pub(crate) fn text_hash(text: &[u8]) -> u64 {
    const OFFSET_BASIS: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    text.iter().fold(OFFSET_BASIS, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(PRIME))
}

/// The condition keys of a request. Names are compared ignoring case, tag keys in them too.
///
/// Setting a key moves those that are there: contexts are of tens or hundreds of keys.
///
/// AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html>
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Context {
    /// The hashes of `entries`, apart, so that a lookup reads few bytes.
    hashes: Vec<u64>,
    /// By hash and, where hashes are equal, by name.
    entries: Vec<Entry>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    key: String,
    value: Value,
}

impl Context {
    /// A context without keys.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets a key and gives back the value it had.
    pub fn insert(&mut self, key: &str, value: impl Into<Value>) -> Option<Value> {
        let key = folded_key(key);
        let value = value.into();
        match self.place(key_hash(&key), key.as_bytes()) {
            Ok(place) => {
                let entry = self.entries.get_mut(place)?;
                Some(std::mem::replace(&mut entry.value, value))
            }
            Err(place) => {
                self.hashes.insert(place, key_hash(&key));
                self.entries.insert(place, Entry { key, value });
                None
            }
        }
    }

    /// Sets a key unless it is there.
    pub fn insert_if_absent(&mut self, key: &str, value: impl Into<Value>) {
        if self.get(key).is_none() {
            self.insert(key, value);
        }
    }

    /// Removes a key.
    pub fn remove(&mut self, key: &str) -> Option<Value> {
        let key = folded_key(key);
        let place = self.place(key_hash(&key), key.as_bytes()).ok()?;
        self.hashes.remove(place);
        Some(self.entries.remove(place).value)
    }

    /// The value of a key; none where the key is absent.
    pub fn get(&self, key: &str) -> Option<&Value> {
        let folded = folded_key(key);
        self.get_folded(key_hash(&folded), folded.as_bytes())
    }

    /// The value of a key that is folded and hashed already.
    pub(crate) fn get_folded(&self, hash: u64, folded: &[u8]) -> Option<&Value> {
        let place = self.place(hash, folded).ok()?;
        self.entries.get(place).map(|entry| &entry.value)
    }

    /// Where the key is, or where it would have to be.
    fn place(&self, hash: u64, folded: &[u8]) -> Result<usize, usize> {
        let first = self.hashes.partition_point(|other| *other < hash);
        let mut place = first;
        while self.hashes.get(place) == Some(&hash) {
            match self.entries.get(place).map(|entry| entry.key.as_bytes().cmp(folded)) {
                Some(Ordering::Equal) => return Ok(place),
                Some(Ordering::Less) => place += 1,
                Some(Ordering::Greater) | None => break,
            }
        }
        Err(place)
    }

    /// All keys, in lower case, with their values, in the order of the keys.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        let mut entries: Vec<&Entry> = self.entries.iter().collect();
        entries.sort_by(|left, right| left.key.cmp(&right.key));
        entries.into_iter().map(|entry| (entry.key.as_str(), &entry.value))
    }
}

/// The value of a condition key.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    /// A key with one value.
    Single(String),
    /// A multivalued key. An empty list is a key that is present with an empty set; a key with no
    /// value at all is left out of the context.
    Multi(Vec<String>),
}

impl Value {
    /// The values as a list: one for a single value.
    pub fn values(&self) -> &[String] {
        match self {
            Self::Single(value) => std::slice::from_ref(value),
            Self::Multi(values) => values,
        }
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Single(value.to_owned())
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Single(value)
    }
}

impl From<Vec<String>> for Value {
    fn from(values: Vec<String>) -> Self {
        Self::Multi(values)
    }
}
