//! Which managed policies are attached to which principals, found from both ends.

use entail_lineage::{PolicyId, PrincipalId};
use serde::{Deserialize, Serialize};

use super::{Record, Timestamp};
use crate::key::{Key, Prefix};

/// A managed policy, as attachments and boundaries name it.
///
/// CHOICE: AWS managed policies are shipped with the program and are named by ARN.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", from = "String")]
pub enum PolicyReference {
    /// A policy of the account, by its unique id.
    Customer(PolicyId),
    /// A policy of AWS, by its ARN.
    AwsManaged(String),
}

impl PolicyReference {
    /// The last segment of a key that names the policy: the id, or the ARN.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Customer(id) => id.as_str(),
            Self::AwsManaged(arn) => arn,
        }
    }

    /// The policy that [`Self::as_str`] named.
    pub fn from_text(text: &str) -> Self {
        if text.starts_with("arn:") {
            Self::AwsManaged(text.to_owned())
        } else {
            Self::Customer(PolicyId::new(text))
        }
    }
}

impl From<PolicyReference> for String {
    fn from(policy: PolicyReference) -> Self {
        policy.as_str().to_owned()
    }
}

impl From<String> for PolicyReference {
    fn from(text: String) -> Self {
        Self::from_text(&text)
    }
}

/// One attachment: the value at both of its keys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Who has which policy.
    #[serde(flatten)]
    pub id: AttachmentId,
    /// When it was attached.
    pub attached: Timestamp,
}

/// Names an attachment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachmentId {
    /// The user, role or group.
    pub principal: PrincipalId,
    /// The policy.
    pub policy: PolicyReference,
}

impl Attachment {
    /// The attachment seen from the policy.
    pub fn reverse_key(account: &str, id: &AttachmentId) -> Key {
        attached_to(account, &id.policy).key(id.principal.as_str())
    }
}

impl Record for Attachment {
    const NOUN: &'static str = "attachment";
    type Id = AttachmentId;

    fn key(account: &str, id: &AttachmentId) -> Key {
        policies_of(account, &id.principal).key(id.policy.as_str())
    }

    fn own_key(&self, account: &str) -> Key {
        Self::key(account, &self.id)
    }
}

/// The policies attached to a principal.
pub fn policies_of(account: &str, principal: &PrincipalId) -> Prefix {
    Prefix::new(format!("a/{account}/at/{}/", principal.as_str()))
}

/// The principals to which a policy is attached.
pub fn attached_to(account: &str, policy: &PolicyReference) -> Prefix {
    Prefix::new(format!("a/{account}/ar/{}/", crate::key::segment(policy.as_str())))
}
