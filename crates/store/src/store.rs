//! The trait that every engine implements, and what it hands out.

use std::fmt::Debug;
use std::path::Path;

use async_trait::async_trait;

use crate::error::{BackupError, CommitError, ReadError, WatchError};
use crate::key::{Key, Prefix, Value};
use crate::revision::{Revision, Token};
use crate::txn::Txn;

/// How fresh a snapshot must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadAt {
    /// Every commit that was acknowledged before the call is in it (linearizable).
    Latest,
    /// It is at least as new as the token; answers [`ReadError::Behind`] rather than older.
    AtLeast(Token),
    /// Whatever is at hand without asking other nodes.
    Local,
}

/// A small transactional, ordered map from keys to values, with revisions and a change feed.
#[async_trait]
pub trait Store: Send + Sync + Debug {
    /// A view of one revision.
    async fn read(&self, at: ReadAt) -> Result<Box<dyn Snapshot>, ReadError>;

    /// Commits a transaction: when this returns a token, the write survives a crash.
    ///
    /// Dropping the returned future does not undo the commit.
    async fn commit(&self, txn: Txn) -> Result<Token, CommitError>;

    /// Every transaction after the token, in order, each exactly once.
    fn watch(&self, from: Token) -> Box<dyn ChangeStream>;

    /// The newest revision; also a sign of life.
    async fn head(&self) -> Result<Token, ReadError>;

    /// Forgets the changes of revisions before this one (not the values), and answers the oldest
    /// revision whose changes are still kept.
    async fn compact(&self, before: Revision) -> Result<Revision, CommitError>;

    /// Writes a consistent copy to a new file, readable by its owner only, and answers the revision
    /// it holds. A store opened on the copy has another epoch.
    async fn backup(&self, destination: &Path) -> Result<Token, BackupError>;

    /// Looks at everything that is stored.
    async fn check(&self) -> Result<Report, ReadError>;
}

/// A value and its history in two numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Versioned {
    /// The value.
    pub value: Value,
    /// The revision that made the key (again, if it was deleted in between).
    pub created: Revision,
    /// The revision that wrote the value last.
    pub modified: Revision,
}

/// The store at exactly one revision, whatever is committed later.
///
/// CHOICE: reads are synchronous. An operation runs in a blocking section; the embedded engine
/// answers in microseconds; and distributed engines will serve snapshots from a local replica that
/// follows the change feed, so that no read of a decision waits for the network.
pub trait Snapshot: Send + Debug {
    /// The revision seen.
    fn revision(&self) -> Revision;

    /// The value under a key.
    fn get(&self, key: &Key) -> Result<Option<Versioned>, ReadError>;

    /// The first `limit` entries under a prefix, in the order of keys, that come after `after`.
    ///
    /// At most [`SCAN_ENTRIES_MAX`](crate::limits::SCAN_ENTRIES_MAX) at once.
    fn scan(
        &self,
        prefix: &Prefix,
        after: Option<&Key>,
        limit: usize,
    ) -> Result<Vec<(Key, Versioned)>, ReadError>;
}

/// The changes of a store, one transaction at a time.
#[async_trait]
pub trait ChangeStream: Send + Debug {
    /// Waits for the next transaction. After an error the stream answers the same error again.
    async fn next(&mut self) -> Result<Batch, WatchError>;
}

/// What one transaction changed; never a part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// The revision the transaction made.
    pub token: Token,
    /// Its changes in the order of keys; a transaction may have changed nothing.
    pub changes: Vec<Change>,
}

/// One key of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The key.
    pub key: Key,
    /// The new value, or nothing when the key was deleted.
    pub value: Option<Value>,
}

/// What [`Store::check`] found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The revision that was looked at.
    pub token: Token,
    /// How many keys have a value.
    pub keys: u64,
    /// The oldest revision whose changes are still kept.
    pub oldest: Revision,
    /// One line for each fault; empty when all is well.
    pub problems: Vec<String>,
}
