//! Who made what, found from both ends, and the cascades. The full chain of sessions is in the
//! entity's own record; what outlives the entity is here.

use entail_lineage::{Cascades, Label, PrincipalId, SessionRecord};
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

/// What is left of a deleted user, role or identity provider: who made it, and what it passed on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Departed {
    /// The unique id that it had.
    pub id: String,
    /// The chain of sessions that made it.
    pub created_by: Vec<SessionRecord>,
    /// What a user or role passed on at last, for the sessions that it had obtained (F3).
    #[serde(default, skip_serializing_if = "Label::is_empty")]
    pub out: Label,
    /// The count of cascades when it was deleted.
    #[serde(default)]
    pub revision: u64,
}

impl Record for Departed {
    const NOUN: &'static str = "departed entity";
    type Id = str;

    fn key(account: &str, id: &str) -> Key {
        Prefix::new(format!("a/{account}/ld/")).key(id)
    }

    fn own_key(&self, account: &str) -> Key {
        Self::key(account, &self.id)
    }
}

/// The cascades of one principal. They outlive it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RootCascades {
    /// The principal.
    pub root: PrincipalId,
    /// The last cascade of each seal.
    pub cascades: Cascades,
}

impl Record for RootCascades {
    const NOUN: &'static str = "cascades";
    type Id = PrincipalId;

    fn key(account: &str, id: &PrincipalId) -> Key {
        roots_with_cascades(account).key(id.as_str())
    }

    fn own_key(&self, account: &str) -> Key {
        Self::key(account, &self.root)
    }
}

/// All principals with cascades.
pub fn roots_with_cascades(account: &str) -> Prefix {
    Prefix::new(format!("a/{account}/lc/"))
}

/// How many cascades there have ever been in the account; absent where there was none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CascadeCount {
    /// The number.
    pub count: u64,
}

impl Record for CascadeCount {
    const NOUN: &'static str = "cascade count";
    type Id = ();

    fn key(account: &str, (): &()) -> Key {
        Key::new(format!("a/{account}/cascades"))
    }

    fn own_key(&self, account: &str) -> Key {
        Self::key(account, &())
    }
}
