//! What a transaction will write, and how it shows through its own reads.

use std::collections::BTreeMap;
use std::ops::Bound;

use crate::key::{Key, Prefix, Value};
use crate::store::Versioned;

/// What will become of a key.
#[derive(Debug)]
pub(super) enum Write {
    Put(Value),
    Delete,
}

impl Write {
    /// The value that is left.
    pub(super) fn value(&self) -> Option<Value> {
        match self {
            Self::Put(value) => Some(value.clone()),
            Self::Delete => None,
        }
    }
}

/// Writes by key.
#[derive(Debug, Default)]
pub(super) struct Buffer(BTreeMap<Key, Write>);

impl Buffer {
    pub(super) fn put(&mut self, key: Key, value: Value) {
        self.0.insert(key, Write::Put(value));
    }

    pub(super) fn delete(&mut self, key: Key) {
        self.0.insert(key, Write::Delete);
    }

    /// What was written under the key, if anything was.
    pub(super) fn get(&self, key: &Key) -> Option<&Write> {
        self.0.get(key)
    }

    /// All of it, in the order of keys.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&Key, &Write)> {
        self.0.iter()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The puts and the deletes.
    pub(super) fn into_operations(self) -> (Vec<(Key, Value)>, Vec<Key>) {
        let mut puts = Vec::new();
        let mut deletes = Vec::new();
        for (key, write) in self.0 {
            match write {
                Write::Put(value) => puts.push((key, value)),
                Write::Delete => deletes.push(key),
            }
        }
        (puts, deletes)
    }

    fn under<'a>(
        &'a self,
        prefix: &'a Prefix,
        after: Option<&Key>,
    ) -> impl Iterator<Item = (&'a Key, &'a Write)> {
        let first = Key::new(prefix.as_str());
        let start = match after {
            Some(after) if *after >= first => Bound::Excluded(after.clone()),
            _ => Bound::Included(first),
        };
        self.0.range((start, Bound::Unbounded)).take_while(|(key, _)| key.is_under(prefix))
    }

    /// How many entries more than asked for must be scanned, as they may turn out deleted.
    pub(super) fn deletions_under(&self, prefix: &Prefix, after: Option<&Key>) -> usize {
        self.under(prefix, after).filter(|(_, write)| matches!(write, Write::Delete)).count()
    }

    /// Lays the writes over scanned entries.
    pub(super) fn over(
        &self,
        scanned: Vec<(Key, Versioned)>,
        prefix: &Prefix,
        after: Option<&Key>,
        limit: usize,
    ) -> Vec<(Key, Value)> {
        let scanned = scanned.into_iter().map(|(key, versioned)| (key, versioned.value));
        let mut writes = self.under(prefix, after).peekable();
        if writes.peek().is_none() {
            return scanned.take(limit).collect();
        }
        let mut merged: BTreeMap<Key, Value> = scanned.collect();
        for (key, write) in writes {
            match write {
                Write::Put(value) => merged.insert(key.clone(), value.clone()),
                Write::Delete => merged.remove(key),
            };
        }
        merged.into_iter().take(limit).collect()
    }
}
