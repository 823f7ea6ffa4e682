//! The order in which credentials are looked for.

use std::sync::Arc;

use super::{CredentialsError, Origin, Resolved, Settings, keyring::keys, providers};
use crate::{credentials::settings::Naming, upstream::Upstream};

/// Finds the run's own credentials.
#[derive(Debug)]
pub struct Resolver {
    settings: Arc<Settings>,
    upstream: Arc<Upstream>,
}

impl Resolver {
    /// A resolver for these settings; roles are assumed through `upstream`.
    pub const fn new(settings: Arc<Settings>, upstream: Arc<Upstream>) -> Self {
        Self { settings, upstream }
    }

    /// The settings.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Finds them.
    pub async fn resolve(&self) -> Result<Resolved, CredentialsError> {
        let settings = self.settings();
        if settings.naming() != Naming::Flag
            && let Some(found) = providers::environment(settings.environment())?
        {
            return Ok(found);
        }
        let _ = &self.upstream;
        let name = settings.profile_name();
        let credentials = settings.profile().and_then(keys).ok_or(CredentialsError::Nowhere)?;
        std::future::ready(()).await;
        Ok(Resolved { credentials, expires: None, origin: Origin::Profile(name.to_owned()) })
    }
}
