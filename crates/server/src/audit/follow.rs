//! The follower: it copies events from the store to the log, each exactly once and in the order of
//! commits, and takes from the store what the log has.
//!
//! The log's last line says how far it is. What the store holds beyond that comes first; from there
//! on the change feed tells of each commit.

use std::{convert::Infallible, sync::Arc, time::Duration};

use entail_policy::arn::AccountId;
use entail_store::{
    Batch, ChangeStream, Key, OpId, ReadAt, RecordError, Revision, Snapshot, Store, Token, Value,
    Versioned, WatchError,
    records::{AuditEvent, Quota, audit, quota},
};
use tokio::{sync::watch, task::JoinHandle, time::sleep};

use super::{
    event::Event,
    log::{AuditLog, AuditLogError},
};
use crate::{
    control_error::ControlError,
    identifiers,
    limits::{
        AUDIT_EVENTS_KEPT_MAX, AUDIT_FOLLOW_EVENTS_MAX, AUDIT_FOLLOW_PAUSE_MILLISECONDS,
        AUDIT_FOLLOW_RETRY_SECONDS, AUDIT_REMOVAL_EVENTS_MAX,
    },
};

/// Why the follower could not go on.
#[derive(Debug, thiserror::Error)]
enum FollowError {
    /// The log can't be written.
    #[error(transparent)]
    Log(#[from] AuditLogError),
    /// The store can't be read or written.
    #[error("{0}")]
    Store(String),
    /// The feed no longer has what comes next.
    #[error(transparent)]
    Watch(#[from] WatchError),
}

impl From<ControlError> for FollowError {
    fn from(error: ControlError) -> Self {
        Self::Store(error.for_operator())
    }
}

impl From<RecordError> for FollowError {
    fn from(error: RecordError) -> Self {
        Self::Store(error.to_string())
    }
}

impl From<entail_store::ReadError> for FollowError {
    fn from(error: entail_store::ReadError) -> Self {
        Self::Store(error.to_string())
    }
}

/// A log that follows a store. Dropping it ends that too, without waiting for what is left.
#[derive(Debug)]
pub struct Following {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Following {
    /// Copies what is left, and stops.
    pub async fn finish(self) {
        self.stop.send_replace(true);
        if let Err(error) = self.task.await {
            tracing::error!(%error, "the audit log ended early");
        }
    }
}

impl AuditLog {
    /// Follows the store of an account from now on. It needs a runtime of several threads.
    pub fn follow(self, store: Arc<dyn Store>, account: AccountId) -> Following {
        let (stop, stopped) = watch::channel(false);
        let follower = Follower { store, account, log: self };
        Following { stop, task: tokio::spawn(follower.run(stopped)) }
    }
}

#[derive(Debug)]
struct Follower {
    store: Arc<dyn Store>,
    account: AccountId,
    log: AuditLog,
}

impl Follower {
    /// Follows until `stop` is set, and then copies what is left.
    async fn run(mut self, mut stop: watch::Receiver<bool>) {
        loop {
            let outcome = tokio::select! {
                outcome = self.follow() => outcome,
                _ = stop.wait_for(|stopped| *stopped) => break,
            };
            let Err(error) = outcome;
            match error {
                FollowError::Watch(WatchError::Closed) => return,
                // What the feed has forgotten the store still holds.
                FollowError::Watch(WatchError::Compacted { .. }) => {}
                error => {
                    tracing::error!(%error, "the audit log is behind; events stay in the store");
                    sleep(Duration::from_secs(AUDIT_FOLLOW_RETRY_SECONDS)).await;
                }
            }
        }
        if let Err(error) = self.catch_up().await {
            tracing::error!(%error, "the audit log is behind; the next start goes on from here");
        }
    }

    /// Copies what the store holds, and then each commit, until something fails.
    ///
    /// It may be dropped wherever it waits: an append is not interrupted, and what was not appended
    /// is read again.
    async fn follow(&mut self) -> Result<Infallible, FollowError> {
        let caught_up = self.catch_up().await?;
        let mut stream = self.store.watch(caught_up);
        loop {
            let mut events = self.events_of(&stream.next().await?)?;
            // Commits that come one after another share one sync to the disk.
            sleep(Duration::from_millis(AUDIT_FOLLOW_PAUSE_MILLISECONDS)).await;
            while events.len() < AUDIT_FOLLOW_EVENTS_MAX
                && let Some(batch) = next_if_ready(stream.as_mut()).await
            {
                events.extend(self.events_of(&batch?)?);
            }
            if !events.is_empty() {
                self.append(events)?;
                self.remove_logged().await?;
            }
        }
    }

    fn append(&mut self, events: Vec<(Token, Event)>) -> Result<(), FollowError> {
        Ok(tokio::task::block_in_place(|| self.log.append(events))?)
    }

    /// Copies all events that the store holds and the log does not, and answers how far it read.
    async fn catch_up(&mut self) -> Result<Token, FollowError> {
        let snapshot = self.store.read(ReadAt::Latest).await?;
        let head = self.store.head().await?.at(snapshot.revision());
        // After a restore from backup revisions begin again somewhere before: all is copied.
        let position = self.log.position().filter(|position| position.is_of_same_store(head));
        let after = position.map_or(Revision::ZERO, |position| position.revision);
        let mut missing = self.keys_after(snapshot.as_ref(), after)?;
        missing.sort();
        for keys in missing.chunks(AUDIT_FOLLOW_EVENTS_MAX) {
            let mut events = Vec::with_capacity(keys.len());
            for (revision, key) in keys {
                if let Some(found) = snapshot.get(key)? {
                    events.push((head.at(*revision), decoded(key, &found.value)?));
                }
            }
            self.append(events)?;
        }
        drop(snapshot);
        self.remove_logged().await?;
        Ok(head)
    }

    /// The events that were made after a revision, and by which.
    fn keys_after(
        &self,
        snapshot: &dyn Snapshot,
        after: Revision,
    ) -> Result<Vec<(Revision, Key)>, FollowError> {
        let prefix = audit::events(self.account.as_str());
        let (mut keys, mut last) = (Vec::new(), None);
        loop {
            let page = snapshot.scan(&prefix, last.as_ref(), AUDIT_FOLLOW_EVENTS_MAX)?;
            let Some((key, _)) = page.last() else { return Ok(keys) };
            last = Some(key.clone());
            let found = page.into_iter().map(|(key, found)| (found.created, key));
            keys.extend(found.filter(|(revision, _)| *revision > after));
        }
    }

    fn events_of(&self, batch: &Batch) -> Result<Vec<(Token, Event)>, FollowError> {
        let prefix = audit::events(self.account.as_str());
        let mut events = Vec::new();
        for change in batch.changes.iter().filter(|change| change.key.is_under(&prefix)) {
            if let Some(value) = &change.value {
                events.push((batch.token, decoded(&change.key, value)?));
            }
        }
        Ok(events)
    }

    /// Takes the oldest events from the store where it holds more than it keeps, as far as the log
    /// has them.
    async fn remove_logged(&self) -> Result<(), FollowError> {
        let account = self.account.as_str();
        let Some(logged) = self.log.position() else { return Ok(()) };
        loop {
            let snapshot = self.store.read(ReadAt::Latest).await?;
            let count = Quota::AuditEvents.key(account);
            let held = snapshot.get(&count)?.map(|found| found.value);
            let held = quota::decode_number(&count, held.as_ref())?;
            let surplus = held.saturating_sub(AUDIT_EVENTS_KEPT_MAX);
            let surplus = usize::try_from(surplus).unwrap_or(usize::MAX);
            // Not before a transaction is full: each is a commit.
            if surplus < AUDIT_REMOVAL_EVENTS_MAX {
                return Ok(());
            }
            let oldest = snapshot.scan(&audit::events(account), None, AUDIT_REMOVAL_EVENTS_MAX)?;
            drop(snapshot);
            let logged = |found: &Versioned| found.created <= logged.revision;
            let keys: Vec<Key> =
                oldest.into_iter().filter(|(_, it)| logged(it)).map(|(key, _)| key).collect();
            if keys.is_empty() {
                return Ok(());
            }
            let removal = audit::removal(account, keys, OpId::new(identifiers::random_bytes()?));
            let removed = self.store.commit(removal).await;
            removed.map_err(|error| FollowError::Store(error.to_string()))?;
        }
    }
}

/// The next batch, where there is one already.
async fn next_if_ready(stream: &mut dyn ChangeStream) -> Option<Result<Batch, WatchError>> {
    tokio::select! {
        biased;
        batch = stream.next() => Some(batch),
        () = std::future::ready(()) => None,
    }
}

fn decoded(key: &Key, value: &Value) -> Result<Event, FollowError> {
    let event = AuditEvent::decode(key, value)?;
    serde_json::from_str(&event.text)
        .map_err(|error| FollowError::Store(format!("`{key}` is no event: {error}")))
}
