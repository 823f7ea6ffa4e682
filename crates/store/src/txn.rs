//! The declarative transaction: guards, then writes, all or nothing.
//!
//! There are no interactive transactions and no locks. Guards and operations are what `SQLite`, etcd,
//! `PostgreSQL` and `FoundationDB` have in common; retries are safe, and no lock spans a network call.

use std::collections::BTreeSet;
use std::fmt;

use crate::error::CommitError;
use crate::key::{Key, Prefix, Value};
use crate::limits;
use crate::revision::Revision;

/// Names one write of one caller. A transaction committed again under the same id commits once and
/// answers the same token.
///
/// The caller draws it at random; it is remembered for
/// [`OPERATION_ID_TIME_TO_LIVE`](limits::OPERATION_ID_TIME_TO_LIVE).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OpId([u8; 16]);

impl OpId {
    /// The id with these (random) bytes.
    pub const fn new(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Display for OpId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

/// What must hold at the moment of the commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Guard {
    /// There is no value under the key: how uniqueness is kept.
    Absent(Key),
    /// The value under the key was last written at exactly this revision.
    RevisionIs(Key, Revision),
    /// No key under the prefix was put or deleted after this revision. It fails, to be safe, where
    /// the changes since then are compacted.
    RangeUnchangedSince(Prefix, Revision),
}

/// Changes the number under a key without reading it, so that two transactions that count the same
/// thing do not abort one another.
///
/// A missing counter is 0. CHOICE: a sum below zero becomes zero, so that a counter that is wrong
/// cannot keep anything from being deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Add {
    /// Where the number is.
    pub key: Key,
    /// What is added; negative to take away.
    pub delta: i64,
    /// The sum may not be above this when `delta` is positive.
    pub at_most: u64,
}

/// A transaction: if every guard holds and no counter passes its limit, all of it happens at one
/// new revision; else nothing.
///
/// A transaction without operations only checks its guards and makes no revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Txn {
    /// For idempotent retries.
    pub op_id: OpId,
    /// What must hold.
    pub guards: Vec<Guard>,
    /// Values to write.
    pub puts: Vec<(Key, Value)>,
    /// Keys to remove; an absent one is no error.
    pub deletes: Vec<Key>,
    /// Numbers to change.
    pub counters: Vec<Add>,
}

impl Txn {
    /// A transaction that does nothing yet.
    pub const fn new(op_id: OpId) -> Self {
        Self {
            op_id,
            guards: Vec::new(),
            puts: Vec::new(),
            deletes: Vec::new(),
            counters: Vec::new(),
        }
    }

    /// How many operations it has.
    pub fn operations(&self) -> usize {
        self.puts.len() + self.deletes.len() + self.counters.len()
    }

    /// Whether it writes nothing.
    pub fn is_read_only(&self) -> bool {
        self.operations() == 0
    }

    /// Checks the limits and that no key is written twice. Every engine calls it first.
    pub fn validate(&self) -> Result<(), CommitError> {
        at_most("operations", self.operations(), limits::TRANSACTION_OPERATIONS_MAX)?;
        at_most("guards", self.guards.len(), limits::TRANSACTION_GUARDS_MAX)?;
        let mut bytes = 0;
        let mut written = BTreeSet::new();
        for key in self.written_keys() {
            at_most("bytes in a key", key.as_str().len(), limits::KEY_BYTES_MAX)?;
            bytes += key.as_str().len();
            if !written.insert(key) {
                return Err(CommitError::Contradictory(key.clone()));
            }
        }
        bytes += self.puts.iter().map(|(_, value)| value.as_bytes().len()).sum::<usize>();
        at_most("bytes", bytes, limits::TRANSACTION_BYTES_MAX)
    }

    fn written_keys(&self) -> impl Iterator<Item = &Key> {
        let puts = self.puts.iter().map(|(key, _)| key);
        puts.chain(&self.deletes).chain(self.counters.iter().map(|add| &add.key))
    }
}

fn at_most(what: &'static str, have: usize, max: usize) -> Result<(), CommitError> {
    if have <= max { Ok(()) } else { Err(CommitError::TooLarge { what, have, max }) }
}
