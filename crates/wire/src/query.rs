//! The AWS Query protocol: parameters in a query string or a form body.
//!
//! Decoding is strict: a `%` without two hex digits, and bytes that are not UTF-8, are faults and
//! not guesses. Nothing is allocated by a number that the client wrote: a list is exactly the
//! entries that were sent.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use crate::error::ErrorCode;
use crate::limits::{
    BODY_BYTES_MAX, PARAMETER_NAME_BYTES_MAX, PARAMETERS_MAX, QUERY_STRING_BYTES_MAX,
};

/// Why a query string or form body cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QueryError {
    /// A `%` is not followed by two hex digits.
    #[error("a percent sign at byte {0} is not followed by two hexadecimal digits")]
    PercentEncoding(usize),
    /// A name or value is not UTF-8 after decoding.
    #[error("a parameter is not valid utf-8")]
    NotUtf8,
    /// A parameter's name is longer than [`PARAMETER_NAME_BYTES_MAX`].
    #[error("a parameter name is longer than {PARAMETER_NAME_BYTES_MAX} bytes")]
    NameTooLong,
    /// There are more than [`PARAMETERS_MAX`] parameters.
    #[error("the request has more than {PARAMETERS_MAX} parameters")]
    TooManyParameters,
    /// The text is longer than [`BODY_BYTES_MAX`], or [`QUERY_STRING_BYTES_MAX`] for a query
    /// string.
    #[error("the request has more than {0} bytes")]
    TooLong(usize),
}

impl QueryError {
    /// The code that AWS's common errors have for it.
    pub const fn code(&self) -> ErrorCode {
        match self {
            Self::TooLong(_) => ErrorCode::RequestEntityTooLarge,
            _ => ErrorCode::MalformedQueryString,
        }
    }
}

/// The parameters of one request, by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parameters {
    values: BTreeMap<String, String>,
    repeated: Vec<String>,
    /// What each value is, where the protocol says so: JSON does, Query has texts only.
    kinds: BTreeMap<String, Kind>,
}

/// What a value is in a protocol that tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Number,
    Boolean,
    List,
    Structure,
}

impl Parameters {
    /// Reads `name=value&name=value`, with `+` for a space and percent encoding.
    ///
    /// Of a repeated name the first value counts, as STS does; [`Self::repeated`] tells the log.
    pub fn parse(text: &[u8]) -> Result<Self, QueryError> {
        let mut parameters = Self::default();
        parameters.read(text, BODY_BYTES_MAX)?;
        Ok(parameters)
    }

    /// Reads the parameters of a whole request: those of the query string, then those of the body.
    ///
    /// A name in both has the value of the query string. Both are covered by the signature.
    pub fn from_request(query: Option<&str>, body: &[u8]) -> Result<Self, QueryError> {
        let mut parameters = Self::default();
        parameters.read(query.unwrap_or_default().as_bytes(), QUERY_STRING_BYTES_MAX)?;
        parameters.read(body, BODY_BYTES_MAX)?;
        Ok(parameters)
    }

    fn read(&mut self, text: &[u8], bytes_max: usize) -> Result<(), QueryError> {
        if text.len() > bytes_max {
            return Err(QueryError::TooLong(bytes_max));
        }
        let mut start = 0;
        for pair in text.split(|&byte| byte == b'&') {
            let at = start;
            start += pair.len() + 1;
            if pair.is_empty() {
                continue;
            }
            let split = pair.iter().position(|&byte| byte == b'=');
            let (name, value) = match split.and_then(|split| pair.split_at_checked(split)) {
                Some((name, value)) => (name, value.get(1..).unwrap_or_default()),
                None => (pair, [].as_slice()),
            };
            self.insert(decode_at(name, at)?, decode_at(value, at + name.len() + 1)?)?;
        }
        Ok(())
    }

    fn insert(&mut self, name: String, value: String) -> Result<(), QueryError> {
        if name.len() > PARAMETER_NAME_BYTES_MAX {
            return Err(QueryError::NameTooLong);
        }
        if self.values.len() + self.repeated.len() >= PARAMETERS_MAX {
            return Err(QueryError::TooManyParameters);
        }
        match self.values.entry(name) {
            Entry::Occupied(entry) => self.repeated.push(entry.key().clone()),
            Entry::Vacant(entry) => {
                entry.insert(value);
            }
        }
        Ok(())
    }

