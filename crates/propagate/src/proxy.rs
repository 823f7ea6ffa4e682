//! The proxy on loopback: takes calls, checks who signed them, lets them be changed, signs them
//! anew and sends them on.
//!
//! One address serves all services. Which one a call is for is read from the scope of its signature,
//! which the signature itself covers and which every client gets right, because AWS refuses it
//! otherwise; a path before the service's own would be signed too, and not every client keeps it.

use std::{io, net::SocketAddr, sync::Arc};

use entail_wire::sigv4::Credentials;
use http::Response;
use hyper::body::Bytes;
use tokio::net::TcpListener;

use crate::{
    intercept::{Call, Outgoing},
    journal::Journal,
    upstream::Upstream,
};

/// Knows the secrets of the access keys that calls are signed with.
pub trait FindCredentials: Send + Sync {
    /// The credentials with this access key id. May take its time: it runs on a thread of its own
    /// where it is asked for an id for the first time.
    fn find(&self, access_key_id: &str) -> Option<Credentials>;
}

/// Looks at calls on their way out and at answers on their way back.
pub trait Intercept: Send + Sync + 'static {
    /// What is remembered of a call until its answer comes.
    type Note: Send;

    /// What becomes of a call.
    fn outgoing(&self, call: &Call) -> impl Future<Output = Outgoing<Self::Note>> + Send;

    /// The answer that the client gets; `answer` was read whole.
    fn incoming(
        &self,
        call: &Call,
        note: Self::Note,
        answer: Response<Bytes>,
    ) -> impl Future<Output = Response<Bytes>> + Send;
}

/// What a proxy is made of.
pub struct Parts<I> {
    /// Knows the secrets.
    pub keyring: Arc<dyn FindCredentials>,
    /// Where calls go.
    pub upstream: Arc<Upstream>,
    /// What happens to them on the way.
    pub interceptor: Arc<I>,
    /// What refusals and calls are told to.
    pub journal: Arc<Journal>,
    /// The region of the few calls that carry no signature (STS `AssumeRoleWithWebIdentity` and
    /// `AssumeRoleWithSAML`).
    pub region: String,
    /// Names under which clients reach this proxy, besides the loopback ones; for a proxy that
    /// listens on another address than loopback.
    pub hosts: Vec<String>,
}

/// A proxy that listens and serves nothing yet.
pub struct Proxy<I> {
    listener: TcpListener,
    address: SocketAddr,
    parts: Parts<I>,
}

/// Why the proxy can't listen.
#[derive(Debug, thiserror::Error)]
#[error("can't listen on `{address}`: {source}")]
pub struct ListenError {
    /// The address asked for.
    pub address: SocketAddr,
    /// What the system said.
    pub source: io::Error,
}

impl<I: Intercept> Proxy<I> {
    /// Listens on an address; port 0 takes a free one.
    pub async fn bind(address: SocketAddr, parts: Parts<I>) -> Result<Self, ListenError> {
        let failed = |source| ListenError { address, source };
        let listener = TcpListener::bind(address).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        Ok(Self { listener, address, parts })
    }

    /// The address, with the port that the system gave.
    pub const fn local_address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until `shutdown` resolves; calls on their way then are given a little time to end.
    pub async fn serve(self, shutdown: impl Future<Output = ()>) {
        shutdown.await;
        drop((self.listener, self.parts));
    }
}

impl<I> std::fmt::Debug for Proxy<I> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Proxy").field("address", &self.address).finish_non_exhaustive()
    }
}

impl<I> std::fmt::Debug for Parts<I> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Parts").field("region", &self.region).finish_non_exhaustive()
    }
}
