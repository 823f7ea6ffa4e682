//! A label: the seals on an object or session, each with the origins that put it there.
//!
//! An entry dies only when its last origin is withdrawn; origins are ids and outlive what they
//! name.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::identifier::{AccountId, PolicyId, PrincipalId};
use crate::seal::SealSet;

/// What an adopted seal opens (F16).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AdoptMode {
    /// The lineage may pass and assume the role, not write it: the default.
    Pass,
    /// The lineage may also write it; for roles that one lineage uses.
    Write,
}

/// Where an entry of a label comes from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// The principal whose transitive boundary it was.
    Principal(PrincipalId),
    /// An administrator adopted the object into the lineage (F16).
    Adopt {
        /// The administrator.
        administrator: PrincipalId,
        /// What it opens.
        mode: AdoptMode,
    },
    /// The label of the account.
    Account(AccountId),
}

impl Origin {
    fn opens_writes(&self) -> bool {
        !matches!(self, Self::Adopt { mode: AdoptMode::Pass, .. })
    }
}

/// Seals with their origins. No entry is without an origin.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Label(BTreeMap<PolicyId, BTreeSet<Origin>>);

impl Label {
    /// The empty label: stock AWS.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether there is no seal.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Number of seals.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Number of origins, over all seals.
    pub fn origins_len(&self) -> usize {
        self.0.values().map(BTreeSet::len).sum()
    }

    /// Whether the seal is on the label, whatever its origin.
    pub fn contains(&self, seal: &PolicyId) -> bool {
        self.0.contains_key(seal)
    }

    /// Adds one origin of a seal.
    pub fn add(&mut self, seal: PolicyId, origin: Origin) {
        self.0.entry(seal).or_default().insert(origin);
    }

    /// Takes one origin of a seal away, and the seal where it was the last. Says whether the origin
    /// was there.
    pub fn remove(&mut self, seal: &PolicyId, origin: &Origin) -> bool {
        let Some(origins) = self.0.get_mut(seal) else { return false };
        let removed = origins.remove(origin);
        if origins.is_empty() {
            self.0.remove(seal);
        }
        removed
    }

    /// Adds every entry of another label: union of seals, and of origins seal by seal.
    pub fn unite(&mut self, other: &Self) {
        for (seal, origins) in &other.0 {
            self.0.entry(seal.clone()).or_default().extend(origins.iter().cloned());
        }
    }

    /// The seals.
    pub fn seals(&self) -> SealSet {
        self.0.keys().cloned().collect()
    }

    /// The seals that count for the write gate: all but those adopted for passing only.
    pub fn write_seals(&self) -> SealSet {
        let open = self.0.iter().filter(|(_, origins)| origins.iter().any(Origin::opens_writes));
        open.map(|(seal, _)| seal.clone()).collect()
    }

    /// Origins of a seal, none where it is not on the label.
    pub fn origins(&self, seal: &PolicyId) -> impl Iterator<Item = &Origin> {
        self.0.get(seal).into_iter().flatten()
    }

    /// Entries in the order of their seals.
    pub fn iter(&self) -> impl Iterator<Item = (&PolicyId, &BTreeSet<Origin>)> {
        self.0.iter()
    }

    /// The label of what a session with this one creates. Adopting for passing keeps the line from
    /// writing the adopted thing itself; what its sessions create is the line's, and its maker's to
    /// write (F16).
    pub(crate) fn opened_for_writes(&self) -> Self {
        let opened = |origin: &Origin| match origin {
            Origin::Adopt { administrator, .. } => {
                Origin::Adopt { administrator: administrator.clone(), mode: AdoptMode::Write }
            }
            other => other.clone(),
        };
        let entries = self.0.iter();
        Self(entries.map(|(seal, of)| (seal.clone(), of.iter().map(opened).collect())).collect())
    }

    /// The part of the label whose seals are in the set.
    #[must_use]
    pub fn only(&self, seals: &SealSet) -> Self {
        Self(self.0.iter().filter(|(seal, _)| seals.contains(seal)).map(cloned).collect())
    }

    /// The part of the label whose seals are not in the set.
    #[must_use]
    pub fn without(&self, seals: &SealSet) -> Self {
        Self(self.0.iter().filter(|(seal, _)| !seals.contains(seal)).map(cloned).collect())
    }
}

fn cloned((seal, origins): (&PolicyId, &BTreeSet<Origin>)) -> (PolicyId, BTreeSet<Origin>) {
    (seal.clone(), origins.clone())
}

impl FromIterator<(PolicyId, Origin)> for Label {
    fn from_iter<T: IntoIterator<Item = (PolicyId, Origin)>>(entries: T) -> Self {
        let mut label = Self::new();
        for (seal, origin) in entries {
            label.add(seal, origin);
        }
        label
    }
}

#[cfg(test)]
mod tests {
    use super::{AdoptMode, Label, Origin};
    use crate::identifier::PolicyId;

    fn seal(text: &str) -> PolicyId {
        PolicyId::from(text)
    }

    #[test]
    fn uniting_labels_keeps_every_origin() {
        let mut left = Label::from_iter([(seal("t"), Origin::Principal("dev".into()))]);
        let right = Label::from_iter([(seal("t"), Origin::Principal("ci".into()))]);
        left.unite(&right);
        assert_eq!(left.len(), 1);
        assert_eq!(left.origins(&seal("t")).count(), 2);
    }

    #[test]
    fn a_seal_adopted_for_passing_only_does_not_count_for_writes() {
        let adopt = |mode| Origin::Adopt { administrator: "admin".into(), mode };
        let mut label = Label::from_iter([(seal("t"), adopt(AdoptMode::Pass))]);
        assert!(label.contains(&seal("t")));
        assert!(label.write_seals().is_empty());
        label.add(seal("t"), adopt(AdoptMode::Write));
        assert!(label.write_seals().contains(&seal("t")));
    }
}
