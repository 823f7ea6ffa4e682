//! Exchanges with endpoints of this machine or its host: through no proxy, and soon.

use std::time::Duration;

use http::{Method, Request};
use hyper::body::Bytes;
use zeroize::Zeroizing;

use crate::{
    credentials::Environment,
    endpoints::Endpoints,
    upstream::{Network, Timeouts, Upstream, UpstreamError},
};

/// What is near.
pub(super) struct Nearby(Upstream);

/// What was answered.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) text: Zeroizing<String>,
}

impl Nearby {
    /// Whatever is near has so many seconds for an answer.
    pub(super) fn within(seconds: u64, environment: &Environment) -> Result<Self, UpstreamError> {
        let Network { ca_bundle, .. } =
            Network::from_settings(|name| environment.get(name).map(str::to_owned));
        let within = Duration::from_secs(seconds);
        let timeouts = Timeouts { connect: within, first_byte: within, pause: within };
        let network = Network { ca_bundle, timeouts, ..Network::default() };
        Upstream::new(Endpoints::default(), network).map(Self)
    }

    /// Sends a request without a body.
    pub(super) async fn ask(
        &self,
        method: Method,
        url: &str,
        headers: &[(&'static str, &str)],
    ) -> Result<Answer, UpstreamError> {
        let mut request = Request::builder().method(method).uri(url);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        // The error says nothing of the values, which may be secret.
        let request = request
            .body(Bytes::new())
            .map_err(|error| UpstreamError::Network(format!("`{url}` can't be asked: {error}")))?;
        let answer = self.0.fetch("the call", request).await?;
        let status = answer.status().as_u16();
        let text = String::from_utf8_lossy(answer.body()).into_owned();
        Ok(Answer { status, text: Zeroizing::new(text) })
    }
}
