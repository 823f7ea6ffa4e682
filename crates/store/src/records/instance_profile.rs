//! Instance profiles, and which of them hold a role.

use entail_lineage::{Label, ObjectId, ObjectLineage, PrincipalId};
use serde::{Deserialize, Serialize};

use super::user::entities;
use super::{Record, Tags, Timestamp};
use crate::key::{Key, Prefix};

/// An instance profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InstanceProfile {
    /// The unique id, `AIPA...`.
    pub id: ObjectId,
    /// The name, unique in the account without regard to case.
    pub name: String,
    /// Begins and ends with `/`.
    pub path: String,
    /// When it was made.
    pub created: Timestamp,
    /// The role in it, if there is one.
    pub role: Option<PassedRole>,
    /// Its tags.
    pub tags: Tags,
    /// Label, birth and writers.
    pub lineage: ObjectLineage,
}

/// A role that was handed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PassedRole {
    /// The role.
    pub id: PrincipalId,
    /// Seals of whoever handed it over that the role admits, and those that were dropped on the way
    /// to them: no ceiling, and not forgotten.
    #[serde(default, skip_serializing_if = "Label::is_empty")]
    pub provenance: Label,
}

impl Record for InstanceProfile {
    const NOUN: &'static str = "instance profile";
    type Id = str;

    fn key(account: &str, id: &str) -> Key {
        entities(account).key(id)
    }

    fn own_key(&self, account: &str) -> Key {
        Self::key(account, self.id.as_str())
    }
}

/// That a role is in an instance profile, found from the role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileOfRole {
    /// The role.
    pub role: PrincipalId,
    /// The instance profile.
    pub profile: ObjectId,
}

impl Record for ProfileOfRole {
    const NOUN: &'static str = "profile of role";
    type Id = Self;

    fn key(account: &str, id: &Self) -> Key {
        profiles_of(account, &id.role).key(id.profile.as_str())
    }

    fn own_key(&self, account: &str) -> Key {
        Self::key(account, self)
    }
}

/// The instance profiles of a role.
pub fn profiles_of(account: &str, role: &PrincipalId) -> Prefix {
    Prefix::new(format!("a/{account}/ip/{}/", role.as_str()))
}
