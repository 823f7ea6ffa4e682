//! Customer managed policies and their versions. AWS managed policies are not stored.

use entail_lineage::{ObjectLineage, PolicyId};
use serde::{Deserialize, Serialize};

use super::user::entities;
use super::{Record, Tags, Timestamp};
use crate::key::Key;

/// A customer managed policy. The documents are in its versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// The unique id, `ANPA...`.
    pub id: PolicyId,
    /// The name, unique in the account without regard to case.
    pub name: String,
    /// Begins and ends with `/`.
    pub path: String,
    /// Free text.
    pub description: Option<String>,
    /// When it was made.
    pub created: Timestamp,
    /// When a version was made or the default version changed, last.
    pub updated: Timestamp,
    /// The number of the version in force: 1 for `v1`.
    pub default_version: u32,
    /// The number the next version gets; numbers of deleted versions are not used again.
    pub next_version: u32,
    /// The versions that exist, oldest first.
    pub versions: Vec<PolicyVersionSummary>,
    /// Its tags.
    pub tags: Tags,
    /// Whether it may be attached.
    pub is_attachable: bool,
    /// Label and birth.
    pub lineage: ObjectLineage,
}

/// A version as a list shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyVersionSummary {
    /// Its number: 1 for `v1`.
    pub number: u32,
    /// When it was made.
    pub created: Timestamp,
}

impl Record for Policy {
    const NOUN: &'static str = "policy";
    type Id = str;

    fn key(account: &str, id: &str) -> Key {
        entities(account).key(id)
    }

    fn own_key(&self, account: &str) -> Key {
        Self::key(account, self.id.as_str())
    }
}

/// One version of a policy. It is never changed, only deleted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyVersion {
    /// The policy and the number.
    #[serde(flatten)]
    pub id: PolicyVersionId,
    /// When it was made.
    pub created: Timestamp,
    /// The document as it was given.
    pub document: String,
}

/// Names a version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyVersionId {
    /// The policy.
    pub policy: PolicyId,
    /// Its number: 1 for `v1`.
    pub number: u32,
}

impl Record for PolicyVersion {
    const NOUN: &'static str = "policy version";
    type Id = PolicyVersionId;

    fn key(account: &str, id: &PolicyVersionId) -> Key {
        Key::new(format!("a/{account}/p/{}/v/{}", id.policy.as_str(), id.number))
    }

    fn own_key(&self, account: &str) -> Key {
        Self::key(account, &self.id)
    }
}
