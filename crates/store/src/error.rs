//! One narrow error per verb of the store.

use crate::key::Key;
use crate::revision::{Revision, Token};

/// Why nothing could be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The engine cannot answer now; the same read may succeed later.
    #[error("the store cannot be read: {0}")]
    Unavailable(String),
    /// What is stored is damaged.
    #[error("the store is damaged: {0}")]
    Damaged(String),
    /// The token comes from another cell, or from before a restore from backup.
    #[error("the token {0} is of another store")]
    ForeignToken(Token),
    /// The engine has not yet reached the token's revision.
    #[error("the store is at revision {have}, behind the revision {want} asked for")]
    Behind {
        /// Where the engine is.
        have: Revision,
        /// What was asked for.
        want: Revision,
    },
}

/// Why a transaction did not commit. Each case asks something else of the caller.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CommitError {
    /// The guard with this index does not hold: read again, decide again.
    #[error("guard {0} of the transaction does not hold")]
    Guard(usize),
    /// The counter with this index would pass its limit.
    #[error("counter {0} of the transaction would pass its limit")]
    Counter(usize),
    /// The transaction is over one of the limits; it can never commit.
    #[error("the transaction has {have} {what}, over the limit of {max}")]
    TooLarge {
        /// What there is too much of.
        what: &'static str,
        /// How much of it there is.
        have: usize,
        /// The named limit.
        max: usize,
    },
    /// The transaction contradicts itself; it can never commit.
    #[error("the transaction names the key `{0}` in two of its writes")]
    Contradictory(Key),
    /// It may or may not have committed. Committing it again with the same operation id is safe.
    #[error("it is not known whether the transaction committed: {0}")]
    Unknown(String),
    /// It did not commit; it may later.
    #[error("the store cannot be written: {0}")]
    Unavailable(String),
}

/// Why a change stream ended.
#[derive(Debug, thiserror::Error)]
pub enum WatchError {
    /// The changes after the token are no longer kept: read a snapshot and watch from there.
    #[error("changes before revision {oldest} are compacted")]
    Compacted {
        /// The oldest revision whose changes are still kept.
        oldest: Revision,
    },
    /// The token comes from another cell, or from before a restore from backup.
    #[error("the token {0} is of another store")]
    ForeignToken(Token),
    /// The store was closed.
    #[error("the store is closed")]
    Closed,
    /// The engine could not read its own history.
    #[error(transparent)]
    Read(#[from] ReadError),
}

/// Why a store could not be opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// Another process has the data directory open.
    #[error("the data directory `{0}` is in use by another process")]
    InUse(String),
    /// The files were written by a newer version of the program.
    #[error("the store has schema version {found}, newer than {known}, the newest known here")]
    NewerSchema {
        /// The version in the file.
        found: i64,
        /// The newest version this program reads.
        known: i64,
    },
    /// The linked `SQLite` can lose acknowledged writes.
    #[error("SQLite {0} is too old: 3.51.3 or newer is needed")]
    OldSqlite(&'static str),
    /// The file belongs to another cell.
    #[error("the store is of cell {found}, not of cell {wanted}")]
    OtherCell {
        /// The cell in the file.
        found: u32,
        /// The cell asked for.
        wanted: u32,
    },
    /// The directory or a file in it could not be made or opened.
    #[error("cannot open `{path}`: {source}")]
    File {
        /// What could not be opened.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// The engine refused.
    #[error("cannot open the database: {0}")]
    Engine(String),
}

/// Why no backup was made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BackupError {
    /// This engine keeps nothing on disk.
    #[error("this engine keeps nothing that could be backed up")]
    NothingKept,
    /// The destination exists or cannot be written.
    #[error("cannot write the backup `{path}`: {source}")]
    File {
        /// The destination.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// The engine refused.
    #[error("the backup failed: {0}")]
    Engine(String),
}

/// Why a record could not be read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RecordError {
    /// The store below.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The value under the key is not this kind of record. It is never taken for an empty one.
    #[error("the value of `{key}` is not a readable {noun}: {reason}")]
    Unreadable {
        /// Where it is stored.
        key: Key,
        /// What it should be.
        noun: &'static str,
        /// What is wrong with it.
        reason: String,
    },
    /// The record could not be written as JSON.
    #[error("the {noun} cannot be encoded: {reason}")]
    NotEncodable {
        /// What it is.
        noun: &'static str,
        /// Why not.
        reason: String,
    },
}

/// Why a [`Transaction`](crate::Transaction) did not commit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TransactionError {
    /// Something that was read has changed since: begin again.
    #[error("what the transaction read has changed since")]
    Conflict,
    /// A quota of the account would be passed.
    #[error("the quota of {} would be passed", .0.noun())]
    QuotaExceeded(crate::records::quota::Quota),
    /// Any other refusal of the engine.
    #[error(transparent)]
    Commit(CommitError),
}
