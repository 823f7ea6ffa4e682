//! The action of a request.

use std::fmt;
use std::ops::Deref;

use super::{hash_bit, text_hash};
use crate::matching::action::first_bytes;
use crate::matching::fold::fold;

/// An action such as `s3:GetObject`, made ready for being compared: its prefix and its name are
/// compared ignoring case.
///
/// AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html>
#[derive(Clone, Debug)]
pub struct Action {
    text: Box<str>,
    folded: Box<str>,
    service_length: Option<usize>,
    service_hash: u64,
    service_bit: u64,
    head: u64,
}

/// The service of an action, in lower case.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AskedService<'a> {
    pub(crate) name: &'a [u8],
    pub(crate) hash: u64,
}

impl Action {
    /// The action in lower case.
    pub(crate) fn folded(&self) -> &[u8] {
        self.folded.as_bytes()
    }

    /// The first bytes of its name, in lower case, as a number.
    pub(crate) fn head(&self) -> u64 {
        self.head
    }

    /// The bit of its service; see [`hash_bit`].
    pub(crate) fn service_bit(&self) -> u64 {
        self.service_bit
    }

    /// What stands before the first colon, in lower case; none where there is no colon.
    pub(crate) fn service_prefix(&self) -> Option<&str> {
        self.folded.get(..self.service_length?)
    }

    /// The same with its hash.
    pub(crate) fn service(&self) -> Option<AskedService<'_>> {
        let name = self.folded().get(..self.service_length?)?;
        Some(AskedService { name, hash: self.service_hash })
    }

    /// Whether it is an action of this service whose name is as asked.
    pub(crate) fn is_of(&self, service: &str, is_wanted: impl FnOnce(&[u8]) -> bool) -> bool {
        self.service_length == Some(service.len())
            && self.folded().starts_with(service.as_bytes())
            && self.folded().get(service.len() + 1..).is_some_and(is_wanted)
    }
}

impl From<String> for Action {
    fn from(text: String) -> Self {
        let folded = fold(&text).into_boxed_str();
        let service_length = folded.bytes().position(|byte| byte == b':');
        let (service, name) = folded.split_once(':').unwrap_or_default();
        let service_hash = text_hash(service.as_bytes());
        Self {
            service_hash,
            service_bit: hash_bit(service_hash),
            head: first_bytes(name.as_bytes()),
            service_length,
            folded,
            text: text.into_boxed_str(),
        }
    }
}

impl From<&str> for Action {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

impl Deref for Action {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for Action {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

impl PartialEq for Action {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Action {}
