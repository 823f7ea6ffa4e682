//! The one object that carries a request through the control plane.

use std::{net::IpAddr, sync::Arc};

use entail_lineage::SessionLineage;
use entail_policy::arn::AccountId;
use jiff::Timestamp;

use crate::{caller::Caller, keyring::Keyring, listen::Transport, policy_cache::PolicyCache};

/// What operations need besides the transaction: the same for every request of a server.
#[derive(Debug)]
pub struct Services {
    /// The account that the server governs.
    pub account: AccountId,
    /// Seals and opens secrets.
    pub keyring: Arc<Keyring>,
    /// Compiled policies by their text.
    pub policies: PolicyCache,
}

/// Where and when a request arrived.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// The id that the answer and the log carry.
    pub request_id: String,
    /// The server's clock when the request was read.
    pub now: Timestamp,
    /// The client's address.
    pub source_ip: IpAddr,
    /// In the clear or through TLS.
    pub transport: Transport,
    /// The `User-Agent` header.
    pub user_agent: Option<String>,
    /// The `Host` header.
    pub host: Option<String>,
    /// The `Referer` header.
    pub referer: Option<String>,
    /// The region of the signature's scope.
    pub region: String,
}

/// An authenticated request: who asks, from where, and when. Only
/// `authenticate.rs` makes one.
#[derive(Debug)]
pub struct RequestContext<'a> {
    /// Who signed the request.
    pub caller: Caller,
    /// The caller's session as the lineage sees it.
    pub session: SessionLineage,
    /// Where and when it arrived.
    pub arrival: &'a Arrival,
    /// The server's own parts.
    pub services: &'a Services,
}

impl RequestContext<'_> {
    /// The account that is governed.
    pub const fn account(&self) -> &AccountId {
        &self.services.account
    }

    /// The server's clock when the request was read.
    pub const fn now(&self) -> Timestamp {
        self.arrival.now
    }

    /// The same in seconds since 1970, as the lineage counts.
    pub fn unix_seconds(&self) -> u64 {
        u64::try_from(self.arrival.now.as_second()).unwrap_or_default()
    }

    /// The same as records keep it.
    pub fn record_time(&self) -> entail_store::records::Timestamp {
        entail_store::records::Timestamp::from_unix_seconds(self.arrival.now.as_second())
    }
}
