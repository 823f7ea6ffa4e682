//! Any sequence of transactions does to a store what it does to a sorted map.
//!
//! The sequence is read from bytes, so that proptest and the fuzzer drive the same interpreter. The
//! model is written straight from the documentation of [`Txn`] and shares no code with an engine.

use std::collections::BTreeMap;

use entail_store::{
    Add, Change, CommitError, Guard, Key, MemoryStore, OpId, Prefix, ReadAt, Revision, Snapshot,
    Store, Token, Txn, Value, Versioned,
};
use proptest::collection::vec;
use proptest::prelude::any;
use proptest::test_runner::{Config, TestRunner};

use super::NewStore;

/// Few keys, so that transactions meet.
const KEYS: [&str; 8] = ["a/1/q", "a/1/x", "a/1/y", "a/1/y/z", "a/10/x", "a/2/q", "a/2/x", "b"];
const PREFIXES: [&str; 6] = ["", "a/", "a/1/", "a/1/y", "a/2/", "c/"];
const CASES: u32 = 48;
const BYTES_MAX: usize = 600;

/// A fuzz target's body: the engine in memory against the map.
pub fn store_equals_btreemap(data: &[u8]) {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(agrees(&MemoryStore::new(), data));
}

/// Random sequences, each on an empty store.
pub fn random_transactions_agree_with_a_map(new_store: NewStore<'_>) {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let config = Config { cases: CASES, failure_persistence: None, ..Config::default() };
    let outcome = TestRunner::new(config).run(&vec(any::<u8>(), 0..BYTES_MAX), |data| {
        runtime.block_on(agrees(&*new_store(), &data));
        Ok(())
    });
    assert_eq!(outcome, Ok(()));
}

/// What a store should hold.
#[derive(Debug, Clone, Default)]
struct Model {
    revision: u64,
    keys: BTreeMap<String, Entry>,
    /// When each key was last put or deleted.
    touched: BTreeMap<String, u64>,
    operations: BTreeMap<OpId, u64>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    value: Vec<u8>,
    created: u64,
    modified: u64,
}

async fn agrees(store: &dyn Store, data: &[u8]) {
    let mut bytes = Bytes(data.iter());
    let mut model = Model::default();
    let mut held: Vec<(Box<dyn Snapshot>, Model)> = Vec::new();
    let mut history: Vec<Vec<Change>> = Vec::new();
    let start = store.head().await.unwrap();
    while !bytes.is_empty() {
        let txn = bytes.txn(&model);
        let expected = model.commit(&txn, start, &mut history);
        assert_eq!(store.commit(txn.clone()).await, expected, "{txn:?} on {model:?}");
        if held.len() < 8 && bytes.below(4) == 0 {
            held.push((store.read(ReadAt::Latest).await.unwrap(), model.clone()));
        }
    }
    held.push((store.read(ReadAt::Latest).await.unwrap(), model));
    for (snapshot, model) in &held {
        model.assert_seen_in(&**snapshot);
    }
    let mut stream = store.watch(start);
    for (number, changes) in (1..).zip(history) {
        let batch = stream.next().await.unwrap();
        assert_eq!((batch.token, batch.changes), (start.at(Revision::new(number)), changes));
    }
}

impl Model {
    fn commit(
        &mut self,
        txn: &Txn,
        start: Token,
        history: &mut Vec<Vec<Change>>,
    ) -> Result<Token, CommitError> {
        if let Some(key) = written_twice(txn) {
            return Err(CommitError::Contradictory(key));
        }
        if let Some(revision) = self.operations.get(&txn.op_id) {
            return Ok(start.at(Revision::new(*revision)));
        }
        if let Some(index) = txn.guards.iter().position(|guard| !self.holds(guard)) {
            return Err(CommitError::Guard(index));
        }
        let sums: Vec<u64> = txn.counters.iter().map(|add| self.sum(add)).collect();
        let over = |(add, sum): (&Add, &u64)| add.delta > 0 && *sum > add.at_most;
        if let Some(index) = txn.counters.iter().zip(&sums).position(over) {
            return Err(CommitError::Counter(index));
        }
        if txn.operations() == 0 {
            return Ok(start.at(Revision::new(self.revision)));
        }
        self.revision += 1;
        self.operations.insert(txn.op_id, self.revision);
        let mut changes = BTreeMap::new();
        for (key, value) in &txn.puts {
            changes.insert(key.clone(), Some(value.clone()));
        }
        for (add, sum) in txn.counters.iter().zip(sums) {
            changes.insert(add.key.clone(), Some(Value::new(sum.to_string().into_bytes())));
        }
        for key in txn.deletes.iter().filter(|key| self.keys.contains_key(key.as_str())) {
            changes.insert(key.clone(), None);
        }
        let changes = changes.into_iter().map(|(key, value)| Change { key, value });
        let changes: Vec<Change> = changes.inspect(|change| self.apply(change)).collect();
        history.push(changes);
        Ok(start.at(Revision::new(self.revision)))
    }

