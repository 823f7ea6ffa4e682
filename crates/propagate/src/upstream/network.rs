//! What calls go out through: certificates, proxies, and how long anything may take.

use std::{path::PathBuf, time::Duration};

use http::Uri;
use hyper_util::client::proxy::matcher::{Intercept, Matcher};

use super::UpstreamError;
use crate::{
    endpoints::{Address, Scheme},
    limits::{ANSWER_PAUSE_SECONDS_MAX, CONNECT_SECONDS_MAX, FIRST_BYTE_SECONDS_MAX},
};

/// What calls go out through.
#[derive(Clone, Default)]
pub struct Network {
    /// The certificates that servers' are checked against, as PEM (`AWS_CA_BUNDLE`); the system's
    /// where none.
    pub ca_bundle: Option<PathBuf>,
    /// `HTTPS_PROXY`: the proxy of calls through TLS.
    pub https_proxy: Option<String>,
    /// `HTTP_PROXY`: the proxy of calls in the clear.
    pub http_proxy: Option<String>,
    /// `NO_PROXY`: hosts that are reached without. This machine always is.
    pub no_proxy: Option<String>,
    /// How long anything may take.
    pub timeouts: Timeouts,
}

/// How long anything may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// Until a server is connected to, the proxy before it and TLS included.
    pub connect: Duration,
    /// Until it begins to answer.
    pub first_byte: Duration,
    /// Between two parts of an answer.
    pub pause: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(CONNECT_SECONDS_MAX),
            first_byte: Duration::from_secs(FIRST_BYTE_SECONDS_MAX),
            pause: Duration::from_secs(ANSWER_PAUSE_SECONDS_MAX),
        }
    }
}

impl Network {
    /// What the environment says; `variable` reads a variable. The names of proxies' variables are
    /// taken in lower case first, and `ALL_PROXY` is not read, as with AWS's clients.
    ///
    /// AWS: <https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-proxy.html>
    pub fn from_settings(variable: impl Fn(&str) -> Option<String>) -> Self {
        let set = |name: &str| variable(name).filter(|value| !value.is_empty());
        let either = |name: &str| set(&name.to_ascii_lowercase()).or_else(|| set(name));
        Self {
            ca_bundle: set("AWS_CA_BUNDLE").map(PathBuf::from),
            https_proxy: either("HTTPS_PROXY"),
            http_proxy: either("HTTP_PROXY"),
            no_proxy: either("NO_PROXY"),
            timeouts: Timeouts::default(),
        }
    }

    /// The rules of its proxies. A proxy whose address can't be read is refused: calls would go out
    /// without it.
    pub(super) fn into_proxies(self) -> Result<Proxies, UpstreamError> {
        let proxies = [self.https_proxy, self.http_proxy];
        let [is_https, is_http] = proxies.each_ref().map(Option::is_some);
        let [through_tls, in_the_clear] = proxies.map(Option::unwrap_or_default);
        let builder = || Matcher::builder().https(through_tls.clone()).http(in_the_clear.clone());
        // What `NO_PROXY` says has no part in whether a proxy can be used.
        let everywhere = builder().build();
        for (setting, is_set, scheme) in
            [("HTTPS_PROXY", is_https, "https"), ("HTTP_PROXY", is_http, "http")]
        {
            let anywhere = uri(&format!("{scheme}://host.invalid/"));
            let proxy = anywhere.and_then(|uri| everywhere.intercept(&uri));
            if is_set && proxy.is_none_or(|proxy| address(&proxy).is_none()) {
                return Err(UpstreamError::Network(format!(
                    "`{setting}` is no address of a proxy: expected http://HOST:PORT"
                )));
            }
        }
        Ok(Proxies(builder().no(self.no_proxy.unwrap_or_default()).build()))
    }
}

/// Which proxy stands before which server.
#[derive(Debug)]
pub(super) struct Proxies(Matcher);

