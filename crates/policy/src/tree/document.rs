//! The document: version, id and statements, and the JSON they were read from.

use std::fmt;
use std::sync::Arc;

use super::Statement;
use crate::span::Spanned;
use crate::text::Value;

/// A policy document.
#[derive(Clone, Debug)]
pub struct Document {
    /// The text that every span of the tree points into.
    pub source: Arc<str>,
    /// `Version`, where it was written and is one of the two known ones.
    pub version: Option<Spanned<Version>>,
    /// `Id`.
    pub id: Option<Spanned<String>>,
    /// The statements in document order. A lone statement object gives a list of one.
    pub statements: Vec<Statement>,
    /// The JSON as written: key order, duplicate keys and unknown members included.
    pub json: Value,
}

impl Document {
    /// The version the document is read by: a missing `Version` means 2008-10-17.
    ///
    /// AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html>
    pub fn effective_version(&self) -> Version {
        self.version.as_ref().map_or(Version::V2008_10_17, |version| version.value)
    }
}

/// A version of the policy language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Version {
    /// `2008-10-17`: policy variables are literal text.
    V2008_10_17,
    /// `2012-10-17`: the current one, with policy variables.
    V2012_10_17,
}

impl Version {
    /// Reads a version as AWS writes it.
    pub fn parse(text: &str) -> Option<Version> {
        match text {
            "2008-10-17" => Some(Version::V2008_10_17),
            "2012-10-17" => Some(Version::V2012_10_17),
            _ => None,
        }
    }

    /// The version as AWS writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Version::V2008_10_17 => "2008-10-17",
            Version::V2012_10_17 => "2012-10-17",
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}
