//! One operation's transaction: typed reads that turn into guards, buffered writes, one commit.
//!
//! Everything is read at one revision. What is read through the transaction is guarded: the commit
//! answers [`TransactionError::Conflict`] when any of it has changed since, and the operation is
//! run again from the start. Writes are seen by later reads of the same transaction and by nobody
//! else before the commit.
//!
//! INVARIANT: every commit also guards on [`authorization`] as it
//! was at the revision read. What a decision reads may therefore be read without a guard of its own,
//! through [`Transaction::covered`].

mod buffer;
mod reader;
mod view;

pub use reader::{RecordReader, Records};
pub use view::View;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use crate::error::{CommitError, ReadError, RecordError, TransactionError};
use crate::key::{Key, Prefix, Value};
use crate::records::attachment::{Attachment, AttachmentId};
use crate::records::audit::{self, AuditEvent};
use crate::records::membership::MembershipId;
use crate::records::name::NameId;
use crate::records::{
    AccessKey, AccessKeyLastUsed, LineageEdge, Membership, Name, NameKind, Quota, Record,
    SealedSecret, access_key, authorization, identity_provider,
};
use crate::revision::{Revision, Token};
use crate::store::{ReadAt, Snapshot, Store, Versioned};
use crate::txn::{Add, Guard, OpId, Txn};
use buffer::Buffer;

/// Reads of one account at one revision, and the writes that depend on them.
///
/// It can be sent to another thread, not shared between two.
#[derive(Debug)]
pub struct Transaction {
    snapshot: Box<dyn Snapshot>,
    account: String,
    reads: RefCell<Reads>,
    writes: Buffer,
    quotas: BTreeMap<Quota, (i64, u64)>,
}

/// What was read: the revision that wrote each key, and the ranges that were listed.
#[derive(Debug, Default)]
struct Reads {
    keys: BTreeMap<Key, Option<Revision>>,
    ranges: BTreeSet<Prefix>,
}

/// What came of [`Transaction::claim_name`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// The name is the entity's, once the transaction commits.
    Made,
    /// It is taken.
    Taken(Name),
}

/// Reads that leave no guard of their own: see [`Transaction::covered`].
#[derive(Debug)]
pub struct Covered<'a>(&'a Transaction);

impl Transaction {
    /// Begins on the newest revision.
    pub async fn begin(store: &dyn Store, account: impl Into<String>) -> Result<Self, ReadError> {
        Ok(Self::on(store.read(ReadAt::Latest).await?, account))
    }

    /// Begins on a snapshot that was read before: the one behind a decision.
    pub fn on(snapshot: Box<dyn Snapshot>, account: impl Into<String>) -> Self {
        Self {
            snapshot,
            account: account.into(),
            reads: RefCell::default(),
            writes: Buffer::default(),
            quotas: BTreeMap::new(),
        }
    }

