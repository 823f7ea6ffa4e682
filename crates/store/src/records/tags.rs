//! The tags of an entity.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// One tag, as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tag {
    /// The key in the case it was written in.
    pub key: String,
    /// The value.
    pub value: String,
    /// Its place among the tags: tags are listed in the order in which they were first set.
    position: u32,
}

/// Tags by key, without regard to case.
///
/// AWS: tag keys of IAM entities are unique without regard to case and keep the case they were
/// written in; see <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html>.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Tags(BTreeMap<String, Tag>);

impl Tags {
    /// No tags.
    pub const fn new() -> Self {
        Self(BTreeMap::new())
    }

    /// The tag with this key in any case.
    pub fn get(&self, key: &str) -> Option<&Tag> {
        self.0.get(&key.to_lowercase())
    }

    /// Sets a tag. One whose key differs only in case is replaced in its place.
    pub fn set(&mut self, key: &str, value: &str) {
        let lower = key.to_lowercase();
        let last = self.0.values().map(|tag| tag.position).max();
        let new_position = last.map_or(0, |last| last.saturating_add(1));
        let position = self.0.get(&lower).map_or(new_position, |tag| tag.position);
        let tag = Tag { key: key.to_owned(), value: value.to_owned(), position };
        self.0.insert(lower, tag);
    }

    /// Removes the tag with this key in any case, and answers it.
    pub fn remove(&mut self, key: &str) -> Option<Tag> {
        self.0.remove(&key.to_lowercase())
    }

    /// The tags in the order in which they were first set.
    pub fn iter(&self) -> impl Iterator<Item = &Tag> {
        let mut tags: Vec<&Tag> = self.0.values().collect();
        tags.sort_by_key(|tag| tag.position);
        tags.into_iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<K: AsRef<str>, V: AsRef<str>> FromIterator<(K, V)> for Tags {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        let mut tags = Self::new();
        for (key, value) in pairs {
            tags.set(key.as_ref(), value.as_ref());
        }
        tags
    }
}

#[cfg(test)]
mod tests {
    use super::Tags;

    #[test]
    fn keys_are_unique_without_regard_to_case_and_keep_their_place() {
        let mut tags = Tags::from_iter([("Team", "red"), ("app", "x")]);
        tags.set("zone", "1");
        tags.set("TEAM", "blue");
        let listed: Vec<_> =
            tags.iter().map(|tag| (tag.key.as_str(), tag.value.as_str())).collect();
        assert_eq!(listed, [("TEAM", "blue"), ("app", "x"), ("zone", "1")]);
        assert_eq!(tags.remove("team").unwrap().value, "blue");
        assert_eq!(tags.len(), 2);
        assert!(tags.get("Team").is_none());
    }
}
