//! The one thread that writes. It takes every transaction that waits, applies each in a savepoint
//! of one `SQLite` transaction, commits with one sync to the disk, and then answers each.
//!
//! INVARIANT: nobody is answered, and nothing is published, before the COMMIT has returned.

use std::thread::JoinHandle;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use rusqlite::{Connection, ErrorCode, OptionalExtension};
use tokio::sync::{mpsc, oneshot};

use super::SqliteOptions;
use super::column::{from_column, read_error, to_column, value_from_column, value_to_column};
use super::open::Head;
use super::readers::end_of;
use crate::engines::evaluate::{State, evaluate};
use crate::engines::feed::Publisher;
use crate::error::{CommitError, ReadError};
use crate::key::{Key, Prefix, Value};
use crate::limits;
use crate::revision::{Revision, Token};
use crate::store::{Batch, Change};
use crate::txn::{OpId, Txn};

/// What the thread is asked to do.
#[derive(Debug)]
pub(super) enum Command {
    Commit(Submission),
    Compact { before: Revision, reply: oneshot::Sender<Result<Revision, CommitError>> },
}

/// A transaction and who waits for it.
#[derive(Debug)]
pub(super) struct Submission {
    pub(super) txn: Txn,
    pub(super) reply: Reply,
}

type Reply = oneshot::Sender<Result<Token, CommitError>>;

#[derive(Debug)]
pub(super) struct Writer {
    connection: Connection,
    head: Head,
    publisher: Publisher,
    options: SqliteOptions,
    swept: Instant,
    /// Why nothing can be written any more.
    broken: Option<String>,
}

/// The transactions of one group, as far as they have come.
#[derive(Debug, Default)]
struct Group {
    outcomes: Vec<(Reply, Result<Token, CommitError>)>,
    batches: Vec<Batch>,
}

impl Writer {
    pub(super) fn new(
        connection: Connection,
        head: Head,
        publisher: Publisher,
        options: SqliteOptions,
    ) -> Self {
        Self { connection, head, publisher, options, swept: Instant::now(), broken: None }
    }

    /// Runs until the last sender is gone.
    pub(super) fn spawn(
        self,
        commands: mpsc::Receiver<Command>,
    ) -> std::io::Result<JoinHandle<()>> {
        std::thread::Builder::new().name("entail-store".to_owned()).spawn(|| self.run(commands))
    }

    fn run(mut self, mut commands: mpsc::Receiver<Command>) {
        while let Some(first) = commands.blocking_recv() {
            let mut waiting = vec![first];
            while waiting.len() < limits::COMMIT_GROUP_MAX {
                let Ok(command) = commands.try_recv() else { break };
                waiting.push(command);
            }
            self.serve(waiting);
            if self.swept.elapsed() >= self.options.sweep_interval {
                self.sweep();
            }
        }
        // A short log makes the next start fast; nothing depends on it.
        if let Err(error) = self.connection.execute_batch("pragma wal_checkpoint(truncate)") {
            tracing::warn!(%error, "the write-ahead log was not emptied");
        }
    }

    fn serve(&mut self, commands: Vec<Command>) {
        let mut submissions = Vec::with_capacity(commands.len());
        let mut compactions = Vec::new();
        for command in commands {
            match command {
                Command::Commit(submission) => submissions.push(submission),
                Command::Compact { before, reply } => compactions.push((before, reply)),
            }
        }
        if !submissions.is_empty() {
            self.commit_group(submissions);
        }
        for (before, reply) in compactions {
            // Whoever asked may have gone.
            let _ = reply.send(self.compact(before));
        }
    }