    /// The same reads without guards of their own, for what the authorization guard covers:
    /// policies, boundaries, attachments and labels that a decision or a gate looks at.
    pub const fn covered(&self) -> Covered<'_> {
        Covered(self)
    }

    /// Whether nothing has been written yet.
    pub fn is_read_only(&self) -> bool {
        self.writes.is_empty() && self.quotas.is_empty()
    }

    /// Writes a record, new or changed.
    pub fn put<R: Record>(&mut self, record: &R) -> Result<(), RecordError> {
        self.writes.put(record.own_key(&self.account), record.encode()?);
        Ok(())
    }

    /// Removes a record; it need not exist.
    pub fn remove<R: Record>(&mut self, id: &R::Id) {
        self.writes.delete(R::key(&self.account, id));
    }

    /// Takes a name for an entity, if nobody has it in any case.
    pub fn claim_name(&mut self, name: &Name) -> Result<Claim, RecordError> {
        if let Some(taken) = self.name(name.kind, &name.name)? {
            return Ok(Claim::Taken(taken));
        }
        self.put(name)?;
        Ok(Claim::Made)
    }

    /// Gives a name back.
    pub fn release_name(&mut self, kind: NameKind, name: &str) {
        self.remove::<Name>(&NameId::new(kind, name));
    }

    /// Attaches a policy to a principal; again is no change but of the time.
    pub fn attach(&mut self, attachment: &Attachment) -> Result<(), RecordError> {
        let value = attachment.encode()?;
        self.writes.put(Attachment::reverse_key(&self.account, &attachment.id), value.clone());
        self.writes.put(attachment.own_key(&self.account), value);
        Ok(())
    }

    /// Detaches a policy from a principal.
    pub fn detach(&mut self, id: &AttachmentId) {
        self.writes.delete(Attachment::key(&self.account, id));
        self.writes.delete(Attachment::reverse_key(&self.account, id));
    }

    /// Adds a user to a group; again is no change but of the time.
    pub fn add_member(&mut self, membership: &Membership) -> Result<(), RecordError> {
        let value = membership.encode()?;
        self.writes.put(Membership::reverse_key(&self.account, &membership.id), value.clone());
        self.writes.put(membership.own_key(&self.account), value);
        Ok(())
    }

    /// Removes a user from a group.
    pub fn remove_member(&mut self, id: &MembershipId) {
        self.writes.delete(Membership::key(&self.account, id));
        self.writes.delete(Membership::reverse_key(&self.account, id));
    }

    /// Writes a new access key with its secret. [`Self::put`] changes one without it.
    pub fn create_access_key(
        &mut self,
        key: &AccessKey,
        secret: &SealedSecret,
    ) -> Result<(), RecordError> {
        self.put(key)?;
        let owned = access_key::owned_by(&self.account, &key.owner).key(&key.id);
        self.writes.put(owned, Value::new(&b"{}"[..]));
        self.writes.put(access_key::secret_key(&self.account, &key.id), secret.to_value());
        Ok(())
    }

    /// Removes an access key, its secret and the record of its use.
    pub fn remove_access_key(&mut self, key: &AccessKey) {
        self.remove::<AccessKey>(&key.id);
        self.remove::<AccessKeyLastUsed>(&key.id);
        self.writes.delete(access_key::owned_by(&self.account, &key.owner).key(&key.id));
        self.writes.delete(access_key::secret_key(&self.account, &key.id));
    }

    /// Keeps a private key of a SAML provider, sealed.
    pub fn put_saml_private_key(&mut self, id: &str, sealed: &SealedSecret) {
        self.writes.put(identity_provider::private_key(&self.account, id), sealed.to_value());
    }

    /// Removes a private key of a SAML provider.
    pub fn remove_saml_private_key(&mut self, id: &str) {
        self.writes.delete(identity_provider::private_key(&self.account, id));
    }

    /// Records a birth at both ends.
    pub fn put_lineage_edge(&mut self, edge: &LineageEdge) -> Result<(), RecordError> {
        let value = edge.encode()?;
        self.writes.put(edge.reverse_key(&self.account), value.clone());
        self.writes.put(edge.own_key(&self.account), value);
        Ok(())
    }

    /// Forgets a birth at both ends.
    pub fn remove_lineage_edge(&mut self, edge: &LineageEdge) {
        self.writes.delete(edge.own_key(&self.account));
        self.writes.delete(edge.reverse_key(&self.account));
    }

    /// Adds an event to the audit trail, in the same commit as what it tells.
    pub fn put_audit_event(&mut self, event: &AuditEvent) {
        self.writes.put(event.key(&self.account), event.encode());
        let (quota, delta, at_most) = audit::COUNTED;
        self.count_quota(quota, delta, at_most);
    }

    /// What the transaction will write so far, in the order of keys: a value, or nothing where a key
    /// is deleted.
    pub fn written(&self) -> impl Iterator<Item = (&Key, Option<Value>)> {
        self.writes.iter().map(|(key, write)| (key, write.value()))
    }

    /// What stands under a key without the transaction's own writes.
    pub fn stored(&self, key: &Key) -> Result<Option<Value>, ReadError> {
        Ok(self.snapshot.get(key)?.map(|versioned| versioned.value))
    }

    /// Counts something: a positive change is refused at the commit when the sum would be above
    /// `at_most`. It conflicts with no other transaction that counts the same.
    pub fn count_quota(&mut self, counted: Quota, delta: i64, at_most: u64) {
        let (sum, limit) = self.quotas.entry(counted).or_insert((0, at_most));
        *sum = sum.saturating_add(delta);
        *limit = (*limit).min(at_most);
    }

    /// Must be called by every operation that can change a decision about, or the label of, a
    /// principal that exists already. Operations under way meanwhile then decide again.
    pub fn bump_authorization(&mut self) {
        self.writes.put(authorization::key(&self.account), authorization::value());
    }

    /// The transaction as the engine takes it.
    pub fn into_txn(self, op_id: OpId) -> Result<Txn, ReadError> {
        let authorization = authorization::key(&self.account);
        let bumped = self.snapshot.get(&authorization)?.map(|versioned| versioned.modified);
        let revision = self.snapshot.revision();
        let reads = self.reads.into_inner();
        let mut keys = reads.keys;
        keys.insert(authorization, bumped);
        let mut txn = Txn::new(op_id);
        txn.guards = keys.into_iter().map(guard_on_key).collect();
        let ranges = reads.ranges.into_iter();
        txn.guards.extend(ranges.map(|prefix| Guard::RangeUnchangedSince(prefix, revision)));
        (txn.puts, txn.deletes) = self.writes.into_operations();
        txn.counters = counters(&self.account, &self.quotas);
        Ok(txn)
    }

    /// Commits and answers the new revision; nothing when nothing was written.
    pub async fn commit(
        self,
        store: &dyn Store,
        op_id: OpId,
    ) -> Result<Option<Token>, TransactionError> {
        if self.is_read_only() {
            return Ok(None);
        }
        let quotas: Vec<Quota> = self.quotas.keys().copied().collect();
        let txn = self.into_txn(op_id).map_err(|error| {
            TransactionError::Commit(CommitError::Unavailable(error.to_string()))
        })?;
        store.commit(txn).await.map(Some).map_err(|error| match error {
            CommitError::Guard(_) => TransactionError::Conflict,
            CommitError::Counter(index) => match quotas.get(index) {
                Some(quota) => TransactionError::QuotaExceeded(*quota),
                None => TransactionError::Commit(error),
            },
            other => TransactionError::Commit(other),
        })
    }

    /// A read, which does not say yet whether it is guarded.
    fn read(&self, key: &Key) -> Result<Read, ReadError> {
        if let Some(write) = self.writes.get(key) {
            return Ok(Read::OwnWrite(write.value()));
        }
        Ok(Read::Stored(self.snapshot.get(key)?))
    }

    fn scan(
        &self,
        prefix: &Prefix,
        after: Option<&Key>,
        limit: usize,
    ) -> Result<Vec<(Key, Value)>, ReadError> {
        let more = self.writes.deletions_under(prefix, after);
        let scanned = self.snapshot.scan(prefix, after, limit.saturating_add(more))?;
        Ok(self.writes.over(scanned, prefix, after, limit))
    }
}

