//! A store that stops, or breaks, where a test tells it to.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use async_trait::async_trait;
use entail_store::{
    BackupError, ChangeStream, CommitError, Key, MemoryStore, Prefix, ReadAt, ReadError, Report,
    Revision, Snapshot, Store, Token, Txn, Versioned,
};
use tokio::sync::{Notify, RwLock};

use super::house::State;

/// What the store does besides storing.
#[derive(Debug, Default)]
pub(crate) struct Hooks {
    /// Snapshots panic when they are asked for a name. Names are read after the decision, in the
    /// middle of the operation.
    pub(crate) broken: AtomicBool,
    /// Reads wait while a test holds it for writing.
    pub(crate) stall: RwLock<()>,
    /// The next commit waits before it begins.
    pub(crate) hold_next_commit: AtomicBool,
    /// A commit waits.
    pub(crate) held: Notify,
    /// Lets it go on.
    pub(crate) released: Notify,
    /// Nothing can be written, as on a full disk.
    pub(crate) full: AtomicBool,
}

/// A store in memory with hooks.
#[derive(Debug)]
pub(crate) struct HookedStore {
    store: MemoryStore,
    hooks: Arc<Hooks>,
}

#[derive(Debug)]
struct HookedSnapshot {
    snapshot: Box<dyn Snapshot>,
    hooks: Arc<Hooks>,
}

impl HookedStore {
    /// A store in this state, and its hooks.
    pub(crate) async fn new(state: &State) -> (Self, Arc<Hooks>) {
        let hooks = Arc::new(Hooks::default());
        (Self { store: state.in_memory().await, hooks: Arc::clone(&hooks) }, hooks)
    }
}

impl Snapshot for HookedSnapshot {
    fn revision(&self) -> Revision {
        self.snapshot.revision()
    }

    fn get(&self, key: &Key) -> Result<Option<Versioned>, ReadError> {
        let is_name = key.as_str().contains("/n/");
        let broken = self.hooks.broken.load(Ordering::Relaxed);
        assert!(!(is_name && broken), "a defect on purpose");
        self.snapshot.get(key)
    }

    fn scan(
        &self,
        prefix: &Prefix,
        after: Option<&Key>,
        limit: usize,
    ) -> Result<Vec<(Key, Versioned)>, ReadError> {
        self.snapshot.scan(prefix, after, limit)
    }
}

#[async_trait]
impl Store for HookedStore {
    async fn read(&self, at: ReadAt) -> Result<Box<dyn Snapshot>, ReadError> {
        let _not_stalled = self.hooks.stall.read().await;
        let snapshot = self.store.read(at).await?;
        Ok(Box::new(HookedSnapshot { snapshot, hooks: Arc::clone(&self.hooks) }))
    }

    async fn commit(&self, txn: Txn) -> Result<Token, CommitError> {
        if self.hooks.hold_next_commit.swap(false, Ordering::Relaxed) {
            self.hooks.held.notify_one();
            self.hooks.released.notified().await;
        }
        if self.hooks.full.load(Ordering::Relaxed) {
            return Err(CommitError::Unavailable("the disk is full".to_owned()));
        }
        self.store.commit(txn).await
    }

    fn watch(&self, from: Token) -> Box<dyn ChangeStream> {
        self.store.watch(from)
    }

    async fn head(&self) -> Result<Token, ReadError> {
        self.store.head().await
    }

    async fn compact(&self, before: Revision) -> Result<Revision, CommitError> {
        self.store.compact(before).await
    }

    async fn backup(&self, destination: &Path) -> Result<Token, BackupError> {
        self.store.backup(destination).await
    }

    async fn check(&self) -> Result<Report, ReadError> {
        self.store.check().await
    }
}
