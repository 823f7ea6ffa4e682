//! Calls to AWS, or to whatever stands in its place: signed, through TLS and proxies, in time.

mod error;

use std::path::PathBuf;

use entail_wire::sigv4::Credentials;
use hyper::body::Bytes;

use crate::{endpoints::Endpoints, intercept::Fronted};

pub use error::UpstreamError;

/// What calls go out through.
#[derive(Clone, Debug, Default)]
pub struct Network {
    /// The certificates that servers' are checked against, as PEM (`AWS_CA_BUNDLE`); the system's
    /// where none.
    pub ca_bundle: Option<PathBuf>,
    /// `HTTPS_PROXY`: the proxy of calls through TLS.
    pub https_proxy: Option<String>,
    /// `HTTP_PROXY`: the proxy of calls in the clear.
    pub http_proxy: Option<String>,
    /// `NO_PROXY`: hosts that are reached without.
    pub no_proxy: Option<String>,
}

impl Network {
    /// What the environment says; `variable` reads a variable.
    pub fn from_settings(variable: impl Fn(&str) -> Option<String>) -> Self {
        let _ = variable;
        Self::default()
    }
}

/// AWS, or whatever stands in its place.
#[derive(Debug)]
pub struct Upstream {
    endpoints: Endpoints,
    network: Network,
}

impl Upstream {
    /// Calls to these endpoints.
    pub fn new(endpoints: Endpoints, network: Network) -> Result<Self, UpstreamError> {
        Ok(Self { endpoints, network })
    }

    /// Where services are.
    pub const fn endpoints(&self) -> &Endpoints {
        &self.endpoints
    }

    /// Calls an operation of the Query protocol (IAM, STS, `CloudFormation`) and gives back the whole
    /// body of its answer, which is XML. `parameters` begin with `Action`; `Version` is added.
    ///
    /// A refusal is [`UpstreamError::Refused`], with the service's code and message.
    pub async fn query(
        &self,
        service: Fronted,
        region: &str,
        credentials: &Credentials,
        parameters: &[(&str, &str)],
    ) -> Result<Bytes, UpstreamError> {
        let _ = (service, region, credentials, parameters, &self.network);
        std::future::ready(Err(UpstreamError::Address(String::new()))).await
    }

    /// Reads an object of S3 by its URL, in any of S3's forms; at most
    /// [`TEMPLATE_BYTES_MAX`](crate::limits::TEMPLATE_BYTES_MAX) bytes. A URL that carries a signature
    /// is fetched as it is.
    pub async fn s3_get(
        &self,
        url: &str,
        credentials: &Credentials,
    ) -> Result<Bytes, UpstreamError> {
        let _ = credentials;
        std::future::ready(Err(UpstreamError::Address(url.to_owned()))).await
    }

    /// Writes an object of S3, named by its URL.
    pub async fn s3_put(
        &self,
        url: &str,
        body: Bytes,
        credentials: &Credentials,
    ) -> Result<(), UpstreamError> {
        let _ = (body, credentials);
        std::future::ready(Err(UpstreamError::Address(url.to_owned()))).await
    }
}
