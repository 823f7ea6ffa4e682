//! Which users are in which groups, found from both ends and by unique ids, so that a new name of
//! either changes nothing.

use entail_lineage::{ObjectId, PrincipalId};
use serde::{Deserialize, Serialize};

use super::{Record, Timestamp};
use crate::key::{Key, Prefix};

/// One membership: the value at both of its keys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    /// Who is in which group.
    #[serde(flatten)]
    pub id: MembershipId,
    /// When the user was added.
    pub added: Timestamp,
}

/// Names a membership.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MembershipId {
    /// The user.
    pub user: PrincipalId,
    /// The group.
    pub group: ObjectId,
}

impl Membership {
    /// The membership seen from the group.
    pub fn reverse_key(account: &str, id: &MembershipId) -> Key {
        members_of(account, &id.group).key(id.user.as_str())
    }
}

impl Record for Membership {
    const NOUN: &'static str = "membership";
    type Id = MembershipId;

    fn key(account: &str, id: &MembershipId) -> Key {
        groups_of(account, &id.user).key(id.group.as_str())
    }

    fn own_key(&self, account: &str) -> Key {
        Self::key(account, &self.id)
    }
}

/// The groups that a user is in.
pub fn groups_of(account: &str, user: &PrincipalId) -> Prefix {
    Prefix::new(format!("a/{account}/ug/{}/", user.as_str()))
}

/// The users in a group.
pub fn members_of(account: &str, group: &ObjectId) -> Prefix {
    Prefix::new(format!("a/{account}/gu/{}/", group.as_str()))
}
