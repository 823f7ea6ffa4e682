//! Counters of what an account has, each with the limit that its changes bring along.

use crate::error::ReadError;
use crate::key::{Key, Value};

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Quota {
    /// Users in the account.
    Users,
    /// Roles in the account.
    Roles,
    /// Customer managed policies in the account.
    Policies,
    /// Groups in the account.
    Groups,
    /// Instance profiles in the account.
    InstanceProfiles,
    /// SAML providers in the account.
    SamlProviders,
    /// `OpenID` Connect providers in the account.
    OpenIdConnectProviders,
    /// Events of the audit trail that the store holds.
    AuditEvents,
}

impl Quota {
    /// What is counted, in words.
    pub const fn noun(self) -> &'static str {
        match self {
            Self::Users => "users",
            Self::Roles => "roles",
            Self::Policies => "policies",
            Self::Groups => "groups",
            Self::InstanceProfiles => "instance profiles",
            Self::SamlProviders => "SAML providers",
            Self::OpenIdConnectProviders => "OpenID Connect providers",
            Self::AuditEvents => "audit events",
        }
    }

    /// Where the number is.
    pub fn key(self, account: &str) -> Key {
        let segment = match self {
            Self::InstanceProfiles => "instance-profiles",
            Self::SamlProviders => "saml-providers",
            Self::OpenIdConnectProviders => "oidc-providers",
            Self::AuditEvents => "audit-events",
            other => other.noun(),
        };
        Key::new(format!("a/{account}/q/{segment}"))
    }
}

/// A number as a value: decimal digits, which are JSON too.
pub fn encode_number(number: u64) -> Value {
    Value::new(number.to_string().into_bytes())
}

/// The number in a value; a missing one is 0.
pub fn decode_number(key: &Key, value: Option<&Value>) -> Result<u64, ReadError> {
    let Some(value) = value else { return Ok(0) };
    let digits = std::str::from_utf8(value.as_bytes()).ok();
    digits
        .and_then(|digits| digits.parse().ok())
        .ok_or_else(|| ReadError::Damaged(format!("the value of `{key}` is not a number")))
}
