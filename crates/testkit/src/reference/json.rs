//! JSON with nothing lost: members in their order, keys that stand twice, numbers as written.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// A JSON value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Json {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A number, as it is written.
    Number(String),
    /// A string.
    String(String),
    /// An array.
    Array(Vec<Json>),
    /// An object: members as they stand, twice where they stand twice.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// Reads a text.
    pub fn read(text: &str) -> Result<Json, serde_json::Error> {
        // The raw value has its white space around it taken off, so its first byte tells its kind.
        let raw: &RawValue = serde_json::from_str(text)?;
        let raw = raw.get();
        Ok(match raw.as_bytes().first() {
            Some(b'{') => {
                let Members(members) = serde_json::from_str(raw)?;
                let read = |(key, value): (String, &RawValue)| Ok((key, Json::read(value.get())?));
                Json::Object(members.into_iter().map(read).collect::<Result<_, _>>()?)
            }
            Some(b'[') => {
                let items: Vec<&RawValue> = serde_json::from_str(raw)?;
                let items = items.into_iter().map(|item| Json::read(item.get()));
                Json::Array(items.collect::<Result<_, _>>()?)
            }
            Some(b'"') => Json::String(serde_json::from_str(raw)?),
            Some(b't' | b'f') => Json::Boolean(serde_json::from_str(raw)?),
            Some(b'n') => Json::Null,
            _ => Json::Number(raw.to_owned()),
        })
    }

    /// A string.
    pub fn text(text: impl Into<String>) -> Json {
        Json::String(text.into())
    }

    /// An object of these members.
    pub fn object<const N: usize>(members: [(&str, Json); N]) -> Json {
        Json::Object(members.map(|(key, value)| (key.to_owned(), value)).into())
    }

    /// The first member of this name, where it is an object that has one.
    pub fn get(&self, key: &str) -> Option<&Json> {
        self.members()?.iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// The members of an object.
    pub fn members(&self) -> Option<&[(String, Json)]> {
        if let Json::Object(members) = self { Some(members) } else { None }
    }

    /// The items of an array.
    pub fn items(&self) -> Option<&[Json]> {
        if let Json::Array(items) = self { Some(items) } else { None }
    }

    /// A string's text.
    pub fn as_text(&self) -> Option<&str> {
        if let Json::String(text) = self { Some(text) } else { None }
    }

    /// Whether some object in it has a key twice.
    pub fn has_duplicate_keys(&self) -> bool {
        match self {
            Json::Array(items) => items.iter().any(Json::has_duplicate_keys),
            Json::Object(members) => {
                let is_first = |place: usize, key: &str| {
                    members.iter().position(|(name, _)| name == key) == Some(place)
                };
                members.iter().enumerate().any(|(place, (key, value))| {
                    !is_first(place, key) || value.has_duplicate_keys()
                })
            }
            Json::Null | Json::Boolean(_) | Json::Number(_) | Json::String(_) => false,
        }
    }

    fn write(&self, formatter: &mut fmt::Formatter<'_>, depth: usize) -> fmt::Result {
        match self {
            Json::Null => formatter.write_str("null"),
            Json::Boolean(truth) => write!(formatter, "{truth}"),
            Json::Number(text) => formatter.write_str(text),
            Json::String(text) => write_string(formatter, text),
            Json::Array(items) => {
                let items = items.iter().map(|item| (None, item)).collect();
                write_container(formatter, depth, ['[', ']'], items)
            }
            Json::Object(members) => {
                let members =
                    members.iter().map(|(key, value)| (Some(key.as_str()), value)).collect();
                write_container(formatter, depth, ['{', '}'], members)
            }
        }
    }
}

/// Prints over several lines, as the files of the corpus are written.
impl fmt::Display for Json {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(formatter, 0)
    }
}

fn write_container(
    formatter: &mut fmt::Formatter<'_>,
    depth: usize,
    [open, close]: [char; 2],
    items: Vec<(Option<&str>, &Json)>,
) -> fmt::Result {
    if items.is_empty() {
        return write!(formatter, "{open}{close}");
    }
    write!(formatter, "{open}")?;
    for (place, (key, value)) in items.into_iter().enumerate() {
        let comma = if place == 0 { "" } else { "," };
        write!(formatter, "{comma}\n{:indent$}", "", indent = 2 * (depth + 1))?;
        if let Some(key) = key {
            write_string(formatter, key)?;
            formatter.write_str(": ")?;
        }
        value.write(formatter, depth + 1)?;
    }
    write!(formatter, "\n{:indent$}{close}", "", indent = 2 * depth)
}

fn write_string(formatter: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    formatter.write_str(&serde_json::to_string(text).map_err(|_| fmt::Error)?)
}

/// The members of an object before their values are read.
struct Members<'text>(Vec<(String, &'text RawValue)>);

impl<'text> Deserialize<'text> for Members<'text> {
    fn deserialize<D: Deserializer<'text>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'text> Visitor<'text> for InOrder {
            type Value = Members<'text>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'text>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry::<String, &'text RawValue>()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}
