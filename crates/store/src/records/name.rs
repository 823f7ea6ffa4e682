//! The index of names: who has which name, unique in an account without regard to case.

use serde::{Deserialize, Serialize};

use super::Record;
use crate::key::{Key, Prefix};

/// What has a name. Names of different kinds do not meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NameKind {
    /// A user.
    User,
    /// A role.
    Role,
    /// A customer managed policy.
    Policy,
    /// A group.
    Group,
    /// An instance profile.
    InstanceProfile,
    /// A SAML provider.
    SamlProvider,
    /// An `OpenID` Connect provider; its name is its URL without the scheme.
    OpenIdConnectProvider,
}

impl NameKind {
    /// The segment of the key.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Role => "role",
            Self::Policy => "policy",
            Self::Group => "group",
            Self::InstanceProfile => "instance-profile",
            Self::SamlProvider => "saml-provider",
            Self::OpenIdConnectProvider => "oidc-provider",
        }
    }
}

/// One name and whose it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Name {
    /// What has it.
    #[serde(rename = "of")]
    pub kind: NameKind,
    /// The name in the case it was given in.
    pub name: String,
    /// The unique id of the entity.
    pub id: String,
}

/// Names a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameId {
    kind: NameKind,
    lower: String,
}

impl NameId {
    /// The name in any case.
    pub fn new(kind: NameKind, name: &str) -> Self {
        Self { kind, lower: name.to_lowercase() }
    }
}

impl Record for Name {
    const NOUN: &'static str = "name";
    type Id = NameId;

    fn key(account: &str, id: &NameId) -> Key {
        names(account, id.kind).key(&id.lower)
    }

    fn own_key(&self, account: &str) -> Key {
        Self::key(account, &NameId::new(self.kind, &self.name))
    }
}

/// All names of one kind, in the order in which they are listed.
///
/// CHOICE: AWS does not document the order of its lists; ours is by name without regard to case, so
/// that a page's marker stays true while entities come and go.
pub fn names(account: &str, kind: NameKind) -> Prefix {
    Prefix::new(format!("a/{account}/n/{}/", kind.as_str()))
}
