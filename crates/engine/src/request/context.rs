//! The condition keys around a request.
//!
//! A key is looked up for each condition that a statement has, so that names are folded and hashed
//! once, when they are put in; policies hold the hashes of theirs. A lookup compares numbers, and
//! one text at the end: equal hashes of different names never make a key of another.

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
    let mut hasher = TextHasher::default();
    hasher.write(text);
    hasher.finish()
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
    entries: Vec<Entry>,
    /// Where the entries are found: at the place that the hash says, or behind it, stands the
    /// number of the entry counted from one. Zero is a free place; at least half of them are.
    places: Vec<u32>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    hash: u64,
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
        let hash = key_hash(&key);
        let value = value.into();
        if let Some(entry) = self.number(hash, key.as_bytes()).and_then(|at| self.entries.get_mut(at))
        {
            return Some(std::mem::replace(&mut entry.value, value));
        }
        self.entries.push(Entry { hash, key, value });
        match u32::try_from(self.entries.len()) {
            Ok(number) if self.entries.len() * 2 <= self.places.len() => {
                self.take_place(hash, number);
            }
            _ => self.find_places(),
        }
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
        let number = self.number(key_hash(&key), key.as_bytes())?;
        let entry = self.entries.swap_remove(number);
        self.find_places();
        Some(entry.value)
    }

    /// The value of a key; none where the key is absent.
    pub fn get(&self, key: &str) -> Option<&Value> {
        let folded = folded_key(key);
        self.get_folded(key_hash(&folded), folded.as_bytes())
    }

    /// The value of a key that is folded and hashed already.
    pub(crate) fn get_folded(&self, hash: u64, folded: &[u8]) -> Option<&Value> {
        self.number(hash, folded).and_then(|number| self.entries.get(number)).map(|found| &found.value)
    }

    /// The number of the key's entry.
    fn number(&self, hash: u64, folded: &[u8]) -> Option<usize> {
        let mut place = self.first_place(hash);
        loop {
            let number = (*self.places.get(place)? as usize).checked_sub(1)?;
            let entry = self.entries.get(number)?;
            if entry.hash == hash && entry.key.as_bytes() == folded {
                return Some(number);
            }
            place = self.place_behind(place);
        }
    }

    /// The place that a hash says. There are none, or as many as a power of two.
    fn first_place(&self, hash: u64) -> usize {
        // The low bits of this hash are its best.
        hash as usize & self.places.len().wrapping_sub(1)
    }

    fn place_behind(&self, place: usize) -> usize {
        (place + 1) & self.places.len().wrapping_sub(1)
    }

    /// Puts the number of an entry, counted from one, in the first free place for its hash.
    fn take_place(&mut self, hash: u64, number: u32) {
        let mut place = self.first_place(hash);
        while self.places.get(place).is_some_and(|taken| *taken != 0) {
            place = self.place_behind(place);
        }
        if let Some(free) = self.places.get_mut(place) {
            *free = number;
        }
    }

    fn find_places(&mut self) {
        self.places = vec![0; (self.entries.len() * 4).next_power_of_two()];
        let hashes: Vec<u64> = self.entries.iter().map(|entry| entry.hash).collect();
        for (number, hash) in (1..).zip(hashes) {
            self.take_place(hash, number);
        }
    }

    /// All keys, in lower case, with their values, in the order of the keys.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        let mut entries: Vec<&Entry> = self.entries.iter().collect();
        entries.sort_by(|left, right| left.key.cmp(&right.key));
        entries.into_iter().map(|entry| (entry.key.as_str(), &entry.value))
    }
}

impl PartialEq for Context {
    fn eq(&self, other: &Self) -> bool {
        let is_there =
            |entry: &Entry| other.get_folded(entry.hash, entry.key.as_bytes()) == Some(&entry.value);
        self.entries.len() == other.entries.len() && self.entries.iter().all(is_there)
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
