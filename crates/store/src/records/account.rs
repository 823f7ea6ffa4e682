//! The account itself.

use entail_lineage::Label;
use serde::{Deserialize, Serialize};

use super::{Record, Timestamp};
use crate::error::ReadError;
use crate::key::{Key, Prefix};
use crate::store::Snapshot;

/// An account. Its root user is the principal whose id is the account's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Twelve digits.
    pub id: String,
    /// When it was made.
    pub created: Timestamp,
    /// The alias shown in sign-in addresses.
    pub alias: Option<String>,
    /// The seals that bind every session in the account and label every object in it.
    pub label: Label,
}

impl Record for Account {
    const NOUN: &'static str = "account";
    type Id = str;

    /// The record of the account itself: the id is the account's own.
    fn key(account: &str, _id: &str) -> Key {
        Key::new(format!("a/{account}/account"))
    }

    fn own_key(&self, account: &str) -> Key {
        Self::key(account, &self.id)
    }
}

/// The ids of all accounts in a store, in order. It costs one read for each account, however much
/// the accounts hold.
pub fn all(snapshot: &dyn Snapshot) -> Result<Vec<String>, ReadError> {
    let everything = Prefix::new("a/");
    let mut accounts: Vec<String> = Vec::new();
    let mut after: Option<Key> = None;
    while let Some((key, _)) = snapshot.scan(&everything, after.as_ref(), 1)?.into_iter().next() {
        let account = key.account().unwrap_or_default().to_owned();
        // Past every key of the account: no segment begins with the highest character.
        after = Some(Key::new(format!("a/{account}/{}", char::MAX)));
        accounts.push(account);
    }
    Ok(accounts)
}
