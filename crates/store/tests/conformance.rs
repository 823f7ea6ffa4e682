//! Both engines keep every law of the store.

#![expect(clippy::unwrap_used, reason = "helpers of tests panic as tests do")]

use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use entail_store::{
    BackupError, ChangeStream, CommitError, MemoryStore, ReadAt, ReadError, Report, Revision,
    Snapshot, SqliteOptions, SqliteStore, Store, Token, Txn,
};
use tempfile::TempDir;

entail_testkit::store_laws!(memory, new_memory);
entail_testkit::store_laws!(sqlite, new_sqlite);

fn new_memory() -> Arc<dyn Store> {
    Arc::new(MemoryStore::new())
}

fn new_sqlite() -> Arc<dyn Store> {
    let directory = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&directory.path().join("data"), SqliteOptions::default());
    Arc::new(Temporary { store: store.unwrap(), _directory: directory })
}

/// A store whose directory goes with it: fields are dropped in order.
#[derive(Debug)]
struct Temporary {
    store: SqliteStore,
    _directory: TempDir,
}

#[async_trait]
impl Store for Temporary {
    async fn read(&self, at: ReadAt) -> Result<Box<dyn Snapshot>, ReadError> {
        self.store.read(at).await
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