/// A proxy before a server.
pub(super) struct Proxy {
    /// Where it is.
    pub(super) address: Address,
    /// What it wants in `Proxy-Authorization`.
    pub(super) authorization: Option<http::HeaderValue>,
}

impl Proxies {
    /// The proxy before a server.
    pub(super) fn before(&self, server: &Address) -> Option<Proxy> {
        if server.is_loopback() {
            return None;
        }
        let scheme = match server.scheme() {
            Scheme::Http => "http",
            Scheme::Https => "https",
        };
        let found = self.0.intercept(&uri(&format!("{scheme}://{}/", server.host_header()))?)?;
        let authorization = found.basic_auth().cloned();
        Some(Proxy { address: address(&found)?, authorization })
    }
}

fn uri(text: &str) -> Option<Uri> {
    text.parse().ok()
}

/// The address of an HTTP proxy; nothing for a SOCKS proxy.
fn address(proxy: &Intercept) -> Option<Address> {
    Address::parse(&proxy.uri().to_string())
}

/// Proxies' addresses may have passwords in them.
impl std::fmt::Debug for Network {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Network")
            .field("ca_bundle", &self.ca_bundle)
            .field("no_proxy", &self.no_proxy)
            .field("timeouts", &self.timeouts)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(variables: &[(&str, &str)]) -> Network {
        Network::from_settings(|name| {
            let found = variables.iter().find(|(variable, _)| *variable == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    fn before(variables: &[(&str, &str)], server: &str) -> Option<String> {
        let proxies = network(variables).into_proxies().unwrap();
        proxies.before(&Address::parse(server).unwrap()).map(|proxy| proxy.address.to_string())
    }

    #[test]
    fn each_scheme_has_its_proxy_and_lower_case_comes_first() {
        let variables = [
            ("HTTPS_PROXY", "http://upper:1"),
            ("https_proxy", "http://lower:2"),
            ("HTTP_PROXY", "plain:3"),
        ];
        assert_eq!(before(&variables, "https://iam.amazonaws.com").unwrap(), "http://lower:2");
        assert_eq!(before(&variables, "http://example.com").unwrap(), "http://plain:3");
        assert_eq!(before(&[("ALL_PROXY", "socks5://a:1")], "https://x"), None);
        assert_eq!(before(&[], "https://iam.amazonaws.com"), None);
    }

    #[test]
    fn hosts_that_are_named_and_this_machine_need_no_proxy() {
        let variables = [
            ("HTTPS_PROXY", "http://p:1"),
            ("HTTP_PROXY", "http://p:1"),
            ("NO_PROXY", ".aws.test"),
        ];
        for server in
            ["https://iam.aws.test", "http://127.0.0.1:4566", "http://localhost", "http://[::1]:1"]
        {
            assert_eq!(before(&variables, server), None, "{server}");
        }
        assert!(before(&variables, "https://aws.test.example").is_some());
    }

    #[test]
    fn a_password_of_a_proxy_is_sent_and_not_shown() {
        let network = network(&[("HTTPS_PROXY", "http://user:hidden@p:1")]);
        assert!(!format!("{network:?}").contains("hidden"));
        let proxies = network.into_proxies().unwrap();
        let proxy = proxies.before(&Address::parse("https://iam.amazonaws.com").unwrap()).unwrap();
        assert_eq!(proxy.authorization.unwrap(), "Basic dXNlcjpoaWRkZW4=");
        assert_eq!(proxy.address.to_string(), "http://p:1");
    }

    #[test]
    fn a_proxy_that_cannot_be_used_is_refused_and_not_passed_by() {
        for wrong in ["socks5://user:hidden@p:1", "ftp://p", "http://", "a b"] {
            let error = network(&[("HTTPS_PROXY", wrong)]).into_proxies().unwrap_err().to_string();
            assert!(error.contains("`HTTPS_PROXY`") && !error.contains("hidden"), "{error}");
        }
    }
}
