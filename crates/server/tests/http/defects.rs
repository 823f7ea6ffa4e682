//! A defect while a request runs, made by a store that panics when it is told to: the client gets
//! an answer, nothing is written, and the server goes on.

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

use crate::support::{
    house::{House, State},
    people::create_role,
};

/// A store whose snapshots panic while the switch is on.
#[derive(Debug)]
struct Fragile {
    store: MemoryStore,
    broken: Arc<AtomicBool>,
}

#[derive(Debug)]
struct FragileSnapshot {
    snapshot: Box<dyn Snapshot>,
    broken: Arc<AtomicBool>,
}

impl Snapshot for FragileSnapshot {
    fn revision(&self) -> Revision {
        self.snapshot.revision()
    }

    fn get(&self, key: &Key) -> Result<Option<Versioned>, ReadError> {
        // Names are read last of all, after the decision and in the middle of the operation.
        let is_name = key.as_str().contains("/n/");
        assert!(!(is_name && self.broken.load(Ordering::Relaxed)), "a defect on purpose");
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
impl Store for Fragile {
    async fn read(&self, at: ReadAt) -> Result<Box<dyn Snapshot>, ReadError> {
        let snapshot = self.store.read(at).await?;
        Ok(Box::new(FragileSnapshot { snapshot, broken: Arc::clone(&self.broken) }))
    }

    async fn commit(&self, txn: Txn) -> Result<Token, CommitError> {
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_panic_in_an_operation_answers_500_and_writes_nothing() {
    let broken = Arc::new(AtomicBool::new(false));
    let store = State::newborn().await.in_memory().await;
    let house = House::on(Arc::new(Fragile { store, broken: Arc::clone(&broken) })).await;
    let root = &house.root;
    create_role(root, "before", &[]).await.expect_success();
    let state = house.state().await;

    broken.store(true, Ordering::Relaxed);
    for _ in 0..3 {
        let answer = create_role(root, "during", &[]).await;
        assert_eq!((answer.status, answer.code().as_str()), (500, "ServiceFailure"));
        assert!(!answer.body.contains("on purpose"), "the client learns no internals");
        let answer = root.iam("GetRole", &[("RoleName", "before")]).await;
        assert_eq!(answer.status, 500);
    }
    assert_eq!(house.state().await, state);

    broken.store(false, Ordering::Relaxed);
    create_role(root, "after", &[]).await.expect_success();
    let names = root.iam("ListRoles", &[]).await.find_all("RoleName");
    assert_eq!(names, ["after", "before"]);
}
