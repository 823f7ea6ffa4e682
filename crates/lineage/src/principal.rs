//! Lineage of a principal: own boundary B, emitted seal T, inherited seals I, and who wrote what.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::attribute::{Aspect, Attribute};
use crate::identifier::{AccountId, PolicyId, PrincipalId};
use crate::label::Label;
use crate::seal::SealSet;
use crate::session::SessionRecord;

/// Kind of principal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PrincipalKind {
    /// IAM user.
    User,
    /// IAM role.
    Role,
    /// Service-linked role: it has a label for the write gate, and takes no ceiling.
    ServiceLinkedRole,
    /// Root user of an account.
    Root,
}

/// B: the principal's own permissions boundary, exactly the one of AWS.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PermissionsBoundary {
    /// The boundary policy.
    pub policy: PolicyId,
    /// Seals and provenance of the session that set it, frozen at that moment (closure w4).
    #[serde(default, skip_serializing_if = "SealSet::is_empty")]
    pub setter_label: SealSet,
}

/// How a transitive boundary was set. It is changed and removed only the same way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// Parameter `TransitivePermissionsBoundary`.
    Parameter,
    /// Tag `entail:transitive-boundary`.
    Tag,
    /// A marked policy set as permissions boundary.
    MarkedPolicy,
}

/// T: the seal a principal emits to everything it creates or obtains.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TransitiveBoundary {
    /// The seal.
    pub policy: PolicyId,
    /// How it was set.
    pub source: Source,
    /// Seals and provenance of the session that set it, frozen at that moment (closure w4).
    #[serde(default, skip_serializing_if = "SealSet::is_empty")]
    pub setter_label: SealSet,
    /// Whether the seal also binds the principal's own sessions (F7).
    #[serde(default)]
    pub apply_to_self: ApplyToSelf,
}

/// Whether a transitive boundary is a ceiling of its principal's own sessions too.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum ApplyToSelf {
    /// Children only: the default.
    #[default]
    No,
    /// A hard ceiling of the principal's own sessions; never part of its label.
    Yes,
}

/// How sealed sessions obtain a role.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum ObtainMode {
    /// Obtained, and the seals go along.
    #[default]
    Carry,
    /// Refused unless the role already bears them.
    Strict,
}

/// Lineage of one user, role or root user.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PrincipalLineage {
    /// Unique id.
    pub id: PrincipalId,
    /// Kind.
    pub kind: PrincipalKind,
    /// Account it belongs to.
    pub account: AccountId,
    /// B.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permissions_boundary: Option<PermissionsBoundary>,
    /// T.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transitive_boundary: Option<TransitiveBoundary>,
    /// Seals it was born with, and those adopted since. I, which cascades change too, is read by
    /// [`crate::inherited::of_principal`].
    #[serde(default, skip_serializing_if = "Label::is_empty")]
    pub inherited: Label,
    /// What the creator's derivation lost to `admits` (F1, F2): no ceiling, but counted for the
    /// seals' own protection.
    #[serde(default, skip_serializing_if = "Label::is_empty")]
    pub provenance: Label,
    /// Chain of sessions that made it, the creator last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub created_by: Vec<SessionRecord>,
    /// The world's count of cascades when it was made: those before are in its label already.
    #[serde(default)]
    pub born: u64,
    /// Seals of the creator: the setter of every attribute nobody has set since.
    #[serde(default, skip_serializing_if = "SealSet::is_empty")]
    pub creator_label: SealSet,
    /// Seals that are dropped from what is carried into this role: an exit made by an administrator.
    #[serde(default, skip_serializing_if = "SealSet::is_empty")]
    pub admits: SealSet,
    /// How sealed sessions obtain this role, when stricter than the account's mode (F10).
    #[serde(default)]
    pub obtain: ObtainMode,
    /// Seals of the last setter of what condition keys read (F4).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attribute_setters: BTreeMap<Attribute, SealSet>,
    /// Seals of the last writer of what keeps a role in the hands of its writer (F8, invariant I4).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub writers: BTreeMap<Aspect, SealSet>,
}

impl PrincipalLineage {
    /// A principal outside every lineage, as on stock AWS.
    pub fn unlabelled(id: PrincipalId, kind: PrincipalKind, account: AccountId) -> Self {
        Self {
            id,
            kind,
            account,
            permissions_boundary: None,
            transitive_boundary: None,
            inherited: Label::new(),
            provenance: Label::new(),
            created_by: Vec::new(),
            born: 0,
            creator_label: SealSet::new(),
            admits: SealSet::new(),
            obtain: ObtainMode::Carry,
            attribute_setters: BTreeMap::new(),
            writers: BTreeMap::new(),
        }
    }

    /// Seals of the session that last set an attribute; the creator's where nobody has since.
    pub fn setter_of(&self, attribute: &Attribute) -> &SealSet {
        self.attribute_setters.get(attribute).unwrap_or(&self.creator_label)
    }

    /// Seals of the session that last wrote an aspect, if one is recorded.
    pub fn writer_of(&self, aspect: &Aspect) -> Option<&SealSet> {
        self.writers.get(aspect)
    }

    /// Records who set an attribute, also when it was removed: an absent tag is written too.
    pub fn record_setter(&mut self, attribute: Attribute, seals: &SealSet) {
        if seals == &self.creator_label {
            self.attribute_setters.remove(&attribute);
        } else {
            self.attribute_setters.insert(attribute, seals.clone());
        }
    }

    /// Records who wrote the trust policy, a policy or a pass. What an unsealed session wrote
    /// needs no record.
    ///
    /// Of a policy the last writer counts. A role that is passed again goes on being held for whoever
    /// passed it before, until the hold ends and its writer is forgotten.
    pub fn record_writer(&mut self, aspect: Aspect, seals: &SealSet) {
        match aspect {
            Aspect::Pass(_) if seals.is_empty() => {}
            Aspect::Pass(_) => {
                self.writers.entry(aspect).or_default().extend(seals.iter().cloned());
            }
            _ if seals.is_empty() => {
                self.writers.remove(&aspect);
            }
            _ => {
                self.writers.insert(aspect, seals.clone());
            }
        }
    }

    /// Forgets the writer of a policy or pass that is gone.
    pub fn forget_writer(&mut self, aspect: &Aspect) {
        self.writers.remove(aspect);
    }
}
