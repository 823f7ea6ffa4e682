//! In which accounts access keys work: unlike what principals demand, that never changes.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Mutex, PoisonError},
};

use crate::{limits::REMEMBERED_MAX, state::Account};

/// Accounts by access key id, as long as the finder is there.
#[derive(Debug, Default)]
pub(super) struct Accounts(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    accounts: BTreeMap<String, Account>,
    /// The oldest first.
    order: VecDeque<String>,
}

impl Accounts {
    pub(super) fn insert(&self, access_key_id: &str, account: Account) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Known { accounts, order } = &mut *known;
        if accounts.insert(access_key_id.to_owned(), account).is_some() {
            return;
        }
        order.push_back(access_key_id.to_owned());
        if order.len() > REMEMBERED_MAX
            && let Some(oldest) = order.pop_front()
        {
            accounts.remove(&oldest);
        }
    }

    pub(super) fn get(&self, access_key_id: &str) -> Option<Account> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.accounts.get(access_key_id).cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(id: usize) -> Account {
        Account { partition: "aws".to_owned(), id: id.to_string() }
    }

    #[test]
    fn the_oldest_is_forgotten_when_the_limit_is_reached() {
        let accounts = Accounts::default();
        for number in 0..=REMEMBERED_MAX {
            accounts.insert(&number.to_string(), account(number));
            accounts.insert(&number.to_string(), account(number));
        }
        assert_eq!(accounts.get("0"), None);
        assert_eq!(accounts.get("1"), Some(account(1)));
        assert_eq!(accounts.get(&REMEMBERED_MAX.to_string()), Some(account(REMEMBERED_MAX)));
    }
}