    fn apply(&mut self, change: &Change) {
        let key = change.key.to_string();
        self.touched.insert(key.clone(), self.revision);
        match &change.value {
            None => drop(self.keys.remove(&key)),
            Some(value) => {
                let created = self.keys.get(&key).map_or(self.revision, |entry| entry.created);
                let value = value.as_bytes().to_vec();
                self.keys.insert(key, Entry { value, created, modified: self.revision });
            }
        }
    }

    fn holds(&self, guard: &Guard) -> bool {
        match guard {
            Guard::Absent(key) => !self.keys.contains_key(key.as_str()),
            Guard::RevisionIs(key, revision) => {
                self.keys.get(key.as_str()).is_some_and(|entry| entry.modified == revision.number())
            }
            Guard::RangeUnchangedSince(prefix, revision) => {
                self.touched.iter().all(|(key, touched)| {
                    !key.starts_with(prefix.as_str()) || *touched <= revision.number()
                })
            }
        }
    }

    fn sum(&self, add: &Add) -> u64 {
        let entry = self.keys.get(add.key.as_str());
        let number = entry.map_or(0, |entry| {
            String::from_utf8(entry.value.clone()).unwrap().parse::<i64>().unwrap()
        });
        u64::try_from(number + add.delta).unwrap_or(0)
    }

    fn assert_seen_in(&self, snapshot: &dyn Snapshot) {
        assert_eq!(snapshot.revision().number(), self.revision);
        for prefix in PREFIXES {
            let mine = self.keys.iter().filter(|(key, _)| key.starts_with(prefix));
            let mine: Vec<_> = mine.map(|(key, entry)| (key.clone(), entry.clone())).collect();
            let read = snapshot.scan(&Prefix::new(prefix), None, 99).unwrap();
            let read = read.into_iter().map(|(key, found)| (key.to_string(), entry(&found)));
            let read: Vec<_> = read.collect();
            assert_eq!(read, mine, "{prefix}");
        }
        for key in KEYS {
            let found = snapshot.get(&Key::new(key)).unwrap().map(|found| found.modified.number());
            assert_eq!(found, self.keys.get(key).map(|entry| entry.modified), "{key}");
        }
    }
}

fn entry(found: &Versioned) -> Entry {
    Entry {
        value: found.value.as_bytes().to_vec(),
        created: found.created.number(),
        modified: found.modified.number(),
    }
}

/// The first key, in the order puts, deletes, counters, that was there before.
fn written_twice(txn: &Txn) -> Option<Key> {
    let mut seen: Vec<&Key> = Vec::new();
    let puts = txn.puts.iter().map(|(key, _)| key);
    for key in puts.chain(&txn.deletes).chain(txn.counters.iter().map(|add| &add.key)) {
        if seen.contains(&key) {
            return Some(key.clone());
        }
        seen.push(key);
    }
    None
}

/// Choices read from bytes; zero when there are none left.
struct Bytes<'a>(std::slice::Iter<'a, u8>);

impl Bytes<'_> {
    fn is_empty(&self) -> bool {
        self.0.len() == 0
    }

    fn below(&mut self, bound: u8) -> u8 {
        self.0.next().copied().unwrap_or_default() % bound
    }

    fn one_of<'a>(&mut self, texts: &[&'a str]) -> &'a str {
        let index = usize::from(self.below(u8::try_from(texts.len()).unwrap()));
        texts.get(index).copied().unwrap()
    }

    fn key(&mut self) -> Key {
        Key::new(self.one_of(&KEYS))
    }

    /// One of the last few revisions, or one that is yet to come.
    fn revision(&mut self, model: &Model) -> Revision {
        Revision::new((model.revision + 1).saturating_sub(u64::from(self.below(6))))
    }

    fn txn(&mut self, model: &Model) -> Txn {
        let old = model.operations.keys().nth(usize::from(self.below(32)));
        let new = u128::from(model.revision) << 8 | u128::from(self.below(255));
        let mut txn = Txn::new(old.copied().unwrap_or(OpId::new(new.to_be_bytes())));
        txn.guards = (0..self.below(3)).map(|_| self.guard(model)).collect();
        txn.puts = (0..self.below(4)).map(|_| (self.key(), self.number())).collect();
        txn.deletes = (0..self.below(3)).map(|_| self.key()).collect();
        txn.counters = (0..self.below(2)).map(|_| self.add()).collect();
        txn
    }

    fn guard(&mut self, model: &Model) -> Guard {
        match self.below(4) {
            0 => Guard::Absent(self.key()),
            1 => Guard::RevisionIs(self.key(), self.revision(model)),
            2 => {
                let key = self.key();
                let modified = model.keys.get(key.as_str()).map_or(0, |entry| entry.modified);
                Guard::RevisionIs(key, Revision::new(modified))
            }
            _ => {
                let prefix = Prefix::new(self.one_of(&PREFIXES));
                Guard::RangeUnchangedSince(prefix, self.revision(model))
            }
        }
    }

    /// A number, so that any key can be counted.
    fn number(&mut self) -> Value {
        Value::new(self.below(100).to_string().into_bytes())
    }

    fn add(&mut self) -> Add {
        let delta = i64::from(self.below(20)) - 8;
        Add { key: self.key(), delta, at_most: u64::from(self.below(40)) }
    }
}
