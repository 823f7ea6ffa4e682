//! IAM users.

use std::collections::BTreeMap;

use entail_lineage::{PrincipalId, PrincipalLineage};
use serde::{Deserialize, Serialize};

use super::{Record, Tags, Timestamp};
use crate::key::{Key, Prefix};

/// An IAM user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// The unique id, `AIDA...`.
    pub id: PrincipalId,
    /// The name, unique in the account without regard to case.
    pub name: String,
    /// Begins and ends with `/`.
    pub path: String,
    /// When it was made.
    pub created: Timestamp,
    /// Its tags.
    pub tags: Tags,
    /// The documents of its inline policies by name.
    pub inline_policies: BTreeMap<String, String>,
    /// When its password was last used; nothing when it never was.
    pub password_last_used: Option<Timestamp>,
    /// Boundaries, label and birth.
    pub lineage: PrincipalLineage,
}

impl Record for User {
    const NOUN: &'static str = "user";
    type Id = str;

    fn key(account: &str, id: &str) -> Key {
        entities(account).key(id)
    }

    fn own_key(&self, account: &str) -> Key {
        Self::key(account, self.id.as_str())
    }
}

/// Users, roles and policies by their unique id; the id's first four letters tell which it is.
pub fn entities(account: &str) -> Prefix {
    Prefix::new(format!("a/{account}/e/"))
}
