//! The engine in memory: for tests. It has the semantics of the others and keeps nothing.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::ops::Bound;
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use async_trait::async_trait;

use super::evaluate::{State, evaluate};
use super::feed::{self, Feed, Publisher, Replay};
use crate::error::{BackupError, CommitError, ReadError, WatchError};
use crate::key::{Key, Prefix, Value};
use crate::limits;
use crate::revision::{Revision, Token};
use crate::store::{Batch, Change, ChangeStream, ReadAt, Report, Snapshot, Store, Versioned};
use crate::txn::{OpId, Txn};

/// A store that lives as long as the process.
///
/// It keeps every version of every value, so that snapshots cost nothing.
#[derive(Debug)]
pub struct MemoryStore {
    inner: Arc<RwLock<Inner>>,
    feed: Feed,
}

/// Every write of one key in order; nothing stands for a deletion.
type History = Vec<(Revision, Option<Versioned>)>;

#[derive(Debug)]
struct Inner {
    head: Token,
    oldest: Revision,
    keys: BTreeMap<Key, History>,
    operations: HashMap<OpId, Revision>,
    operations_in_order: VecDeque<OpId>,
    publisher: Publisher,
}

impl MemoryStore {
    /// An empty store, of cell 0.
    pub fn new() -> Self {
        let head = Token { cell: 0, epoch: 1, revision: Revision::ZERO };
        let cached_max =
            usize::try_from(limits::CHANGE_HISTORY_REVISIONS_MAX).unwrap_or(usize::MAX);
        let (publisher, feed) = feed::feed(head, Revision::ZERO.next(), cached_max);
        let inner = Inner {
            head,
            oldest: Revision::ZERO.next(),
            keys: BTreeMap::new(),
            operations: HashMap::new(),
            operations_in_order: VecDeque::new(),
            publisher,
        };
        Self { inner: Arc::new(RwLock::new(inner)), feed }
    }

    fn read_inner(&self) -> RwLockReadGuard<'_, Inner> {
        self.inner.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write_inner(&self) -> RwLockWriteGuard<'_, Inner> {
        self.inner.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for MemoryStore {
    fn default() -> Self {
        Self::new()
    }
}

#[async_trait]
impl Store for MemoryStore {
    async fn read(&self, at: ReadAt) -> Result<Box<dyn Snapshot>, ReadError> {
        let head = self.read_inner().head;
        super::check_freshness(at, head)?;
        let inner = Arc::clone(&self.inner);
        Ok(Box::new(MemorySnapshot { inner, revision: head.revision }))
    }

    async fn commit(&self, txn: Txn) -> Result<Token, CommitError> {
        txn.validate()?;
        self.write_inner().commit(&txn)
    }

    fn watch(&self, from: Token) -> Box<dyn ChangeStream> {
        Box::new(self.feed.stream(from, Box::new(AllCached)))
    }

    async fn head(&self) -> Result<Token, ReadError> {
        Ok(self.read_inner().head)
    }

    async fn compact(&self, before: Revision) -> Result<Revision, CommitError> {
        Ok(self.write_inner().compact(before))
    }

    async fn backup(&self, _destination: &Path) -> Result<Token, BackupError> {
        Err(BackupError::NothingKept)
    }

    async fn check(&self) -> Result<Report, ReadError> {
        let inner = self.read_inner();
        let live = inner.keys.values().filter(|history| newest(history).is_some()).count();
        Ok(Report {
            token: inner.head,
            keys: u64::try_from(live).unwrap_or(u64::MAX),
            oldest: inner.oldest,
            problems: Vec::new(),
        })
    }
}

fn newest(history: &History) -> Option<&Versioned> {
    history.last().and_then(|(_, versioned)| versioned.as_ref())
}

fn at(history: &History, revision: Revision) -> Option<&Versioned> {
    let until = history.partition_point(|(written, _)| *written <= revision);
    history.get(until.checked_sub(1)?).and_then(|(_, versioned)| versioned.as_ref())
}

impl Inner {
    fn commit(&mut self, txn: &Txn) -> Result<Token, CommitError> {
        if let Some(revision) = self.operations.get(&txn.op_id) {
            return Ok(self.head.at(*revision));
        }
        let changes = evaluate(txn, self)?;
        if txn.is_read_only() {
            return Ok(self.head);
        }
        self.head = self.head.at(self.head.revision.next());
        for change in &changes {
            self.apply(change);
        }
        self.remember(txn.op_id);
        self.publisher.publish(vec![Batch { token: self.head, changes }]);
        let kept = self.head.revision.number().saturating_sub(limits::CHANGE_HISTORY_REVISIONS_MAX);
        self.compact(Revision::new(kept).next());
        Ok(self.head)
    }

