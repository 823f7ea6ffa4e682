//! When, where and for what something was last used: written often and apart from what it is about,
//! so that using a role conflicts with no change of it.

use serde::{Deserialize, Serialize};

use super::{Record, Timestamp};
use crate::error::RecordError;
use crate::key::{Key, Prefix};
use crate::txn::{OpId, Txn};

/// The last use of an access key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessKeyLastUsed {
    /// The access key.
    pub id: String,
    /// When.
    pub used: Timestamp,
    /// The region signed for.
    pub region: String,
    /// The service signed for.
    pub service: String,
}

impl Record for AccessKeyLastUsed {
    const NOUN: &'static str = "access key last used";
    type Id = str;

    fn key(account: &str, id: &str) -> Key {
        Prefix::new(format!("a/{account}/ku/")).key(id)
    }

    fn own_key(&self, account: &str) -> Key {
        Self::key(account, &self.id)
    }
}

/// The last use of a role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleLastUsed {
    /// The role's unique id.
    pub id: String,
    /// When.
    pub used: Timestamp,
    /// The region signed for.
    pub region: String,
}

impl Record for RoleLastUsed {
    const NOUN: &'static str = "role last used";
    type Id = str;

    fn key(account: &str, id: &str) -> Key {
        Prefix::new(format!("a/{account}/ru/")).key(id)
    }

    fn own_key(&self, account: &str) -> Key {
        Self::key(account, &self.id)
    }
}

/// A transaction that writes one record whatever else happens: for last uses, which no decision
/// reads and where the last writer may win.
pub fn write_unguarded<R: Record>(
    account: &str,
    record: &R,
    op_id: OpId,
) -> Result<Txn, RecordError> {
    let mut txn = Txn::new(op_id);
    txn.puts.push((record.own_key(account), record.encode()?));
    Ok(txn)
}
