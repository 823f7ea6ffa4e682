//! One connection of a client, and how long it may keep its place.

use std::{
    convert::Infallible,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use hyper::{Request, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::Watcher,
};
use tokio::{net::TcpStream, time::sleep};

use super::{Intercept, Serving};
use crate::limits::{FIRST_CALL_SECONDS_MAX, HEAD_READ_SECONDS_MAX, REQUEST_HEAD_BYTES_MAX};

/// Who is at the other end.
pub(super) struct Client {
    /// Where the client reached this proxy.
    pub(super) local: SocketAddr,
    is_known: AtomicBool,
    is_calling: AtomicBool,
}

impl<I: Intercept> Serving<I> {
    /// Serves a connection until either side ends it.
    pub(super) async fn serve_connection(self: Arc<Self>, stream: TcpStream, watcher: Watcher) {
        // Answers are one small write each; waiting for more of them only adds latency.
        let _ = stream.set_nodelay(true);
        let Ok(local) = stream.local_addr() else { return };
        let client = Client { local, is_known: false.into(), is_calling: false.into() };
        let service = service_fn(|request: Request<Incoming>| {
            let (serving, client) = (Arc::clone(&self), &client);
            async move {
                client.is_calling.store(true, Ordering::Relaxed);
                let answer = serving.respond(request, client).await;
                client.is_calling.store(false, Ordering::Relaxed);
                Ok::<_, Infallible>(answer)
            }
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(Duration::from_secs(HEAD_READ_SECONDS_MAX))
            .max_buf_size(REQUEST_HEAD_BYTES_MAX)
            .serve_connection(TokioIo::new(stream), service);
        let served = tokio::select! {
            served = watcher.watch(connection) => served,
            () = client.stays_unknown() => return tracing::debug!("closed: nobody known called"),
        };
        if let Err(error) = served {
            tracing::debug!(%error, "connection ended");
        }
    }
}

impl Client {
    /// Notes that a call came over this connection whose signature is good.
    pub(super) fn is_known(&self) {
        self.is_known.store(true, Ordering::Relaxed);
    }

    /// Resolves when it is time to close a connection over which nobody known has called, and nobody
    /// calls, so that such connections don't take the places of others for long.
    async fn stays_unknown(&self) {
        loop {
            sleep(Duration::from_secs(FIRST_CALL_SECONDS_MAX)).await;
            if self.is_known.load(Ordering::Relaxed) {
                return std::future::pending().await;
            }
            if !self.is_calling.load(Ordering::Relaxed) {
                return;
            }
        }
    }
}
