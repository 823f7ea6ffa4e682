//! Session tokens: temporary credentials that carry their session, sealed.
//!
//! A token is the whole session as JSON under AES-256-GCM. Nothing about a session is stored: the
//! token is opened and read at every request, and what may change during its life (policies,
//! inherited boundaries, whether the principal still exists) is read from the store by id.

use std::collections::BTreeMap;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use entail_lineage::SessionLineage;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::{
    control_error::ControlError,
    keyring::{Keyring, Purpose},
};

/// How temporary credentials were obtained, and what is particular to each way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SessionKind {
    /// `AssumeRole`; the name is the role session's.
    AssumedRole {
        /// `RoleSessionName`.
        session_name: String,
    },
    /// `GetFederationToken`; the name is the federated user's.
    FederatedUser {
        /// `Name`.
        name: String,
    },
    /// `GetSessionToken`: the user itself, with temporary credentials.
    SessionToken,
}

/// One session: what its token carries.
#[derive(Clone, Serialize, Deserialize)]
pub struct Session {
    /// The access key id the token belongs to.
    pub access_key_id: String,
    /// The secret that requests of the session are signed with.
    pub secret_access_key: Zeroizing<String>,
    /// How the session came to be.
    pub kind: SessionKind,
    /// The unique id of the user or role (or the account number, for root).
    pub principal_id: String,
    /// When the token was issued, seconds since 1970.
    pub issued_at: i64,
    /// When it stops working, seconds since 1970.
    pub expires_at: i64,
    /// The inline session policy.
    pub inline_policy: Option<String>,
    /// Managed policies named as session policies: by unique id, so that a namesake made later is
    /// not taken for one; AWS's own by ARN.
    pub managed_policies: Vec<String>,
    /// Session tags by key, as given.
    pub tags: BTreeMap<String, String>,
    /// The keys of `tags` that are transitive.
    pub transitive_tag_keys: Vec<String>,
    /// `SourceIdentity`, once set.
    pub source_identity: Option<String>,
    /// Seals, provenance and derivation: see `entail_lineage`.
    pub lineage: SessionLineage,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Session")
            .field("access_key_id", &self.access_key_id)
            .field("kind", &self.kind)
            .field("principal_id", &self.principal_id)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

impl Session {
    /// The session token: opaque to clients, bound to the access key id.
    pub fn seal(&self, keyring: &Keyring) -> Result<Zeroizing<String>, ControlError> {
        let plain = Zeroizing::new(serde_json::to_vec(self).map_err(|error| {
            ControlError::internal(format!("a session can't be written: {error}"))
        })?);
        let sealed = keyring.seal(Purpose::SessionToken, &self.access_key_id, &plain)?;
        Ok(Zeroizing::new(STANDARD.encode(sealed)))
    }

    /// Opens a token that was issued with `access_key_id`; `None` for anything else.
    pub fn open(token: &str, access_key_id: &str, keyring: &Keyring) -> Option<Self> {
        let sealed = STANDARD.decode(token).ok()?;
        let plain = keyring.open_sealed(Purpose::SessionToken, access_key_id, &sealed)?;
        let session: Self = serde_json::from_slice(&plain).ok()?;
        (session.access_key_id == access_key_id).then_some(session)
    }

    /// Whether the session is over at `now`, seconds since 1970.
    pub const fn is_expired(&self, now: i64) -> bool {
        now >= self.expires_at
    }
}
