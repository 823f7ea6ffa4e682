//! Where a server is.

use std::fmt;

use http::{Uri, uri::Authority};

/// How a server is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scheme {
    /// In the clear.
    Http,
    /// Through TLS.
    Https,
}

/// A server: scheme, host and port, and what stands before every path.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Address {
    scheme: Scheme,
    authority: Authority,
    base_path: String,
}

impl Address {
    /// Reads `http://HOST[:PORT][/PATH]` or the same with `https`.
    pub fn parse(url: &str) -> Option<Self> {
        let uri: Uri = url.trim().parse().ok()?;
        let scheme = match uri.scheme_str() {
            Some("http") => Scheme::Http,
            Some("https") => Scheme::Https,
            _ => return None,
        };
        let authority = uri.authority().filter(|authority| !authority.host().is_empty())?.clone();
        if authority.as_str().contains('@') || uri.query().is_some() {
            return None;
        }
        Some(Self { scheme, authority, base_path: uri.path().trim_end_matches('/').to_owned() })
    }

    /// A host of AWS's, through TLS.
    pub(super) fn of_host(host: &str) -> Option<Self> {
        let authority = host.parse().ok()?;
        Some(Self { scheme: Scheme::Https, authority, base_path: String::new() })
    }

    /// How it is spoken to.
    pub const fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// The host as names are looked up and certificates checked: without the brackets of IPv6.
    pub fn host(&self) -> &str {
        self.authority.host().trim_start_matches('[').trim_end_matches(']')
    }

    /// The port.
    pub fn port(&self) -> u16 {
        let default = match self.scheme {
            Scheme::Http => 80,
            Scheme::Https => 443,
        };
        self.authority.port_u16().unwrap_or(default)
    }

    /// What the header `Host` says: the port only where it is not the scheme's own.
    pub fn host_header(&self) -> &str {
        let default = match self.scheme {
            Scheme::Http => ":80",
            Scheme::Https => ":443",
        };
        let text = self.authority.as_str();
        text.strip_suffix(default).unwrap_or(text)
    }

    /// Host and port, for messages and tunnels.
    pub fn host_and_port(&self) -> String {
        format!("{}:{}", self.authority.host(), self.port())
    }

    /// What stands before every path; empty, or it begins with `/` and does not end with it.
    pub fn base_path(&self) -> &str {
        &self.base_path
    }

    /// The host is this machine by its own name.
    pub fn is_loopback(&self) -> bool {
        let host = self.host();
        host.eq_ignore_ascii_case("localhost")
            || host.parse().is_ok_and(|address: std::net::IpAddr| address.is_loopback())
    }
}

impl fmt::Display for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = match self.scheme {
            Scheme::Http => "http",
            Scheme::Https => "https",
        };
        write!(formatter, "{scheme}://{}{}", self.authority, self.base_path)
    }
}
