//! Where each service is, for a region: at AWS, or where the user's settings put it.
//!
//! The settings are those of AWS's clients, in their order: `AWS_ENDPOINT_URL_IAM` and its like, then
//! `AWS_ENDPOINT_URL`, then the section `services` of the configuration file, then its global
//! `endpoint_url`.
//!
//! AWS: <https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html>

mod address;
mod partition;
mod service;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::{intercept::Fronted, limits::REGION_BYTES_MAX};

pub(crate) use self::service::CLOUD_CONTROL_TARGET_PREFIX;
pub use self::{
    address::{Address, Scheme},
    partition::Partition,
    service::{Protocol, Service},
};

/// Where services are.
#[derive(Clone, Debug, Default)]
pub struct Endpoints {
    overrides: BTreeMap<Service, Address>,
    cryptography: Cryptography,
    reach: Reach,
}

/// Which of AWS's hosts are called.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Cryptography {
    /// The usual ones.
    #[default]
    Any,
    /// Those whose cryptography is validated by FIPS 140 (`AWS_USE_FIPS_ENDPOINT`).
    Fips,
}

/// Which networks reach AWS's hosts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Reach {
    /// Those of the usual hosts.
    #[default]
    Usual,
    /// IPv6, too (`AWS_USE_DUALSTACK_ENDPOINT`).
    DualStack,
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

/// Why there is no place for a service.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EndpointError {
    /// A setting that is no address.
    #[error("`{setting}` is `{value}`: expected http://HOST[:PORT] or https://HOST[:PORT]")]
    Setting {
        /// The setting's name.
        setting: String,
        /// What it is set to, but for a user name and a password.
        value: String,
    },
    /// A region of a partition whose services have no hosts for IPv6.
    #[error(
        "region `{0}` has no dual-stack addresses: unset `AWS_USE_DUALSTACK_ENDPOINT`, or \
         `use_dualstack_endpoint` of the profile"
    )]
    NoDualStack(String),
    /// A region that no region is named like.
    #[error("`{0}` is not the name of a region")]
    Region(String),
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
        let says_true =
            |name| variable(name).is_some_and(|value| value.eq_ignore_ascii_case("true"));
        let is_ignored = says_true("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS");
        let variable = |name: &str| {
            let value = variable(name).filter(|value| !value.is_empty() && !is_ignored);
            value.map(|value| (name.to_owned(), value))
        };
        let configured = |service: Option<&str>| {
            let name = service.map_or_else(String::new, |service| format!(" of {service}"));
            configured(service).map(|value| (format!("endpoint_url{name}"), value))
        };
        let mut overrides = BTreeMap::new();
        for service in Service::all() {
            let setting = variable(service.variable())
                .or_else(|| variable("AWS_ENDPOINT_URL"))
                .or_else(|| configured(Some(service.key())))
                .or_else(|| configured(None));
            let Some((setting, value)) = setting else { continue };
            let address = Address::parse(&value).ok_or_else(|| EndpointError::Setting {
                setting,
                value: without_password(&value),
            })?;
            overrides.insert(service, address);
        }
        let is_fips = says_true("AWS_USE_FIPS_ENDPOINT");
        let cryptography = if is_fips { Cryptography::Fips } else { Cryptography::Any };
        let is_dual = says_true("AWS_USE_DUALSTACK_ENDPOINT");
        let reach = if is_dual { Reach::DualStack } else { Reach::Usual };
        Ok(Self { overrides, cryptography, reach })
    }

    /// The same with one service somewhere else.
    #[must_use]
    pub fn with(mut self, service: Service, address: Address) -> Self {
        self.overrides.insert(service, address);
        self
    }

    /// The place of a service for calls that were signed for this region.
    pub fn of(&self, service: Service, region: &str) -> Result<Endpoint, EndpointError> {
        let wrong = || EndpointError::Region(region.to_owned());
        if !is_region(region) {
            return Err(wrong());
        }
        let partition = Partition::of(region);
        let signing_region = match service {
            Service::Fronted(Fronted::Iam) => partition.iam_region,
            _ => region,
        };
        let address = match self.overrides.get(&service) {
            Some(address) => address.clone(),
            None => Address::of_host(&self.host(service, region)?).ok_or_else(wrong)?,
        };
        Ok(Endpoint { address, signing_region: signing_region.to_owned() })
    }

    /// Where the settings put a service, if anywhere.
    pub fn overridden(&self, service: Service) -> Option<&Address> {
        self.overrides.get(&service)
    }

    /// AWS's host.
    fn host(&self, service: Service, region: &str) -> Result<String, EndpointError> {
        let partition = Partition::of(region);
        let name = service.signing_name();
        let fips = match self.cryptography {
            Cryptography::Any => "",
            // There the usual hosts are validated.
            Cryptography::Fips if partition.is_validated(service, self.reach) => "",
            Cryptography::Fips => "-fips",
        };
        let suffix = match (self.reach, service) {
            // Its hosts have been longer there than the suffix of the others.
            (Reach::DualStack, Service::S3) => {
                return Ok(format!("{name}{fips}.dualstack.{region}.{}", partition.suffix()));
            }
            (Reach::DualStack, _) => partition
                .dual_stack_suffix
                .ok_or_else(|| EndpointError::NoDualStack(region.to_owned()))?,
            (Reach::Usual, _) => partition.suffix(),
        };
        Ok(match (service, self.reach, fips) {
            (Service::Fronted(Fronted::Iam), Reach::Usual, "") => partition.iam_host.to_owned(),
            (Service::Fronted(Fronted::Iam), Reach::Usual, _) => partition.iam_fips_host(),
            (Service::Fronted(Fronted::Iam), Reach::DualStack, fips) => {
                format!("{name}{fips}.{}{suffix}", partition.iam_dual_stack_label())
            }
            (_, _, fips) => format!("{name}{fips}.{region}.{suffix}"),
        })
    }
}

/// A setting's value for messages.
fn without_password(value: &str) -> String {
    match (value.split_once("://"), value.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, host))) => format!("{scheme}://...@{host}"),
        (None, Some((_, host))) => format!("...@{host}"),
        (_, None) => value.to_owned(),
    }
}

/// Whether a host is AWS's own.
pub(crate) fn is_host_of_aws(host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    Partition::suffixes()
        .chain(Partition::dual_stack_suffixes())
        .any(|suffix| host.strip_suffix(suffix).is_some_and(|rest| rest.ends_with('.')))
}

/// Whether a text is formed like the name of a region. It becomes part of a host's name, so that
/// nothing else may pass.
fn is_region(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    !text.is_empty()
        && text.len() <= REGION_BYTES_MAX
        && text.bytes().all(is_plain)
        && !text.starts_with('-')
        && !text.ends_with('-')
}