    fn apply(&mut self, change: &Change) {
        let revision = self.head.revision;
        let history = self.keys.entry(change.key.clone()).or_default();
        let created = newest(history).map_or(revision, |before| before.created);
        let value = change.value.clone();
        let versioned = value.map(|value| Versioned { value, created, modified: revision });
        history.push((revision, versioned));
    }

    fn remember(&mut self, op_id: OpId) {
        self.operations.insert(op_id, self.head.revision);
        self.operations_in_order.push_back(op_id);
        if self.operations_in_order.len() > limits::MEMORY_OPERATION_IDS_MAX
            && let Some(forgotten) = self.operations_in_order.pop_front()
        {
            self.operations.remove(&forgotten);
        }
    }

    fn compact(&mut self, before: Revision) -> Revision {
        self.oldest = self.oldest.max(before.min(self.head.revision.next()));
        self.publisher.compacted(self.oldest);
        self.oldest
    }

    fn under<'a>(
        &'a self,
        prefix: &'a Prefix,
        after: Option<&Key>,
    ) -> impl Iterator<Item = (&'a Key, &'a History)> {
        let first = Key::new(prefix.as_str());
        let start = match after {
            Some(after) if *after >= first => Bound::Excluded(after.clone()),
            _ => Bound::Included(first),
        };
        self.keys.range((start, Bound::Unbounded)).take_while(|(key, _)| key.is_under(prefix))
    }
}

impl State for Inner {
    fn modified(&self, key: &Key) -> Result<Option<Revision>, ReadError> {
        Ok(self.keys.get(key).and_then(newest).map(|versioned| versioned.modified))
    }

    fn value(&self, key: &Key) -> Result<Option<Value>, ReadError> {
        Ok(self.keys.get(key).and_then(newest).map(|versioned| versioned.value.clone()))
    }

    fn changed_since(&self, prefix: &Prefix, revision: Revision) -> Result<bool, ReadError> {
        let is_later = |history: &History| history.last().is_some_and(|(at, _)| *at > revision);
        let is_unknown = revision.next() < self.oldest;
        Ok(is_unknown || self.under(prefix, None).any(|(_, history)| is_later(history)))
    }
}

/// A revision of a store that keeps all of them.
#[derive(Debug)]
struct MemorySnapshot {
    inner: Arc<RwLock<Inner>>,
    revision: Revision,
}

impl Snapshot for MemorySnapshot {
    fn revision(&self) -> Revision {
        self.revision
    }

    fn get(&self, key: &Key) -> Result<Option<Versioned>, ReadError> {
        let inner = self.inner.read().unwrap_or_else(PoisonError::into_inner);
        Ok(inner.keys.get(key).and_then(|history| at(history, self.revision)).cloned())
    }

    fn scan(
        &self,
        prefix: &Prefix,
        after: Option<&Key>,
        limit: usize,
    ) -> Result<Vec<(Key, Versioned)>, ReadError> {
        let inner = self.inner.read().unwrap_or_else(PoisonError::into_inner);
        let live = inner.under(prefix, after).filter_map(|(key, history)| {
            at(history, self.revision).map(|versioned| (key.clone(), versioned.clone()))
        });
        Ok(live.take(limit.min(limits::SCAN_ENTRIES_MAX)).collect())
    }
}

/// All batches that are not compacted are in memory.
#[derive(Debug)]
struct AllCached;

impl Replay for AllCached {
    fn replay(&self, _after: Revision) -> Result<Vec<Batch>, WatchError> {
        Ok(Vec::new())
    }
}
