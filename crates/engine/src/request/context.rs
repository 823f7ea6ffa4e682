//! The condition keys around a request.
//!
//! A key is looked up for each condition that a statement has, so that names are folded and hashed
//! once, when they are put in; policies hold the hashes of theirs. A lookup compares numbers, and
//! one text at the end: equal hashes of different names never make a key of another.

use crate::matching::bytes;

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
#[expect(clippy::cast_possible_truncation, reason = "both halves are in the low one")]
pub(crate) fn key_hash(folded: &str) -> u32 {
    let hash = text_hash(folded.as_bytes());
    (hash ^ hash >> u32::BITS) as u32
}

/// The hash behind [`key_hash`]. Whoever looks something up by it compares the texts too.
pub(crate) fn text_hash(text: &[u8]) -> u64 {
    let mut hasher = TextHasher::default();
    hasher.write(text);
    hasher.finish()
}

/// The bit that stands for a hash, as for others: where it is not set, the hash is not there.
pub(crate) fn hash_bit(hash: u64) -> u64 {
    1 << (hash % u64::from(u64::BITS))
}

/// Hashes a text piece by piece.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TextHasher(u64);

impl TextHasher {
    const OFFSET_BASIS: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0000_0100_0000_01b3;

    /// Goes on with a further piece.
    pub(crate) fn write(&mut self, text: &[u8]) {
        for byte in text {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(Self::PRIME);
        }
    }

    /// The hash of all pieces so far.
    pub(crate) fn finish(self) -> u64 {
        self.0
    }
}

impl Default for TextHasher {
    fn default() -> Self {
        Self(Self::OFFSET_BASIS)
    }
}

/// The condition keys of a request. Names are compared ignoring case, tag keys in them too.
///
/// AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html>
#[derive(Clone, Debug, Default)]
pub struct Context {
    /// An entry is at the place that its hash says or, where that is taken, behind it. There are no
    /// places, or a power of two of them. At most a third is taken: an entry of another key that
    /// stands in the way is one more piece of memory to wait for.
    places: Vec<Option<Entry>>,
    count: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    hash: u32,
    /// The key and, where it has one, the single value: what is read together lies together.
    text: Box<str>,
    key_length: usize,
    /// The values of a multivalued key.
    values: Option<Box<[String]>>,
}

impl Entry {
    fn new(hash: u32, key: &str, value: Value) -> Self {
        let key_length = key.len();
        let (text, values) = match value {
            Value::Single(value) => ([key, &value].concat(), None),
            Value::Multi(values) => (key.to_owned(), Some(values.into_boxed_slice())),
        };
        Self { hash, text: text.into_boxed_str(), key_length, values }
    }

    fn key(&self) -> &str {
        self.text.get(..self.key_length).unwrap_or_default()
    }

    #[inline]
    fn value(&self) -> ValueRef<'_> {
        match &self.values {
            None => ValueRef::Single(self.text.get(self.key_length..).unwrap_or_default()),
            Some(values) => ValueRef::Multi(values),
        }
    }

    #[inline]
    fn is_of(&self, hash: u32, folded: &[u8]) -> bool {
        let key = || self.text.as_bytes().get(..self.key_length);
        self.hash == hash && key().is_some_and(|key| bytes::equal(key, folded))
    }
}

impl Context {
    /// A context without keys.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets a key and gives back the value it had.
    pub fn insert(&mut self, key: &str, value: impl Into<Value>) -> Option<Value> {
        let key = folded_key(key);
        let hash = key_hash(&key);
        let entry = Entry::new(hash, &key, value.into());
        let present = self.place(hash, key.as_bytes());
        if let Some(present) = present.and_then(|place| self.places.get_mut(place)?.as_mut()) {
            return Some(std::mem::replace(present, entry).value().to_value());
        }
        self.add(entry);
        None
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
        let hash = key_hash(&key);
        let value = self.get_folded(hash, key.as_bytes())?.to_value();
        let entries = std::mem::take(self).places.into_iter().flatten();
        for entry in entries.filter(|entry| !entry.is_of(hash, key.as_bytes())) {
            self.add(entry);
        }
        Some(value)
    }

