//! IAM roles.

use std::collections::BTreeMap;

use entail_lineage::{PrincipalId, PrincipalLineage};
use serde::{Deserialize, Serialize};

use super::user::entities;
use super::{Record, Tags, Timestamp};
use crate::key::Key;

/// An IAM role. When it was last used is a record of its own, [`super::RoleLastUsed`], as it is
/// written far more often.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Role {
    /// The unique id, `AROA...`.
    pub id: PrincipalId,
    /// The name, unique in the account without regard to case.
    pub name: String,
    /// Begins and ends with `/`.
    pub path: String,
    /// When it was made.
    pub created: Timestamp,
    /// Free text.
    pub description: Option<String>,
    /// The longest session that may be asked for, in seconds.
    pub max_session_duration_seconds: u32,
    /// The trust policy's document, with users and roles named by their unique ids, so that a
    /// namesake made later is not trusted.
    pub trust_policy: String,
    /// Its tags.
    pub tags: Tags,
    /// The documents of its inline policies by name.
    pub inline_policies: BTreeMap<String, String>,
    /// Boundaries, label and birth.
    pub lineage: PrincipalLineage,
}

impl Record for Role {
    const NOUN: &'static str = "role";
    type Id = str;

    fn key(account: &str, id: &str) -> Key {
        entities(account).key(id)
    }

    fn own_key(&self, account: &str) -> Key {
        Self::key(account, self.id.as_str())
    }
}
