//! Who made what, found from both ends. The full chain of sessions is in the entity's own record.

use entail_lineage::PrincipalId;
use serde::{Deserialize, Serialize};

use super::{Record, Timestamp};
use crate::key::{Key, Prefix};

/// The birth of one entity: the value at both of its keys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineageEdge {
    /// The unique id of what was made.
    pub child: String,
    /// The principal whose session made it.
    pub parent: PrincipalId,
    /// When.
    pub created: Timestamp,
}

impl LineageEdge {
    /// The birth seen from the parent.
    pub fn reverse_key(&self, account: &str) -> Key {
        children_of(account, &self.parent).key(&self.child)
    }
}

impl Record for LineageEdge {
    const NOUN: &'static str = "lineage edge";
    type Id = str;

    fn key(account: &str, id: &str) -> Key {
        Prefix::new(format!("a/{account}/l/")).key(id)
    }

    fn own_key(&self, account: &str) -> Key {
        Self::key(account, &self.child)
    }
}

/// What sessions of a principal made.
pub fn children_of(account: &str, parent: &PrincipalId) -> Prefix {
    Prefix::new(format!("a/{account}/lr/{}/", parent.as_str()))
}
