//! Groups of users.

use std::collections::BTreeMap;

use entail_lineage::{ObjectId, ObjectLineage, PrincipalId};
use serde::{Deserialize, Serialize};

use super::user::entities;
use super::{Record, Timestamp};
use crate::key::Key;

/// A group. Who is in it stands in [`super::Membership`] records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// The unique id, `AGPA...`.
    pub id: ObjectId,
    /// The name, unique in the account without regard to case.
    pub name: String,
    /// Begins and ends with `/`.
    pub path: String,
    /// When it was made.
    pub created: Timestamp,
    /// The documents of its inline policies by name.
    pub inline_policies: BTreeMap<String, String>,
    /// Label, birth, and who wrote its policies.
    pub lineage: ObjectLineage,
}

impl Group {
    /// How attachments name the group.
    pub fn holder(&self) -> PrincipalId {
        PrincipalId::new(self.id.as_str())
    }
}

impl Record for Group {
    const NOUN: &'static str = "group";
    type Id = str;

    fn key(account: &str, id: &str) -> Key {
        entities(account).key(id)
    }

    fn own_key(&self, account: &str) -> Key {
        Self::key(account, self.id.as_str())
    }
}
