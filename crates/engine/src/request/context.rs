//! The condition keys around a request.
//!
//! A key is looked up for each condition that a statement has, so that names are folded and hashed
//! once, when they are put in; policies hold the hashes of theirs. A lookup compares numbers, and
//! one text at the end: equal hashes of different names never make a key of another.

use std::num::NonZeroU16;
use std::ops::Range;

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
/// A decision waits for each piece of memory that it has not read yet. What the conditions read
/// of the usual keys is therefore small and lies together; the others stand apart.
///
/// AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html>
#[derive(Clone, Debug, Default)]
pub struct Context {
    /// Keys with one value. A key is at the place that its hash says or, where that is taken, behind
    /// it. There are no places, or a power of two of them, at most half of them taken.
    places: Vec<Option<Place>>,
    taken: usize,
    /// Those keys in lower case, each with its value behind it.
    texts: String,
    /// Keys that have several values or no place, by their hashes.
    apart: Vec<Apart>,
}

/// Where a key and its value stand in the texts.
#[derive(Clone, Copy, Debug)]
struct Place {
    /// A part of the key's hash that is no part of its place.
    mark: u16,
    start: u16,
    key_length: NonZeroU16,
    value_length: u16,
}

#[derive(Clone, Debug)]
struct Apart {
    hash: u32,
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
        let before = self.remove(key);
        self.add(&folded_key(key), value.into());
        before
    }

    /// Sets a key unless it is there.
    pub fn insert_if_absent(&mut self, key: &str, value: impl Into<Value>) {
        if self.get(key).is_none() {
            self.insert(key, value);
        }
    }

    /// Removes a key.
    pub fn remove(&mut self, key: &str) -> Option<Value> {
        let value = self.get(key)?.to_value();
        let removed = folded_key(key);
        let before = std::mem::take(self);
        for (key, value) in before.entries().filter(|(key, _)| *key != removed) {
            self.add(key, value.to_value());
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
        let mut number = self.first_place(hash);
        while let Some(Some(place)) = self.places.get(number) {
            if place.mark == mark(hash) && self.is_at(*place, folded) {
                return Some(ValueRef::Single(self.value_at(*place)));
            }
            number = self.place_behind(number);
        }
        if self.apart.is_empty() { None } else { self.get_apart(hash, folded) }
    }

    fn get_apart(&self, hash: u32, folded: &[u8]) -> Option<ValueRef<'_>> {
        let first = self.apart.partition_point(|apart| apart.hash < hash);
        let mut equal = self.apart.iter().skip(first).take_while(|apart| apart.hash == hash);
        equal.find(|apart| apart.key.as_bytes() == folded).map(|apart| apart.value.as_ref())
    }

    /// Adds a key in lower case that is not there.
    fn add(&mut self, key: &str, value: Value) {
        let hash = key_hash(key);
        let Some((place, value)) = Place::behind(&self.texts, hash, key, &value) else {
            let at = self.apart.partition_point(|apart| apart.hash < hash);
            return self.apart.insert(at, Apart { hash, key: key.to_owned(), value });
        };
        self.texts.extend([key, value]);
        self.taken += 1;
        if self.taken * 2 > self.places.len() {
            self.grow();
        }
        self.put(hash, place);
    }

    /// Puts a key at the first free place for its hash.
    fn put(&mut self, hash: u32, place: Place) {
        let mut number = self.first_place(hash);
        while self.places.get(number).is_some_and(Option::is_some) {
            number = self.place_behind(number);
        }
        if let Some(free) = self.places.get_mut(number) {
            *free = Some(place);
        }
    }

    fn grow(&mut self) {
        let grown = vec![None; (self.taken * 2).next_power_of_two()];
        for place in std::mem::replace(&mut self.places, grown).into_iter().flatten() {
            self.put(key_hash(self.key_at(place)), place);
        }
    }

    /// The place that a hash says.
    fn first_place(&self, hash: u32) -> usize {
        hash as usize & self.places.len().wrapping_sub(1)
    }

    fn place_behind(&self, number: usize) -> usize {
        (number + 1) & self.places.len().wrapping_sub(1)
    }

    #[inline]
    fn is_at(&self, place: Place, folded: &[u8]) -> bool {
        self.texts.as_bytes().get(place.key()).is_some_and(|key| bytes::equal(key, folded))
    }

    fn key_at(&self, place: Place) -> &str {
        self.texts.get(place.key()).unwrap_or_default()
    }

    #[inline]
    fn value_at(&self, place: Place) -> &str {
        self.texts.get(place.value()).unwrap_or_default()
    }

    /// All keys with their values.
    fn entries(&self) -> impl Iterator<Item = (&str, ValueRef<'_>)> {
        let placed = self.places.iter().flatten();
        let singles =
            placed.map(|place| (self.key_at(*place), ValueRef::Single(self.value_at(*place))));
        singles.chain(self.apart.iter().map(|apart| (&*apart.key, apart.value.as_ref())))
    }

    /// All keys, in lower case, with their values, in the order of the keys.
    pub fn iter(&self) -> impl Iterator<Item = (&str, ValueRef<'_>)> {
        let mut entries: Vec<_> = self.entries().collect();
        entries.sort_by_key(|(key, _)| *key);
        entries.into_iter()
    }
}

impl Place {
    /// The place of a key and its value behind these texts; none where it has several, or they do
    /// not fit.
    fn behind<'a>(texts: &str, hash: u32, key: &str, value: &'a Value) -> Option<(Self, &'a str)> {
        let Value::Single(value) = value else { return None };
        let length = |text: &str| u16::try_from(text.len()).ok();
        let start = length(texts)?;
        let key_length = NonZeroU16::new(length(key)?)?;
        let value_length = length(value)?;
        // What follows them still ends in reach.
        start.checked_add(key_length.get())?.checked_add(value_length)?;
        Some((Self { mark: mark(hash), start, key_length, value_length }, value))
    }

    #[inline]
    fn key(self) -> Range<usize> {
        self.start.into()..(self.start + self.key_length.get()).into()
    }

    #[inline]
    fn value(self) -> Range<usize> {
        let start = self.start + self.key_length.get();
        start.into()..(start + self.value_length).into()
    }
}

/// The half of a hash that places do not tell.
fn mark(hash: u32) -> u16 {
    (hash >> u16::BITS) as u16
}

impl PartialEq for Context {
    fn eq(&self, other: &Self) -> bool {
        let is_there = |(key, value): (&str, ValueRef<'_>)| {
            other.get_folded(key_hash(key), key.as_bytes()) == Some(value)
        };
        self.entries().count() == other.entries().count() && self.entries().all(is_there)
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

impl Value {
    fn as_ref(&self) -> ValueRef<'_> {
        match self {
            Self::Single(value) => ValueRef::Single(value),
            Self::Multi(values) => ValueRef::Multi(values),
        }
    }
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

#[cfg(test)]
mod tests;
