//! Whose calls are made, and where to.

use std::sync::Arc;

use clap::Args;
use entail_policy::arn::Arn;
use entail_propagate::boundary::attach::Desk;
use entail_propagate::credentials::{Chosen, Environment, Keyring, Resolver, Settings};
use entail_propagate::upstream::Upstream;

use super::Problem;

/// Credentials and region as the AWS CLI finds them.
#[derive(Debug, Args)]
pub(super) struct ConnectionArguments {
    /// The profile of the shared configuration, which then stands over the environment
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,
    /// The region, which says the partition [default: as the AWS CLI finds it]
    #[arg(long, value_name = "REGION")]
    region: Option<String>,
}

impl ConnectionArguments {
    /// IAM of the account that this policy is in.
    pub(super) async fn desk(&self, policy: &Arn) -> Result<Desk, Problem> {
        let chosen = Chosen { profile: self.profile.as_deref(), region: self.region.as_deref() };
        let settings = Settings::load(Environment::of_process(), chosen);
        let settings = Arc::new(settings.map_err(Problem::bad_input)?);
        let endpoints = settings.endpoints().map_err(Problem::bad_input)?;
        let upstream = Upstream::new(endpoints, settings.network()).map_err(Problem::failed)?;
        let upstream = Arc::new(upstream);
        let region = settings.region_of(&policy.to_string()).map_err(Problem::bad_input)?;
        let keyring = Keyring::new(Resolver::new(settings, Arc::clone(&upstream)));
        let resolved = keyring.of_run().await.map_err(Problem::failed)?;
        Ok(Desk::new(upstream, region, resolved.credentials))
    }
}
