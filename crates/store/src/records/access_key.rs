//! Access keys of users and of root. The secret stands apart, sealed.

use entail_lineage::PrincipalId;
use serde::{Deserialize, Serialize};

use super::{Record, Timestamp};
use crate::key::{Key, Prefix, Value};

/// A long-term access key, without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessKey {
    /// The id, `AKIA...`.
    pub id: String,
    /// The user; the account's id for a key of root.
    pub owner: PrincipalId,
    /// Whether it may be used.
    pub status: AccessKeyStatus,
    /// When it was made.
    pub created: Timestamp,
}

/// Whether an access key may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum AccessKeyStatus {
    /// It may.
    Active,
    /// It may not.
    Inactive,
}

impl Record for AccessKey {
    const NOUN: &'static str = "access key";
    type Id = str;

    fn key(account: &str, id: &str) -> Key {
        Prefix::new(format!("a/{account}/k/")).key(id)
    }

    fn own_key(&self, account: &str) -> Key {
        Self::key(account, &self.id)
    }
}

/// The secret of an access key, encrypted by the layer above. The store never sees it plain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedSecret(Value);

impl SealedSecret {
    /// What the layer above sealed.
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(Value::new(bytes))
    }

    /// What was sealed.
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    pub(crate) const fn from_value(value: Value) -> Self {
        Self(value)
    }

    pub(crate) fn to_value(&self) -> Value {
        self.0.clone()
    }
}

/// Where the sealed secret of an access key is.
pub fn secret_key(account: &str, id: &str) -> Key {
    Prefix::new(format!("a/{account}/ks/")).key(id)
}

/// The ids of an owner's access keys.
pub fn owned_by(account: &str, owner: &PrincipalId) -> Prefix {
    Prefix::new(format!("a/{account}/ko/{}/", owner.as_str()))
}