    /// Adds a value whose kind is known; a name comes once only.
    pub(crate) fn insert_typed(
        &mut self,
        name: String,
        kind: Kind,
        value: String,
    ) -> Result<(), QueryError> {
        self.kinds.insert(name.clone(), kind);
        self.insert(name, value)
    }

    /// Whether the parameter may be read as `kind`: it is of that kind, or nothing tells.
    pub(crate) fn is_of_kind(&self, name: &str, kind: Kind) -> bool {
        self.kinds.get(name).is_none_or(|known| *known == kind)
    }

    /// The value of a parameter.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }

    /// The operation that is asked for.
    pub fn action(&self) -> Option<&str> {
        self.get("Action")
    }

    /// The API version that is spoken; see [`crate::Service::from_version`].
    pub fn version(&self) -> Option<&str> {
        self.get("Version")
    }

    /// Names that came more than once; only the first value of each was kept.
    pub fn repeated(&self) -> &[String] {
        &self.repeated
    }

    /// Whether no parameter came.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// All names and values, in the order of the names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.values.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The names that neither the protocol, nor Signature Version 4, nor the given members of an
    /// operation account for. AWS ignores them; a log should not.
    pub fn unknown<'a>(&'a self, members: &'a [&'a str]) -> impl Iterator<Item = &'a str> {
        self.values.keys().map(String::as_str).filter(move |name| {
            let head = name.split('.').next().unwrap_or(name);
            !PROTOCOL_PARAMETERS.contains(&head)
                && !head.starts_with("X-Amz-")
                && !members.contains(&head)
        })
    }

    /// Whether any parameter is `prefix` itself or below it (`prefix.`…).
    pub(crate) fn has(&self, prefix: &str) -> bool {
        self.values.contains_key(prefix) || self.below(&format!("{prefix}.")).next().is_some()
    }

    fn below<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = &'a str> {
        self.values
            .range::<str, _>((
                std::ops::Bound::Included(prefix),
                std::ops::Bound::<&str>::Unbounded,
            ))
            .map_while(move |(name, _)| name.strip_prefix(prefix))
    }

    /// How many entries the list `name` has, as `{name}.member.1` to `{name}.member.N`.
    ///
    /// A list is counted from 1 without holes; anything else below its name is a fault, since
    /// which entry was meant is a guess.
    pub(crate) fn list_length(&self, name: &str) -> Result<usize, ListFault> {
        let prefix = format!("{name}.");
        let mut indices = std::collections::BTreeSet::new();
        for rest in self.below(&prefix) {
            let index = rest.strip_prefix("member.").ok_or(ListFault::NotAMember)?;
            let digits = index.split('.').next().unwrap_or_default();
            let canonical = digits.bytes().all(|byte| byte.is_ascii_digit())
                && !digits.is_empty()
                && !digits.starts_with('0');
            if !canonical {
                return Err(ListFault::Index);
            }
            indices.insert(digits.parse::<usize>().map_err(|_| ListFault::Index)?);
        }
        match indices.last() {
            Some(&last) if last != indices.len() => Err(ListFault::Hole),
            _ => Ok(indices.len()),
        }
    }
}

/// Parameters of the protocol itself and of older signatures.
const PROTOCOL_PARAMETERS: [&str; 8] = [
    "Action",
    "Version",
    "AWSAccessKeyId",
    "Signature",
    "SignatureMethod",
    "SignatureVersion",
    "Timestamp",
    "SecurityToken",
];

/// What is wrong with the entries of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ListFault {
    /// Something else than `member.N` stands below the list's name.
    NotAMember,
    /// An index is not a number from 1, or has a leading zero.
    Index,
    /// An index is missing between 1 and the highest one.
    Hole,
}

/// Decodes one name or value: `+` for a space, and percent encoding.
pub fn decode(text: &[u8]) -> Result<String, QueryError> {
    decode_at(text, 0)
}

/// The same; `at` is where it starts, for the fault.
fn decode_at(text: &[u8], at: usize) -> Result<String, QueryError> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.iter().enumerate();
    while let Some((offset, &byte)) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let high = rest.next().and_then(|(_, &digit)| hex_digit(digit));
                let low = rest.next().and_then(|(_, &digit)| hex_digit(digit));
                let (Some(high), Some(low)) = (high, low) else {
                    return Err(QueryError::PercentEncoding(at + offset));
                };
                high << 4 | low
            }
            other => other,
        });
    }
    String::from_utf8(bytes).map_err(|_| QueryError::NotUtf8)
}

/// The value of a hexadecimal digit.
pub(crate) const fn hex_digit(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}
