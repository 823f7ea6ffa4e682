//! Until when a live session may carry a seal, or be narrowed by a policy. Session tokens are sealed
//! and not stored, so this is all that is known of them; it keeps the policy from being deleted, or
//! edited from a lineage, under a session.

use entail_lineage::PolicyId;
use serde::{Deserialize, Serialize};

use super::{Record, Timestamp};
use crate::key::{Key, Prefix};

/// The last moment at which some session may carry the seal, rounded up to the hour so that it is
/// seldom written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CarriedUntil {
    /// The seal.
    pub policy: PolicyId,
    /// A full hour.
    pub until: Timestamp,
}

impl CarriedUntil {
    /// For a session that expires then.
    pub fn session_expiry(policy: PolicyId, expires: Timestamp) -> Self {
        Self { policy, until: expires.rounded_up_to_the_hour() }
    }
}

impl Record for CarriedUntil {
    const NOUN: &'static str = "carried until";
    type Id = PolicyId;

    fn key(account: &str, id: &PolicyId) -> Key {
        Prefix::new(format!("a/{account}/cu/")).key(id.as_str())
    }

    fn own_key(&self, account: &str) -> Key {
        Self::key(account, &self.policy)
    }
}

/// The last moment at which some session that lacks a seal of the policy may carry it, or have it as
/// session policy, rounded up to the hour. Until then no lineage edits it (w1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldUntil {
    /// The policy.
    pub policy: PolicyId,
    /// A full hour.
    pub until: Timestamp,
}

impl HeldUntil {
    /// For a session that expires then.
    pub fn session_expiry(policy: PolicyId, expires: Timestamp) -> Self {
        Self { policy, until: expires.rounded_up_to_the_hour() }
    }
}

impl Record for HeldUntil {
    const NOUN: &'static str = "held until";
    type Id = PolicyId;

    fn key(account: &str, id: &PolicyId) -> Key {
        Prefix::new(format!("a/{account}/hu/")).key(id.as_str())
    }

    fn own_key(&self, account: &str) -> Key {
        Self::key(account, &self.policy)
    }
}
