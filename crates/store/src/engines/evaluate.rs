//! What a transaction does to a state: the same for every engine that evaluates it itself.

use crate::error::{CommitError, ReadError};
use crate::key::{Key, Prefix, Value};
use crate::records::quota::{decode_number, encode_number};
use crate::revision::Revision;
use crate::store::Change;
use crate::txn::{Add, Guard, Txn};

/// The state a transaction is evaluated on: all commits before it, and no other.
pub(super) trait State {
    fn modified(&self, key: &Key) -> Result<Option<Revision>, ReadError>;

    fn value(&self, key: &Key) -> Result<Option<Value>, ReadError>;

    /// Whether a key under the prefix was put or deleted after the revision; true where it is no
    /// longer known.
    fn changed_since(&self, prefix: &Prefix, revision: Revision) -> Result<bool, ReadError>;
}

/// The changes the transaction makes, in the order of keys; or why it makes none.
///
/// A deletion of an absent key is not a change.
pub(super) fn evaluate(txn: &Txn, state: &dyn State) -> Result<Vec<Change>, CommitError> {
    for (index, guard) in txn.guards.iter().enumerate() {
        if !holds(guard, state).map_err(unavailable)? {
            return Err(CommitError::Guard(index));
        }
    }
    let mut changes = Vec::with_capacity(txn.operations());
    for (index, add) in txn.counters.iter().enumerate() {
        let sum = sum(add, state).map_err(unavailable)?.ok_or(CommitError::Counter(index))?;
        changes.push(Change { key: add.key.clone(), value: Some(encode_number(sum)) });
    }
    for (key, value) in &txn.puts {
        changes.push(Change { key: key.clone(), value: Some(value.clone()) });
    }
    for key in &txn.deletes {
        if state.modified(key).map_err(unavailable)?.is_some() {
            changes.push(Change { key: key.clone(), value: None });
        }
    }
    changes.sort_by(|left, right| left.key.cmp(&right.key));
    Ok(changes)
}

fn holds(guard: &Guard, state: &dyn State) -> Result<bool, ReadError> {
    match guard {
        Guard::Absent(key) => Ok(state.modified(key)?.is_none()),
        Guard::RevisionIs(key, revision) => Ok(state.modified(key)? == Some(*revision)),
        Guard::RangeUnchangedSince(prefix, revision) => {
            Ok(!state.changed_since(prefix, *revision)?)
        }
    }
}

/// The counter's new number, or nothing when it would pass its limit.
fn sum(add: &Add, state: &dyn State) -> Result<Option<u64>, ReadError> {
    let number = decode_number(&add.key, state.value(&add.key)?.as_ref())?;
    let sum = number.saturating_add_signed(add.delta);
    Ok((add.delta <= 0 || sum <= add.at_most).then_some(sum))
}

fn unavailable(error: impl std::fmt::Display) -> CommitError {
    CommitError::Unavailable(error.to_string())
}