    /// The value of a key; none where the key is absent.
    pub fn get(&self, key: &str) -> Option<ValueRef<'_>> {
        let folded = folded_key(key);
        self.get_folded(key_hash(&folded), folded.as_bytes())
    }

    /// The value of a key that is folded and hashed already.
    #[inline]
    pub(crate) fn get_folded(&self, hash: u32, folded: &[u8]) -> Option<ValueRef<'_>> {
        let place = self.place(hash, folded)?;
        self.places.get(place)?.as_ref().map(Entry::value)
    }

    /// The place of a key.
    #[inline]
    fn place(&self, hash: u32, folded: &[u8]) -> Option<usize> {
        let mut place = self.first_place(hash);
        while !self.places.get(place)?.as_ref()?.is_of(hash, folded) {
            place = self.place_behind(place);
        }
        Some(place)
    }

    /// Adds an entry whose key is not there.
    fn add(&mut self, entry: Entry) {
        self.count += 1;
        if self.count * 3 > self.places.len() {
            self.grow();
        }
        self.put(entry);
    }

    /// Puts an entry in the first free place for its hash.
    fn put(&mut self, entry: Entry) {
        let mut place = self.first_place(entry.hash);
        while self.places.get(place).is_some_and(Option::is_some) {
            place = self.place_behind(place);
        }
        if let Some(free) = self.places.get_mut(place) {
            *free = Some(entry);
        }
    }

    fn grow(&mut self) {
        let places = (self.count * 3).next_power_of_two();
        let grown = std::iter::repeat_with(|| None).take(places).collect();
        let entries = std::mem::replace(&mut self.places, grown);
        entries.into_iter().flatten().for_each(|entry| self.put(entry));
    }

    /// The place that a hash says.
    fn first_place(&self, hash: u32) -> usize {
        hash as usize & self.places.len().wrapping_sub(1)
    }

    fn place_behind(&self, place: usize) -> usize {
        (place + 1) & self.places.len().wrapping_sub(1)
    }

    fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.places.iter().flatten()
    }

    /// All keys, in lower case, with their values, in the order of the keys.
    pub fn iter(&self) -> impl Iterator<Item = (&str, ValueRef<'_>)> {
        let mut entries: Vec<&Entry> = self.entries().collect();
        entries.sort_by_key(|entry| entry.key());
        entries.into_iter().map(|entry| (entry.key(), entry.value()))
    }
}

impl PartialEq for Context {
    fn eq(&self, other: &Self) -> bool {
        let is_there = |entry: &Entry| {
            other.get_folded(entry.hash, entry.key().as_bytes()) == Some(entry.value())
        };
        self.count == other.count && self.entries().all(is_there)
    }
}

impl Eq for Context {}

/// The value of a condition key.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    /// A key with one value.
    Single(String),
    /// A multivalued key. An empty list is a key that is present with an empty set; a key with no
    /// value at all is left out of the context.
    Multi(Vec<String>),
}

/// The value of a condition key in a [`Context`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueRef<'a> {
    /// A key with one value.
    Single(&'a str),
    /// A multivalued key.
    Multi(&'a [String]),
}

impl<'a> ValueRef<'a> {
    /// The values: one for a single value.
    pub fn values(self) -> impl Iterator<Item = &'a str> + Clone {
        let (single, several) = match self {
            Self::Single(value) => (Some(value), &[][..]),
            Self::Multi(values) => (None, values),
        };
        single.into_iter().chain(several.iter().map(String::as_str))
    }

    /// The value by itself.
    pub fn to_value(self) -> Value {
        match self {
            Self::Single(value) => Value::Single(value.to_owned()),
            Self::Multi(values) => Value::Multi(values.to_vec()),
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
