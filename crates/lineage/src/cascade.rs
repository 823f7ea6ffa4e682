//! Cascades: a transitive boundary given to, or withdrawn from, what was created before.
//!
//! A cascade is one record on the root of a lineage, however many descendants there are. It is
//! read with the label of each of them ([`crate::inherited`]), so that nothing else is written.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::identifier::PolicyId;
use crate::session::SessionRecord;

/// What a cascade does to a seal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CascadeChange {
    /// Descendants have the seal from the root.
    Added,
    /// Descendants do not have the seal from the root; they keep it where it has another origin.
    Withdrawn,
}

/// The last cascade of one seal from one root.
///
/// Earlier ones of the same seal need not be kept: whoever was born before one of them was born
/// before this one too.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Cascade {
    /// The world's count of cascades before this one. It reaches whom was born at that count or
    /// below.
    pub revision: u64,
    /// What it does.
    pub change: CascadeChange,
    /// The administrator's session.
    pub by: SessionRecord,
}

/// The cascades of one root by their seals. They outlive the root.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cascades(BTreeMap<PolicyId, Cascade>);

impl Cascades {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Number of seals that were ever cascaded from the root.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The last cascade of a seal.
    pub fn get(&self, seal: &PolicyId) -> Option<&Cascade> {
        self.0.get(seal)
    }

    /// Records a cascade in place of the last one of the same seal.
    pub fn put(&mut self, seal: PolicyId, cascade: Cascade) {
        self.0.insert(seal, cascade);
    }

    /// The cascades in the order of their seals.
    pub fn iter(&self) -> impl Iterator<Item = (&PolicyId, &Cascade)> {
        self.0.iter()
    }
}

impl FromIterator<(PolicyId, Cascade)> for Cascades {
    fn from_iter<T: IntoIterator<Item = (PolicyId, Cascade)>>(entries: T) -> Self {
        Self(entries.into_iter().collect())
    }
}
