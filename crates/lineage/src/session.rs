//! Sessions: what a credential carries, and through whom it was obtained.
//!
//! A session record travels inside the session token (sealed, not stored); of its seals only what
//! it carries is frozen, everything else is read live (see [`crate::Standing`]).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::attribute::Attribute;
use crate::identifier::{ObjectId, PrincipalId, SessionId};
use crate::label::Label;
use crate::seal::SealSet;

/// One session on the way to an object or session, from the record of its birth.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SessionRecord {
    /// Principal of the session.
    pub principal: PrincipalId,
    /// The session itself.
    pub session: SessionId,
    /// When it created or obtained, in seconds since 1970-01-01T00:00:00Z.
    pub time: u64,
    /// The identity provider that the session was obtained through: descent goes on with its maker.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<ObjectId>,
}

/// An earlier session on the derivation of this one (F3), oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DerivationStep {
    /// The session and the moment it obtained the next one.
    #[serde(flatten)]
    pub record: SessionRecord,
    /// Seals that roles obtained after it admit: they go to provenance, not to the seals.
    #[serde(default, skip_serializing_if = "SealSet::is_empty")]
    pub admitted: SealSet,
}

/// Kind of session, as far as the gates care.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SessionKind {
    /// Long-term access key or password.
    LongTerm,
    /// `GetSessionToken`.
    SessionToken,
    /// `GetFederationToken`; has no self-service.
    FederationToken,
    /// `AssumeRole`, or a service that assumes the role.
    AssumedRole,
    /// `AssumeRoleWithSAML` or `AssumeRoleWithWebIdentity`.
    FederatedRole,
}

/// Lineage of a session.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SessionLineage {
    /// Access key id that signs.
    pub id: SessionId,
    /// Principal the session acts as.
    pub principal: PrincipalId,
    /// Kind.
    pub kind: SessionKind,
    /// Seals of the sessions it was obtained through; never shrinks.
    #[serde(default, skip_serializing_if = "Label::is_empty")]
    pub carried: Label,
    /// Seals that `admits` dropped on the way (F1, F2).
    #[serde(default, skip_serializing_if = "Label::is_empty")]
    pub provenance: Label,
    /// Sessions it was obtained through, oldest first; their principals are read live (F3).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub derivation: Vec<DerivationStep>,
    /// Seals of the session that obtained this one: the setter of what nobody set since.
    #[serde(default, skip_serializing_if = "SealSet::is_empty")]
    pub obtainer_label: SealSet,
    /// Seals of whoever set session name, session tags and source identity (F4).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attribute_setters: BTreeMap<Attribute, SealSet>,
    /// Number of roles assumed one through the other; 0 for long-term credentials.
    #[serde(default)]
    pub chain_depth: u32,
    /// The identity provider it was obtained through.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<ObjectId>,
}

impl SessionLineage {
    /// Session of long-term credentials: nothing is carried, everything is read live.
    pub fn long_term(id: SessionId, principal: PrincipalId) -> Self {
        Self {
            id,
            principal,
            kind: SessionKind::LongTerm,
            carried: Label::new(),
            provenance: Label::new(),
            derivation: Vec::new(),
            obtainer_label: SealSet::new(),
            attribute_setters: BTreeMap::new(),
            chain_depth: 0,
            provider: None,
        }
    }

    /// Seals of the session that last set an attribute; the obtainer's where nobody has since.
    pub fn setter_of(&self, attribute: &Attribute) -> &SealSet {
        self.attribute_setters.get(attribute).unwrap_or(&self.obtainer_label)
    }

    /// The record to keep of this session on what it creates or obtains at a time.
    pub fn record(&self, time: u64) -> SessionRecord {
        SessionRecord {
            principal: self.principal.clone(),
            session: self.id.clone(),
            time,
            provider: self.provider.clone(),
        }
    }

    /// `createdBy` of what this session creates at a time: descent follows the session (F15).
    pub fn creation_records(&self, time: u64) -> Vec<SessionRecord> {
        let earlier = self.derivation.iter().map(|step| step.record.clone());
        earlier.chain([self.record(time)]).collect()
    }
}
