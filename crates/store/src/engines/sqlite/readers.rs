//! The pool of read connections, and snapshots on them.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::column::{
    from_column, key_from_column, read_error, to_column, value_from_column, versioned,
};
use super::open::{self, Head};
use crate::engines::feed::Replay;
use crate::error::{ReadError, WatchError};
use crate::key::{Key, Prefix};
use crate::limits;
use crate::revision::Revision;
use crate::store::{Batch, Change, Snapshot, Versioned};

const SCAN_FROM: &str = "select key, value, created, modified from kv
                         where key >= ?1 and key < ?2 order by key limit ?3";
const SCAN_AFTER: &str = "select key, value, created, modified from kv
                          where key > ?1 and key < ?2 order by key limit ?3";
const CHANGES_AFTER: &str = "select revision, key, value from change
                             where revision > ?1 and revision <= ?2 order by revision, key";

/// Read connections of one database.
#[derive(Debug)]
pub(super) struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
    permits: Arc<Semaphore>,
}

impl Readers {
    pub(super) fn new(path: PathBuf) -> Self {
        let permits = Arc::new(Semaphore::new(limits::SNAPSHOTS_OPEN_MAX));
        Self { path, idle: Mutex::default(), permits }
    }

    /// Waits until a snapshot may be opened.
    pub(super) async fn permit(&self) -> Result<OwnedSemaphorePermit, ReadError> {
        let permits = Arc::clone(&self.permits);
        if let Ok(permit) = Arc::clone(&permits).try_acquire_owned() {
            return Ok(permit);
        }
        let waited = tokio::time::timeout(limits::SNAPSHOT_WAIT_MAX, permits.acquire_owned()).await;
        match waited {
            Ok(Ok(permit)) => Ok(permit),
            Ok(Err(_)) | Err(_) => {
                Err(ReadError::Unavailable("too many snapshots are open".to_owned()))
            }
        }
    }

    /// A connection in a read transaction, and where that transaction is.
    pub(super) fn begin(self: &Arc<Self>) -> Result<(Reader, Head), ReadError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connection = match idle {
            Some(connection) => connection,
            None => open::reader(&self.path).map_err(unavailable)?,
        };
        let reader = Reader { connection: Some(connection), readers: Arc::clone(self) };
        reader
            .get()?
            .prepare_cached("begin")
            .and_then(|mut s| s.execute([]))
            .map_err(read_error)?;
        // The transaction's view is fixed by its first read, which is this one.
        let head = open::head(reader.get()?).map_err(unavailable)?;
        Ok((reader, head))
    }

    fn give_back(&self, connection: Connection) {
        let ended = connection.prepare_cached("rollback").and_then(|mut s| s.execute([]));
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if ended.is_ok() && idle.len() < limits::READERS_IDLE_MAX {
            idle.push(connection);
        }
    }
}

fn unavailable(error: impl std::fmt::Display) -> ReadError {
    ReadError::Unavailable(error.to_string())
}

/// A connection that goes back to its pool.
#[derive(Debug)]
pub(super) struct Reader {
    connection: Option<Connection>,
    readers: Arc<Readers>,
}

impl Reader {
    pub(super) fn get(&self) -> Result<&Connection, ReadError> {
        let closed = || ReadError::Unavailable("the connection is closed".to_owned());
        self.connection.as_ref().ok_or_else(closed)
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take() {
            self.readers.give_back(connection);
        }
    }
}

/// One revision, seen by one read transaction.
#[derive(Debug)]
pub(super) struct SqliteSnapshot {
    reader: Reader,
    revision: Revision,
    // Held so that the number of open snapshots is bounded.
    _permit: OwnedSemaphorePermit,
}

impl SqliteSnapshot {
    pub(super) fn new(reader: Reader, revision: Revision, permit: OwnedSemaphorePermit) -> Self {
        Self { reader, revision, _permit: permit }
    }
}

impl Snapshot for SqliteSnapshot {
    fn revision(&self) -> Revision {
        self.revision
    }

    fn get(&self, key: &Key) -> Result<Option<Versioned>, ReadError> {
        let query = "select value, created, modified from kv where key = ?1";
        let mut statement = self.reader.get()?.prepare_cached(query).map_err(read_error)?;
        let mut rows = statement.query([key.as_str().as_bytes()]).map_err(read_error)?;
        rows.next().map_err(read_error)?.map(|row| versioned(row, 0)).transpose()
    }

    fn scan(
        &self,
        prefix: &Prefix,
        after: Option<&Key>,
        limit: usize,
    ) -> Result<Vec<(Key, Versioned)>, ReadError> {
        let limit = i64::try_from(limit.min(limits::SCAN_ENTRIES_MAX)).unwrap_or(i64::MAX);
        let start = prefix.as_str();
        let (query, start) = match after.map(Key::as_str) {
            Some(after) if after >= start => (SCAN_AFTER, after),
            _ => (SCAN_FROM, start),
        };
        let mut statement = self.reader.get()?.prepare_cached(query).map_err(read_error)?;
        let bounds = rusqlite::params![start.as_bytes(), end_of(prefix), limit];
        let mut rows = statement.query(bounds).map_err(read_error)?;
        let mut entries = Vec::new();
        while let Some(row) = rows.next().map_err(read_error)? {
            let key = key_from_column(row.get_ref(0).map_err(read_error)?)?;
            entries.push((key, versioned(row, 1)?));
        }
        Ok(entries)
    }
}

/// The first bytes after every key under a prefix: no UTF-8 text has the byte 255.
pub(super) fn end_of(prefix: &Prefix) -> Vec<u8> {
    let mut end = prefix.as_str().as_bytes().to_vec();
    end.push(u8::MAX);
    end
}

impl Replay for Arc<Readers> {
    fn replay(&self, after: Revision) -> Result<Vec<Batch>, WatchError> {
        let (reader, head) = self.begin()?;
        if after.next() < head.oldest {
            return Err(WatchError::Compacted { oldest: head.oldest });
        }
        let furthest = after.number().saturating_add(limits::FEED_REPLAY_REVISIONS_MAX);
        let last = furthest.min(head.token.revision.number());
        // Revisions have no gaps; one that changed nothing has no rows.
        let mut batches: Vec<Batch> = (after.next().number()..=last)
            .map(|number| Batch {
                token: head.token.at(Revision::new(number)),
                changes: Vec::new(),
            })
            .collect();
        fill(reader.get()?, after, Revision::new(last), &mut batches)?;
        Ok(batches)
    }
}

/// Reads the changes after one revision up to another into their batches.
fn fill(
    connection: &Connection,
    after: Revision,
    last: Revision,
    batches: &mut [Batch],
) -> Result<(), ReadError> {
    let mut statement = connection.prepare_cached(CHANGES_AFTER).map_err(read_error)?;
    let mut rows = statement.query([to_column(after), to_column(last)]).map_err(read_error)?;
    let mut remaining = batches.iter_mut().peekable();
    while let Some(row) = rows.next().map_err(read_error)? {
        let revision = from_column(row.get(0).map_err(read_error)?)?;
        while remaining.peek().is_some_and(|batch| batch.token.revision < revision) {
            remaining.next();
        }
        let key = key_from_column(row.get_ref(1).map_err(read_error)?)?;
        let value = value_from_column(row.get_ref(2).map_err(read_error)?)?;
        if let Some(batch) = remaining.peek_mut() {
            batch.changes.push(Change { key, value });
        }
    }
    Ok(())
}
