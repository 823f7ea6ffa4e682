//! A JSON body as parameters, so that one reader checks the constraints of every protocol.
//!
//! `{"Tags": [{"Key": "a"}]}` becomes `Tags.member.1.Key=a`, as Query has it, and each name keeps the
//! kind of its value: a number is not taken for a text. What the model does not know is ignored, as
//! AWS ignores it.

use std::fmt;

use serde::de::{self, DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::TARGET_PREFIX;
use crate::error::ErrorCode;
use crate::limits::{BODY_BYTES_MAX, JSON_DEPTH_MAX};
use crate::query::{Kind, Parameters};

/// Why a body is not the parameters of an operation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JsonError {
    /// It is longer than [`BODY_BYTES_MAX`].
    #[error("the request has more than {BODY_BYTES_MAX} bytes")]
    TooLong,
    /// It is no JSON, no object, too deep, or names a member twice; with the place.
    #[error("the request body is not valid: {0}")]
    Malformed(String),
}

impl JsonError {
    /// The code that AWS has for it.
    pub const fn code(&self) -> ErrorCode {
        match self {
            Self::TooLong => ErrorCode::RequestEntityTooLarge,
            Self::Malformed(_) => ErrorCode::MalformedInput,
        }
    }
}

/// The operation that an `X-Amz-Target` header names; nothing where it is of another service or
/// version.
pub fn operation_of_target(target: &str) -> Option<&str> {
    let (prefix, operation) = target.split_once('.')?;
    (prefix == TARGET_PREFIX).then_some(operation)
}

/// Reads the body of a request; an empty one is an empty object, as botocore sends it.
pub fn parameters(body: &[u8]) -> Result<Parameters, JsonError> {
    if body.len() > BODY_BYTES_MAX {
        return Err(JsonError::TooLong);
    }
    let mut parameters = Parameters::default();
    if body.is_empty() {
        return Ok(parameters);
    }
    let mut deserializer = serde_json::Deserializer::from_slice(body);
    let place = Place { parameters: &mut parameters, name: String::new(), depth: 0 };
    place
        .deserialize(&mut deserializer)
        .and_then(|()| deserializer.end())
        .map_err(|error| JsonError::Malformed(error.to_string()))?;
    Ok(parameters)
}

/// Where in the document the next value stands.
struct Place<'p> {
    parameters: &'p mut Parameters,
    /// Its name as Query writes it; empty for the document itself.
    name: String,
    depth: usize,
}

impl Place<'_> {
    fn put<E: de::Error>(self, kind: Kind, text: String) -> Result<(), E> {
        if self.name.is_empty() {
            return Err(E::custom("expected an object"));
        }
        self.parameters.insert_typed(self.name, kind, text).map_err(E::custom)
    }

    fn enter<E: de::Error>(&mut self, kind: Kind) -> Result<(), E> {
        self.depth += 1;
        if self.depth > JSON_DEPTH_MAX {
            return Err(E::custom(format!("nested deeper than {JSON_DEPTH_MAX} levels")));
        }
        match (self.name.is_empty(), kind) {
            (true, Kind::Structure) => Ok(()),
            (true, _) => Err(E::custom("expected an object")),
            (false, _) => {
                // An empty list is one that is there: `Name=` in Query's words.
                let name = self.name.clone();
                self.parameters.insert_typed(name, kind, String::new()).map_err(E::custom)
            }
        }
    }

    fn below(&mut self, name: String) -> Place<'_> {
        Place { parameters: self.parameters, name, depth: self.depth }
    }
}

impl<'de> DeserializeSeed<'de> for Place<'_> {
    type Value = ();

    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Place<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<(), E> {
        self.put(Kind::Text, text.to_owned())
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<(), E> {
        self.put(Kind::Boolean, value.to_string())
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<(), E> {
        self.put(Kind::Number, value.to_string())
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<(), E> {
        self.put(Kind::Number, value.to_string())
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<(), E> {
        self.put(Kind::Number, value.to_string())
    }

    /// A member that is null is one that is absent; an entry of a list can't be.
    fn visit_unit<E: de::Error>(self) -> Result<(), E> {
        let is_entry = self.name.rsplit_once(".member.").is_some_and(|(_, it)| !it.contains('.'));
        if is_entry || self.name.is_empty() {
            return Err(E::custom("null stands where a value must be"));
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut entries: A) -> Result<(), A::Error> {
        self.enter(Kind::List)?;
        let mut number = 1;
        loop {
            let name = format!("{}.member.{number}", self.name);
            if entries.next_element_seed(self.below(name))?.is_none() {
                return Ok(());
            }
            number += 1;
        }
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut members: A) -> Result<(), A::Error> {
        self.enter(Kind::Structure)?;
        let mut seen = std::collections::BTreeSet::new();
        while let Some(member) = members.next_key::<String>()? {
            // No member of a model is named so; taken as it stands it could pass for a list's entry.
            let is_foreign = member.is_empty() || member.contains('.');
            if is_foreign {
                members.next_value::<IgnoredAny>()?;
            } else {
                let dot = if self.name.is_empty() { "" } else { "." };
                let name = format!("{}{dot}{member}", self.name);
                members.next_value_seed(self.below(name))?;
            }
            if !seen.insert(member) {
                return Err(de::Error::custom("a member is named twice"));
            }
        }
        Ok(())
    }
}
