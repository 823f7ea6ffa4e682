//! Whose credentials a run has, and which others the proxy knows.
//!
//! - [`Environment`] is the variables, [`Settings`] what they and the shared files say together.
//! - [`Resolver`] finds the run's own credentials as the AWS CLI and the SDKs find theirs.
//! - [`Keyring`] keeps every set of credentials that a signature may be checked with.
//! - [`ForChild`] is what the child gets, so that it signs with credentials that the proxy knows.
//!
//! Secrets are [`Secret`](entail_wire::Secret)s: they are in no error and in no `Debug` text.

mod environment;
mod error;
mod ini;
mod shared_config;

mod settings;

mod providers;
mod resolver;

mod cached;
mod keyring;

mod child;

use entail_wire::sigv4::Credentials;
use jiff::Timestamp;

pub use child::ForChild;
pub use environment::Environment;
pub use error::CredentialsError;
pub use keyring::Keyring;
pub use resolver::Resolver;
pub use settings::{Chosen, Settings};
pub use shared_config::{Section, SharedConfig};

/// Credentials, how long they last, and where they come from.
#[derive(Clone, Debug)]
pub struct Resolved {
    /// The credentials.
    pub credentials: Credentials,
    /// When they stop working, where that is known; long-term credentials do not.
    pub expires: Option<Timestamp>,
    /// Where they come from.
    pub origin: Origin,
}

impl Resolved {
    /// Whether they still work `seconds` from now.
    pub fn last_for(&self, seconds: i64, now: Timestamp) -> bool {
        self.expires.is_none_or(|expires| expires.as_second() > now.as_second() + seconds)
    }
}

/// Where credentials come from.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Origin {
    /// `AWS_ACCESS_KEY_ID` and its companions.
    Environment,
    /// Keys in a profile.
    Profile(String),
    /// A profile's `credential_process`.
    Process(String),
    /// A profile's role, assumed with other credentials.
    AssumedRole(String),
    /// A role, assumed with a token of an identity provider.
    WebIdentity,
    /// A profile of IAM Identity Center.
    SingleSignOn(String),
    /// The endpoint of a container.
    Container,
    /// The instance metadata service.
    InstanceMetadata,
}

impl std::fmt::Display for Origin {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Environment => formatter.write_str("the environment"),
            Self::Profile(profile) => write!(formatter, "the keys of profile `{profile}`"),
            Self::Process(profile) => {
                write!(formatter, "the credential_process of profile `{profile}`")
            }
            Self::AssumedRole(profile) => write!(formatter, "the role of profile `{profile}`"),
            Self::WebIdentity => formatter.write_str("the web identity"),
            Self::SingleSignOn(profile) => {
                write!(formatter, "IAM Identity Center for profile `{profile}`")
            }
            Self::Container => formatter.write_str("the container's credentials endpoint"),
            Self::InstanceMetadata => formatter.write_str("the instance metadata service"),
        }
    }
}
