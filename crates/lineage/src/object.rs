//! Labelled objects that are not principals, and references to anything a gate may look at.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::attribute::Aspect;
use crate::identifier::{AccountId, ObjectId, PrincipalId};
use crate::label::Label;
use crate::seal::SealSet;
use crate::session::SessionRecord;

/// What kind of object carries the label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ObjectKind {
    /// Customer managed policy.
    Policy,
    /// Group.
    Group,
    /// Instance profile.
    InstanceProfile,
    /// SAML provider.
    SamlProvider,
    /// `OpenID` Connect provider.
    OpenIdConnectProvider,
    /// Server certificate.
    ServerCertificate,
    /// Virtual MFA device.
    VirtualMfaDevice,
    /// Delegation request.
    DelegationRequest,
    /// Public key of `CloudFront`.
    CloudFrontPublicKey,
}

impl ObjectKind {
    /// Whether what the object itself says decides what others may do ([`Aspect::Settings`]).
    pub fn has_settings(self) -> bool {
        matches!(self, Self::Policy | Self::SamlProvider | Self::OpenIdConnectProvider)
    }
}

/// Lineage of an object that is not a principal.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ObjectLineage {
    /// Unique id; of a managed policy its policy id.
    pub id: ObjectId,
    /// Kind of object.
    pub kind: ObjectKind,
    /// Account it belongs to.
    pub account: AccountId,
    /// Seals it was born with, and those adopted since. I, which cascades change too, is read by
    /// [`crate::inherited::of_object`].
    #[serde(default, skip_serializing_if = "Label::is_empty")]
    pub inherited: Label,
    /// Chain of sessions that made it, the creator last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub created_by: Vec<SessionRecord>,
    /// The world's count of cascades when it was made: those before are in its label already.
    #[serde(default)]
    pub born: u64,
    /// Seals of the last writer of what the object keeps for others: the policies of a group, its
    /// own settings (F8).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub writers: BTreeMap<Aspect, SealSet>,
}

impl ObjectLineage {
    /// An object outside every lineage, as on stock AWS.
    pub fn unlabelled(id: ObjectId, kind: ObjectKind, account: AccountId) -> Self {
        Self {
            id,
            kind,
            account,
            inherited: Label::new(),
            created_by: Vec::new(),
            born: 0,
            writers: BTreeMap::new(),
        }
    }

    /// Records who wrote a policy. What an unsealed session wrote needs no record.
    pub fn record_writer(&mut self, aspect: Aspect, seals: &SealSet) {
        if seals.is_empty() {
            self.writers.remove(&aspect);
        } else {
            self.writers.insert(aspect, seals.clone());
        }
    }

    /// Records who wrote what is not in force, beside whoever wrote what is.
    pub fn add_writer(&mut self, aspect: Aspect, seals: &SealSet) {
        if !seals.is_empty() {
            self.writers.entry(aspect).or_default().extend(seals.iter().cloned());
        }
    }

    /// Forgets the writer of a policy that is gone.
    pub fn forget_writer(&mut self, aspect: &Aspect) {
        self.writers.remove(aspect);
    }
}

/// Anything a gate looks at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reference {
    /// A user, role or root user.
    Principal(PrincipalId),
    /// Any other labelled object.
    Object(ObjectId),
    /// The account itself, for account-wide settings.
    Account(AccountId),
}

impl fmt::Display for Reference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Principal(id) => id.fmt(formatter),
            Self::Object(id) => id.fmt(formatter),
            Self::Account(id) => id.fmt(formatter),
        }
    }
}
