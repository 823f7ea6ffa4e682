//! Credentials as JSON: of processes, containers, instances and in caches.

use entail_wire::{secret::Secret, sigv4::Credentials};
use jiff::Timestamp;
use serde::Deserialize;

use crate::credentials::{Origin, Resolved};

/// Credentials that somebody wrote down.
#[derive(Debug)]
pub(in crate::credentials) struct Written {
    /// The credentials.
    pub(in crate::credentials) credentials: Credentials,
    /// When they stop working, where it says so.
    pub(in crate::credentials) expires: Option<Timestamp>,
}

impl Written {
    pub(super) fn resolved(self, origin: Origin) -> Resolved {
        Resolved { credentials: self.credentials, expires: self.expires, origin }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Members {
    access_key_id: String,
    secret_access_key: String,
    #[serde(alias = "Token")]
    session_token: Option<String>,
    expiration: Option<String>,
}

/// The same inside an answer of STS, as the AWS CLI keeps it.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answer {
    credentials: Members,
}

impl From<Members> for Written {
    fn from(members: Members) -> Self {
        Self {
            expires: members.expiration.as_deref().and_then(instant),
            credentials: Credentials {
                access_key_id: members.access_key_id,
                secret_access_key: Secret::new(members.secret_access_key),
                session_token: members.session_token.map(Secret::new),
            },
        }
    }
}

/// Credentials that are the whole text.
pub(in crate::credentials) fn read(text: &str) -> Option<Written> {
    serde_json::from_str::<Members>(text).ok().map(Written::from)
}

/// Credentials in an answer of STS.
pub(in crate::credentials) fn read_answer(text: &str) -> Option<Written> {
    serde_json::from_str::<Answer>(text).ok().map(|answer| answer.credentials.into())
}

/// A time as AWS's clients write it: `2026-11-22T10:00:00Z`, with an offset, or with `UTC` behind.
pub(in crate::credentials) fn instant(text: &str) -> Option<Timestamp> {
    match text.strip_suffix("UTC") {
        Some(text) => format!("{text}Z").parse().ok(),
        None => text.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_spellings_of_a_time_are_read() {
        for text in ["2026-11-22T10:00:00Z", "2026-11-22T10:00:00UTC", "2026-11-22T11:00:00+01:00"]
        {
            assert_eq!(instant(text).unwrap().to_string(), "2026-11-22T10:00:00Z", "{text}");
        }
        assert!(instant("soon").is_none());
    }
}
