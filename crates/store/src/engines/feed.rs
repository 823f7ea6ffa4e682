//! The change feed inside one process: the newest batches in memory, and a signal for each commit.

use std::collections::VecDeque;
use std::fmt::Debug;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use tokio::sync::watch;

use crate::error::{ReadError, WatchError};
use crate::revision::{Revision, Token};
use crate::store::{Batch, ChangeStream};

/// Published batches. Cloning it shares it.
#[derive(Debug, Clone)]
pub(super) struct Feed {
    store: Token,
    state: Arc<Mutex<State>>,
    head: watch::Receiver<Revision>,
}

/// The writing end; when it is dropped, all streams end.
#[derive(Debug)]
pub(super) struct Publisher {
    state: Arc<Mutex<State>>,
    head: watch::Sender<Revision>,
    cached_max: usize,
}

#[derive(Debug)]
struct State {
    oldest: Revision,
    newest: VecDeque<Arc<Batch>>,
}

/// Reads batches that are no longer in memory.
pub(super) trait Replay: Send + Debug {
    /// The first batches after the revision; [`WatchError::Compacted`] when they are gone.
    fn replay(&self, after: Revision) -> Result<Vec<Batch>, WatchError>;
}

/// A feed for a store that is at this token and keeps changes from `oldest` on.
pub(super) fn feed(at: Token, oldest: Revision, cached_max: usize) -> (Publisher, Feed) {
    let state = Arc::new(Mutex::new(State { oldest, newest: VecDeque::new() }));
    let (sender, receiver) = watch::channel(at.revision);
    let publisher = Publisher { state: Arc::clone(&state), head: sender, cached_max };
    (publisher, Feed { store: at, state, head: receiver })
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    // Nothing under the lock can leave the state half changed.
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Publisher {
    /// Publishes committed batches, in order.
    pub(super) fn publish(&self, batches: Vec<Batch>) {
        let Some(last) = batches.last().map(|batch| batch.token.revision) else { return };
        let mut state = lock(&self.state);
        state.newest.extend(batches.into_iter().map(Arc::new));
        while state.newest.len() > self.cached_max {
            state.newest.pop_front();
        }
        drop(state);
        self.head.send_replace(last);
    }

    /// Ends the streams that have not reached this revision.
    pub(super) fn compacted(&self, oldest: Revision) {
        let mut state = lock(&self.state);
        state.oldest = state.oldest.max(oldest);
        while state.newest.front().is_some_and(|batch| batch.token.revision < oldest) {
            state.newest.pop_front();
        }
    }
}

impl Feed {
    /// The newest published revision.
    pub(super) fn head(&self) -> Revision {
        *self.head.borrow()
    }

    /// All batches after the token.
    pub(super) fn stream(&self, from: Token, replay: Box<dyn Replay>) -> Stream {
        Stream { feed: self.clone(), from, replay, replayed: VecDeque::new() }
    }

    fn cached(&self, revision: Revision) -> Result<Option<Arc<Batch>>, WatchError> {
        let state = lock(&self.state);
        if revision < state.oldest {
            return Err(WatchError::Compacted { oldest: state.oldest });
        }
        let first = state.newest.front().map_or(revision, |batch| batch.token.revision);
        let index = revision.number().checked_sub(first.number());
        let index = index.and_then(|index| usize::try_from(index).ok());
        Ok(index.and_then(|index| state.newest.get(index)).map(Arc::clone))
    }
}

/// One follower.
#[derive(Debug)]
pub(super) struct Stream {
    feed: Feed,
    from: Token,
    replay: Box<dyn Replay>,
    replayed: VecDeque<Batch>,
}

impl Stream {
    fn take(&mut self, revision: Revision) -> Result<Batch, WatchError> {
        if let Some(batch) = self.replayed.pop_front() {
            return Ok(batch);
        }
        if let Some(batch) = self.feed.cached(revision)? {
            return Ok(Batch::clone(&batch));
        }
        self.replayed = self.replay.replay(self.from.revision)?.into();
        self.replayed.pop_front().ok_or_else(|| {
            ReadError::Damaged(format!("the changes of revision {revision} are missing")).into()
        })
    }
}

#[async_trait]
impl ChangeStream for Stream {
    async fn next(&mut self) -> Result<Batch, WatchError> {
        if !self.from.is_of_same_store(self.feed.store) {
            return Err(WatchError::ForeignToken(self.from));
        }
        let revision = self.from.revision.next();
        while self.feed.head() < revision {
            self.feed.head.changed().await.map_err(|_| WatchError::Closed)?;
        }
        let batch = self.take(revision)?;
        self.from = batch.token;
        Ok(batch)
    }
}
