//! Identity providers: `OpenID` Connect and SAML.

use entail_lineage::{ObjectId, ObjectLineage};
use serde::{Deserialize, Serialize};

use super::user::entities;
use super::{Record, Tags, Timestamp};
use crate::key::{Key, Prefix};

/// An `OpenID` Connect provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenIdConnectProvider {
    /// The unique id, `OIDC...`. It is never on the wire.
    pub id: ObjectId,
    /// The issuer's URL without its scheme, unique in the account without regard to case. It ends
    /// the provider's ARN.
    pub url: String,
    /// When it was made.
    pub created: Timestamp,
    /// The audiences whose tokens it takes, in the order in which they were added.
    pub client_ids: Vec<String>,
    /// SHA-1 thumbprints of certificates, as they were given.
    pub thumbprints: Vec<String>,
    /// Its tags.
    pub tags: Tags,
    /// Label, birth and writers.
    pub lineage: ObjectLineage,
}

impl Record for OpenIdConnectProvider {
    const NOUN: &'static str = "openid connect provider";
    type Id = str;

    fn key(account: &str, id: &str) -> Key {
        entities(account).key(id)
    }

    fn own_key(&self, account: &str) -> Key {
        Self::key(account, self.id.as_str())
    }
}

/// A SAML provider. Its metadata document is a record of its own, [`SamlMetadata`], as it may be
/// long.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SamlProvider {
    /// The unique id, `SAMLSP...`.
    pub id: ObjectId,
    /// The name, unique in the account without regard to case. It ends the provider's ARN.
    pub name: String,
    /// When it was made.
    pub created: Timestamp,
    /// Until when its metadata may be used.
    pub valid_until: Timestamp,
    /// Whether assertions must be encrypted.
    pub assertion_encryption: AssertionEncryption,
    /// The private keys that open encrypted assertions, oldest first.
    pub private_keys: Vec<SamlPrivateKey>,
    /// Its tags.
    pub tags: Tags,
    /// Label, birth and writers.
    pub lineage: ObjectLineage,
}

/// Whether a SAML provider's assertions must be encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AssertionEncryption {
    /// They must.
    Required,
    /// They may.
    Allowed,
}

/// A private key of a SAML provider. The key itself stands apart, sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SamlPrivateKey {
    /// The key's id.
    pub id: String,
    /// When it was added.
    pub added: Timestamp,
}

impl Record for SamlProvider {
    const NOUN: &'static str = "saml provider";
    type Id = str;

    fn key(account: &str, id: &str) -> Key {
        entities(account).key(id)
    }

    fn own_key(&self, account: &str) -> Key {
        Self::key(account, self.id.as_str())
    }
}

/// The metadata document of a SAML provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SamlMetadata {
    /// The provider.
    pub provider: ObjectId,
    /// The document as it was given.
    pub document: String,
}

impl Record for SamlMetadata {
    const NOUN: &'static str = "saml metadata";
    type Id = ObjectId;

    fn key(account: &str, id: &ObjectId) -> Key {
        Prefix::new(format!("a/{account}/sm/")).key(id.as_str())
    }

    fn own_key(&self, account: &str) -> Key {
        Self::key(account, &self.provider)
    }
}

/// Where the sealed private key with this id is.
pub fn private_key(account: &str, id: &str) -> Key {
    Prefix::new(format!("a/{account}/sk/")).key(id)
}