    fn commit_group(&mut self, submissions: Vec<Submission>) {
        let before = self.head;
        let mut group = Group::default();
        let committed = self.begin().and_then(|()| {
            for submission in submissions {
                let outcome = self.apply(&submission.txn, &mut group.batches);
                group.outcomes.push((submission.reply, outcome));
            }
            self.end()
        });
        match committed {
            Ok(()) => self.publisher.publish(group.batches),
            Err(error) => {
                self.head = before;
                for (_, outcome) in &mut group.outcomes {
                    *outcome = Err(error.clone());
                }
            }
        }
        for (reply, outcome) in group.outcomes {
            // The caller may have gone; the commit stands.
            let _ = reply.send(outcome);
        }
    }

    fn begin(&self) -> Result<(), CommitError> {
        if let Some(reason) = &self.broken {
            return Err(CommitError::Unavailable(reason.clone()));
        }
        self.execute("begin immediate").map_err(|error| unavailable(&error))
    }

    /// Writes the new head and commits.
    fn end(&mut self) -> Result<(), CommitError> {
        let saved = self.save_head();
        let committed = saved.and_then(|()| self.execute("commit"));
        committed.map_err(|error| self.failed(&error))
    }

    fn save_head(&self) -> rusqlite::Result<()> {
        let update = "update head set revision = ?1, oldest = ?2
                      where revision <> ?1 or oldest <> ?2";
        let numbers = [to_column(self.head.token.revision), to_column(self.head.oldest)];
        self.connection.prepare_cached(update)?.execute(numbers).map(drop)
    }

    /// What a failed commit means. A full disk leaves everything as it was. After any other failure
    /// the log may hold what was not acknowledged and may have lost what a later sync would
    /// promise, so that nothing is written any more until the store is opened again.
    fn failed(&mut self, error: &rusqlite::Error) -> CommitError {
        let undone = self.connection.is_autocommit() || self.execute("rollback").is_ok();
        if undone && error.sqlite_error_code() == Some(ErrorCode::DiskFull) {
            return unavailable(error);
        }
        tracing::error!(%error, "a commit failed; the store takes no more writes");
        self.broken = Some(format!("a commit failed: {error}"));
        CommitError::Unknown(error.to_string())
    }

    /// Evaluates and applies one transaction within the group.
    fn apply(&mut self, txn: &Txn, batches: &mut Vec<Batch>) -> Result<Token, CommitError> {
        if let Some(revision) = self.revision_of(txn.op_id).map_err(|e| unavailable(&e))? {
            return Ok(self.head.token.at(revision));
        }
        let changes = evaluate(txn, self)?;
        if txn.is_read_only() {
            return Ok(self.head.token);
        }
        let token = self.head.token.at(self.head.token.revision.next());
        self.execute("savepoint txn").map_err(|error| unavailable(&error))?;
        let written = self.write(txn.op_id, token.revision, &changes);
        let written = written.and_then(|()| self.execute("release txn"));
        if let Err(error) = written {
            let undone = self.execute("rollback to txn").and_then(|()| self.execute("release txn"));
            // When even this fails, so does the COMMIT of the whole group.
            tracing::error!(%error, undone = undone.is_ok(), "a transaction could not be written");
            return Err(unavailable(&error));
        }
        self.head.token = token;
        batches.push(Batch { token, changes });
        Ok(token)
    }

    fn write(&self, op_id: OpId, revision: Revision, changes: &[Change]) -> rusqlite::Result<()> {
        let put = "insert into kv values (?1, ?2, ?3, ?3) on conflict (key)
                   do update set value = excluded.value, modified = excluded.modified";
        let delete = "delete from kv where key = ?1";
        let feed = "insert into change values (?1, ?2, ?3)";
        let remember = "insert into operation values (?1, ?2, ?3)";
        let number = to_column(revision);
        for change in changes {
            let key = change.key.as_str().as_bytes();
            let value = change.value.as_ref().map(value_to_column);
            if value.is_some() {
                let row = rusqlite::params![key, value, number];
                self.connection.prepare_cached(put)?.execute(row)?;
            } else {
                self.connection.prepare_cached(delete)?.execute([key])?;
            }
            let row = rusqlite::params![number, key, value];
            self.connection.prepare_cached(feed)?.execute(row)?;
        }
        let row = rusqlite::params![op_id.as_bytes(), number, unix_seconds_now()];
        self.connection.prepare_cached(remember)?.execute(row).map(drop)
    }

