//! The proxy on loopback: takes calls, checks who signed them, lets them be changed, signs them
//! anew and sends them on.
//!
//! One address serves all services. Which one a call is for is read from the scope of its signature,
//! which the signature itself covers and which every client gets right, because AWS refuses it
//! otherwise; a path before the service's own would be signed too, and not every client keeps it.
//!
//! What is not understood in every part is refused: a call that could be read in two ways, a body
//! that can't be looked into, a protocol that is not known. What AWS answers, errors too, reaches the
//! client as it is. Nothing is sent twice: clients decide what they try again.

mod caller;
mod connection;
mod exchange;
mod head;
mod log;
mod operation;
pub(crate) mod refusal;

pub(crate) mod law;

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use entail_wire::sigv4::Credentials;
use http::Response;
use hyper::body::Bytes;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore, watch},
    time::{interval, sleep, timeout},
};

use self::head::Hosts;
use crate::{
    intercept::{Call, Outgoing},
    journal::Journal,
    limits::{CUT_OFF_SECONDS_MAX, IDLE_CONNECTIONS_CLOSED_SECONDS, PROXY_CONNECTIONS_MAX},
    upstream::Upstream,
};

/// How long the accept loop waits after the system refused a connection (no file descriptors
/// left, say), so that it does not spin.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Knows the secrets of the access keys that calls are signed with.
pub trait FindCredentials: Send + Sync {
    /// The credentials with this access key id; none where it is not known, or they have expired.
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

    /// A call that was sent has no answer: nobody knows whether it was carried out.
    fn unanswered(&self, call: &Call, note: Self::Note) -> impl Future<Output = ()> + Send;
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
    serving: Arc<Serving<I>>,
}

/// What every connection is served with.
struct Serving<I> {
    keyring: Arc<dyn FindCredentials>,
    upstream: Arc<Upstream>,
    interceptor: Arc<I>,
    journal: Arc<Journal>,
    region: String,
    hosts: Hosts,
    /// Told when calls are no longer waited for; each of those that somebody must hear of holds a
    /// receiver.
    cut_off: watch::Sender<bool>,
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
        let Parts { keyring, upstream, interceptor, journal, region, hosts } = parts;
        let hosts = Hosts::new(address, &hosts);
        let cut_off = watch::Sender::new(false);
        let serving = Serving { keyring, upstream, interceptor, journal, region, hosts, cut_off };
        Ok(Self { listener, address, serving: Arc::new(serving) })
    }

    /// The address, with the port that the system gave.
    pub const fn local_address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until `shutdown` resolves; calls on their way then are waited for until `patience` does,
    /// which begins then. What is cut off is told.
    pub async fn serve(
        self,
        shutdown: impl Future<Output = ()>,
        patience: impl Future<Output = ()>,
    ) {
        let graceful = GracefulShutdown::new();
        let places = Arc::new(Semaphore::new(PROXY_CONNECTIONS_MAX));
        let mut shutdown = std::pin::pin!(shutdown);
        // A timer that is due before those of calls has a second use: setting one of theirs wakes
        // nobody then, which would cost two calls of the system each time.
        let mut tidying = interval(Duration::from_secs(IDLE_CONNECTIONS_CLOSED_SECONDS));
        loop {
            let (stream, place) = tokio::select! {
                () = &mut shutdown => break,
                _ = tidying.tick() => {
                    self.serving.upstream.close_idle();
                    continue;
                }
                accepted = self.accept(&places) => accepted,
            };
            let serving = Arc::clone(&self.serving);
            let watcher = graceful.watcher();
            tokio::spawn(async move {
                serving.serve_connection(stream, watcher).await;
                drop(place);
            });
        }
        drop(self.listener);
        self.serving.end(graceful, patience).await;
    }

    /// The next connection, once there is a place for it.
    async fn accept(&self, places: &Arc<Semaphore>) -> (TcpStream, PlaceTaken) {
        let place = Arc::clone(places).acquire_owned().await.ok();
        loop {
            match self.listener.accept().await {
                Ok((stream, _)) => return (stream, place),
                Err(error) => {
                    tracing::warn!(%error, "can't accept a connection");
                    sleep(ACCEPT_PAUSE).await;
                }
            }
        }
    }
}

/// A connection's place among [`PROXY_CONNECTIONS_MAX`]. Places are never closed, so that it is there.
type PlaceTaken = Option<OwnedSemaphorePermit>;

impl<I: Intercept> Serving<I> {
    /// Waits for the calls that are on their way, and then for the word on those that are cut off.
    async fn end(&self, connections: GracefulShutdown, patience: impl Future<Output = ()>) {
        let ended = async {
            connections.shutdown().await;
            self.cut_off.closed().await;
        };
        tokio::select! {
            () = ended => return,
            () = patience => tracing::warn!("some calls did not end in time and are cut off"),
        }
        self.cut_off.send_replace(true);
        let told = timeout(Duration::from_secs(CUT_OFF_SECONDS_MAX), self.cut_off.closed());
        if told.await.is_err() {
            tracing::warn!("what became of some calls is not told");
        }
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
