//! Typed reads of a bare snapshot: for what only reads, and for following the change feed.

use crate::error::ReadError;
use crate::key::{Key, Prefix, Value};
use crate::revision::Revision;
use crate::store::{ReadAt, Snapshot, Store};
use crate::transaction::RecordReader;

/// One account at one revision.
#[derive(Debug)]
pub struct View {
    snapshot: Box<dyn Snapshot>,
    account: String,
}

impl View {
    /// The account in this snapshot.
    pub fn new(snapshot: Box<dyn Snapshot>, account: impl Into<String>) -> Self {
        Self { snapshot, account: account.into() }
    }

    /// The account as it is now.
    pub async fn latest(store: &dyn Store, account: impl Into<String>) -> Result<Self, ReadError> {
        Ok(Self::new(store.read(ReadAt::Latest).await?, account))
    }
}

impl RecordReader for View {
    fn account(&self) -> &str {
        &self.account
    }

    fn revision(&self) -> Revision {
        self.snapshot.revision()
    }

    fn value(&self, key: &Key) -> Result<Option<Value>, ReadError> {
        Ok(self.snapshot.get(key)?.map(|versioned| versioned.value))
    }

    fn entries(
        &self,
        prefix: &Prefix,
        after: Option<&Key>,
        limit: usize,
    ) -> Result<Vec<(Key, Value)>, ReadError> {
        let entries = self.snapshot.scan(prefix, after, limit)?;
        Ok(entries.into_iter().map(|(key, versioned)| (key, versioned.value)).collect())
    }
}
