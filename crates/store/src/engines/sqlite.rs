//! The embedded engine: one `SQLite` database in a data directory, written by one thread.
//!
//! `SQLite` runs in WAL mode with synchronous FULL: an acknowledged commit is on the disk. Commits
//! that wait together share one sync. Each snapshot is a read transaction on a connection of its
//! own, so that readers and the writer never wait for one another.
//!
//! A backup is restored by putting it into an empty data directory as `entail.sqlite3`; the store
//! then draws a new epoch, so that tokens from before are refused.

mod column;
mod maintain;
mod open;
mod readers;
mod writer;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use async_trait::async_trait;
use tokio::sync::{mpsc, oneshot};

use super::feed::{self, Feed};
use crate::error::{BackupError, CommitError, OpenError, ReadError};
use crate::limits;
use crate::revision::{Revision, Token};
use crate::store::{ChangeStream, ReadAt, Report, Snapshot, Store};
use crate::txn::Txn;
use readers::{Readers, SqliteSnapshot};
use writer::{Command, Submission, Writer};

/// How a store is opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SqliteOptions {
    /// Which store of a deployment; a file of another cell is refused.
    pub cell: u32,
    /// How long operation ids are remembered.
    pub operation_id_time_to_live: Duration,
    /// How many revisions of changes are kept.
    pub change_history_revisions: u64,
    /// How often both are swept, at most: only after a commit.
    pub sweep_interval: Duration,
}

impl Default for SqliteOptions {
    fn default() -> Self {
        Self {
            cell: 0,
            operation_id_time_to_live: limits::OPERATION_ID_TIME_TO_LIVE,
            change_history_revisions: limits::CHANGE_HISTORY_REVISIONS_MAX,
            sweep_interval: limits::SWEEP_INTERVAL,
        }
    }
}

/// A store in one data directory, which no other process can open meanwhile.
///
/// Dropping it waits for the commits that are under way.
#[derive(Debug)]
pub struct SqliteStore {
    path: PathBuf,
    readers: Arc<Readers>,
    feed: Feed,
    at_open: Token,
    commands: Option<mpsc::Sender<Command>>,
    writer: Option<JoinHandle<()>>,
    // Held until the writer has ended: fields are dropped in order, after `drop`.
    _lock: File,
}

impl SqliteStore {
    /// Opens the store in a directory, and makes both if need be. It blocks for some milliseconds.
    pub fn open(directory: &Path, options: SqliteOptions) -> Result<Self, OpenError> {
        let lock = open::lock_directory(directory)?;
        let path = open::database_path(directory)?;
        let (connection, head) = open::writer(&path, options.cell)?;
        let (publisher, feed) =
            feed::feed(head.token, head.oldest, limits::FEED_BATCHES_CACHED_MAX);
        let (commands, receiver) = mpsc::channel(limits::COMMIT_QUEUE_MAX);
        let writer = Writer::new(connection, head, publisher, options).spawn(receiver);
        let writer = writer.map_err(open::engine_error)?;
        tracing::info!(path = %path.display(), head = %head.token, "store opened");
        Ok(Self {
            readers: Arc::new(Readers::new(path.clone())),
            path,
            feed,
            at_open: head.token,
            commands: Some(commands),
            writer: Some(writer),
            _lock: lock,
        })
    }

    async fn send(&self, command: Command) -> Result<(), CommitError> {
        let closed = || CommitError::Unavailable("the store is closed".to_owned());
        let commands = self.commands.as_ref().ok_or_else(closed)?;
        commands.send(command).await.map_err(|_| closed())
    }
}

impl Drop for SqliteStore {
    fn drop(&mut self) {
        drop(self.commands.take());
        if let Some(writer) = self.writer.take()
            && writer.join().is_err()
        {
            tracing::error!("the writer of the store ended early");
        }
    }
}

#[async_trait]
impl Store for SqliteStore {
    async fn read(&self, at: ReadAt) -> Result<Box<dyn Snapshot>, ReadError> {
        let permit = self.readers.permit().await?;
        let (reader, head) = self.readers.begin()?;
        super::check_freshness(at, head.token)?;
        Ok(Box::new(SqliteSnapshot::new(reader, head.token.revision, permit)))
    }

    async fn commit(&self, txn: Txn) -> Result<Token, CommitError> {
        txn.validate()?;
        let (reply, answer) = oneshot::channel();
        self.send(Command::Commit(Submission { txn, reply })).await?;
        answer.await.unwrap_or_else(|_| Err(CommitError::Unknown("the writer ended".to_owned())))
    }

    fn watch(&self, from: Token) -> Box<dyn ChangeStream> {
        Box::new(self.feed.stream(from, Box::new(Arc::clone(&self.readers))))
    }

    async fn head(&self) -> Result<Token, ReadError> {
        Ok(self.at_open.at(self.feed.head()))
    }

    async fn compact(&self, before: Revision) -> Result<Revision, CommitError> {
        let (reply, answer) = oneshot::channel();
        self.send(Command::Compact { before, reply }).await?;
        answer.await.unwrap_or_else(|_| Err(CommitError::Unknown("the writer ended".to_owned())))
    }

    async fn backup(&self, destination: &Path) -> Result<Token, BackupError> {
        let (source, destination) = (self.path.clone(), destination.to_owned());
        let copied = tokio::task::spawn_blocking(move || maintain::backup(&source, &destination));
        copied.await.map_err(|error| BackupError::Engine(error.to_string()))?
    }

    async fn check(&self) -> Result<Report, ReadError> {
        let permit = self.readers.permit().await?;
        let readers = Arc::clone(&self.readers);
        let checked = tokio::task::spawn_blocking(move || {
            let _held = permit;
            let (reader, head) = readers.begin()?;
            maintain::check(reader.get()?, head)
        });
        checked.await.map_err(|error| ReadError::Unavailable(error.to_string()))?
    }
}
