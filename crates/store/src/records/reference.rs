//! What uses a policy other than by attachment, found from the policy.

use serde::{Deserialize, Serialize};

use super::{PolicyReference, Record};
use crate::key::{Key, Prefix, segment};

/// How an entity uses a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReferenceKind {
    /// As its permissions boundary.
    Boundary,
    /// As its transitive permissions boundary.
    Transitive,
    /// As a seal that it inherited.
    Inherited,
}

impl ReferenceKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Boundary, Self::Transitive, Self::Inherited];

    /// The segment of the key.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Boundary => "boundary",
            Self::Transitive => "transitive",
            Self::Inherited => "inherited",
        }
    }
}

/// One use of a policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// The policy.
    pub policy: PolicyReference,
    /// How it is used.
    pub use_as: ReferenceKind,
    /// The unique id of the entity that uses it.
    pub entity: String,
}

impl Record for Reference {
    const NOUN: &'static str = "policy reference";
    type Id = Self;

    fn key(account: &str, id: &Self) -> Key {
        uses_of(account, &id.policy, id.use_as).key(&id.entity)
    }

    fn own_key(&self, account: &str) -> Key {
        Self::key(account, self)
    }
}

/// The entities that use a policy in one way.
pub fn uses_of(account: &str, policy: &PolicyReference, use_as: ReferenceKind) -> Prefix {
    Prefix::new(format!("a/{account}/rf/{}/{}/", segment(policy.as_str()), use_as.as_str()))
}