/// Where a value that was read comes from.
enum Read {
    OwnWrite(Option<Value>),
    Stored(Option<Versioned>),
}

impl Read {
    fn into_value(self) -> Option<Value> {
        match self {
            Self::OwnWrite(value) => value,
            Self::Stored(stored) => stored.map(|versioned| versioned.value),
        }
    }
}

fn guard_on_key((key, modified): (Key, Option<Revision>)) -> Guard {
    match modified {
        Some(revision) => Guard::RevisionIs(key, revision),
        None => Guard::Absent(key),
    }
}

fn counters(account: &str, quotas: &BTreeMap<Quota, (i64, u64)>) -> Vec<Add> {
    let counters = quotas.iter();
    counters
        .map(|(quota, (delta, at_most))| Add {
            key: quota.key(account),
            delta: *delta,
            at_most: *at_most,
        })
        .collect()
}

impl RecordReader for Transaction {
    fn account(&self) -> &str {
        &self.account
    }

    fn revision(&self) -> Revision {
        self.snapshot.revision()
    }

    fn value(&self, key: &Key) -> Result<Option<Value>, ReadError> {
        let read = self.read(key)?;
        if let Read::Stored(stored) = &read {
            let modified = stored.as_ref().map(|versioned| versioned.modified);
            self.reads.borrow_mut().keys.insert(key.clone(), modified);
        }
        Ok(read.into_value())
    }

    fn value_unguarded(&self, key: &Key) -> Result<Option<Value>, ReadError> {
        Ok(self.read(key)?.into_value())
    }

    fn entries(
        &self,
        prefix: &Prefix,
        after: Option<&Key>,
        limit: usize,
    ) -> Result<Vec<(Key, Value)>, ReadError> {
        self.reads.borrow_mut().ranges.insert(prefix.clone());
        self.scan(prefix, after, limit)
    }
}

impl RecordReader for Covered<'_> {
    fn account(&self) -> &str {
        &self.0.account
    }

    fn revision(&self) -> Revision {
        self.0.snapshot.revision()
    }

    fn value(&self, key: &Key) -> Result<Option<Value>, ReadError> {
        Ok(self.0.read(key)?.into_value())
    }

    fn entries(
        &self,
        prefix: &Prefix,
        after: Option<&Key>,
        limit: usize,
    ) -> Result<Vec<(Key, Value)>, ReadError> {
        self.0.scan(prefix, after, limit)
    }
}

#[cfg(test)]
mod tests;
