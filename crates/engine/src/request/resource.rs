//! The resource of a request.

use std::fmt;
use std::ops::Deref;

use super::{ACCOUNT_DIGITS, account_of_arn};

/// The ARN of a resource, or `*` where the action has none. Whose it is, is read once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    text: Box<str>,
    /// Where the account stands.
    account_start: Option<usize>,
}

impl Resource {
    /// The account in the ARN, where it has one.
    pub(crate) fn account(&self) -> Option<&str> {
        let start = self.account_start?;
        self.text.get(start..start + ACCOUNT_DIGITS)
    }
}

impl From<String> for Resource {
    fn from(text: String) -> Self {
        let account_start = account_of_arn(&text).map(|(start, _)| start);
        Self { text: text.into_boxed_str(), account_start }
    }
}

impl From<&str> for Resource {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

impl Deref for Resource {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for Resource {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}
