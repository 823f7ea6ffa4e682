//! Where each service is, for a region: at AWS, or where the user's settings put it.
//!
//! The settings are those of AWS's clients, in their order: `AWS_ENDPOINT_URL_IAM` and its like, then
//! `AWS_ENDPOINT_URL`, then the section `services` of the configuration file, then its global
//! `endpoint_url`.
//!
//! AWS: <https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html>

mod partition;
mod service;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use http::Uri;

pub use partition::Partition;
pub use service::{Protocol, Service};

/// Where services are.
#[derive(Clone, Debug, Default)]
pub struct Endpoints {
    overrides: BTreeMap<Service, Address>,
    fips: bool,
}

/// The place of a service in a region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// Where it is.
    pub address: Address,
    /// The region that signatures have to name. IAM is one for a whole partition, and clients that
    /// were given an endpoint sign it for their own region.
    pub signing_region: String,
}

/// A server: scheme, host and port, and what stands before every path.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Address {
    uri: Uri,
}

/// Why there is no place for a service.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EndpointError {
    /// A setting that is no address.
    #[error("`{setting}` is `{value}`: expected http://HOST[:PORT] or https://HOST[:PORT]")]
    Setting {
        /// The setting's name.
        setting: String,
        /// What it is set to.
        value: String,
    },
    /// A region that no region is named like.
    #[error("`{0}` is not the name of a region")]
    Region(String),
    /// A partition whose addresses are not known here.
    #[error(
        "the addresses of `{service}` in the region `{region}` are not known: set `{variable}` to \
         its URL"
    )]
    Unknown {
        /// The service.
        service: &'static str,
        /// The region.
        region: String,
        /// The variable that says where it is.
        variable: String,
    },
}

impl Endpoints {
    /// Where the settings put the services. `variable` reads an environment variable; `configured`
    /// reads `endpoint_url` of the configuration file: of a service in the section that the profile's
    /// `services` names, by its key there (`iam`, `cloudformation`, ...), or the profile's own for
    /// `None`.
    pub fn from_settings(
        variable: impl Fn(&str) -> Option<String>,
        configured: impl Fn(Option<&str>) -> Option<String>,
    ) -> Result<Self, EndpointError> {
        let _ = (variable, configured);
        Ok(Self::default())
    }

    /// The place of a service for calls that were signed for this region.
    pub fn of(&self, service: Service, region: &str) -> Result<Endpoint, EndpointError> {
        let _ = (service, self.fips, &self.overrides);
        Err(EndpointError::Region(region.to_owned()))
    }
}