    fn revision_of(&self, op_id: OpId) -> Result<Option<Revision>, ReadError> {
        let query = "select revision from operation where id = ?1";
        let mut statement = self.connection.prepare_cached(query).map_err(read_error)?;
        let number = statement.query_row([op_id.as_bytes()], |row| row.get(0)).optional();
        number.map_err(read_error)?.map(from_column).transpose()
    }

    /// Forgets changes before a revision.
    fn compact(&mut self, before: Revision) -> Result<Revision, CommitError> {
        let oldest = before.min(self.head.token.revision.next());
        if oldest <= self.head.oldest {
            return Ok(self.head.oldest);
        }
        self.begin()?;
        let kept = self.head;
        self.head.oldest = oldest;
        let delete = "delete from change where revision < ?1";
        let deleted = self.connection.execute(delete, [to_column(oldest)]);
        let outcome = match deleted {
            Ok(_) => self.end(),
            Err(error) => Err(self.failed(&error)),
        };
        if let Err(error) = outcome {
            self.head = kept;
            return Err(error);
        }
        self.publisher.compacted(oldest);
        Ok(oldest)
    }

    /// Forgets old operation ids and history.
    fn sweep(&mut self) {
        self.swept = Instant::now();
        let kept = i64::try_from(self.options.operation_id_time_to_live.as_secs());
        let before = unix_seconds_now().saturating_sub(kept.unwrap_or(i64::MAX));
        let delete = "delete from operation where committed < ?1";
        if let Err(error) = self.connection.execute(delete, [before]) {
            tracing::warn!(%error, "old operation ids were not swept");
        }
        let head = self.head.token.revision.number();
        let kept = head.saturating_sub(self.options.change_history_revisions);
        if let Err(error) = self.compact(Revision::new(kept).next()) {
            tracing::warn!(%error, "the change feed was not compacted");
        }
    }

    fn execute(&self, sql: &str) -> rusqlite::Result<()> {
        self.connection.prepare_cached(sql)?.execute([]).map(drop)
    }
}

impl State for Writer {
    fn modified(&self, key: &Key) -> Result<Option<Revision>, ReadError> {
        let query = "select modified from kv where key = ?1";
        let mut statement = self.connection.prepare_cached(query).map_err(read_error)?;
        let number = statement.query_row([key.as_str().as_bytes()], |row| row.get(0)).optional();
        number.map_err(read_error)?.map(from_column).transpose()
    }

    fn value(&self, key: &Key) -> Result<Option<Value>, ReadError> {
        let query = "select value from kv where key = ?1";
        let mut statement = self.connection.prepare_cached(query).map_err(read_error)?;
        let mut rows = statement.query([key.as_str().as_bytes()]).map_err(read_error)?;
        match rows.next().map_err(read_error)? {
            Some(row) => value_from_column(row.get_ref(0).map_err(read_error)?),
            None => Ok(None),
        }
    }

    fn changed_since(&self, prefix: &Prefix, revision: Revision) -> Result<bool, ReadError> {
        if revision.next() < self.head.oldest {
            return Ok(true);
        }
        // By revision, not by key: guards are on the recent past, so that there is little to read.
        let query = "select 1 from change where revision > ?1 and key >= ?2 and key < ?3 limit 1";
        let mut statement = self.connection.prepare_cached(query).map_err(read_error)?;
        let start = prefix.as_str().as_bytes();
        let bounds = rusqlite::params![to_column(revision), start, end_of(prefix)];
        statement.exists(bounds).map_err(read_error)
    }
}

fn unavailable(error: &impl std::fmt::Display) -> CommitError {
    CommitError::Unavailable(error.to_string())
}

fn unix_seconds_now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}
