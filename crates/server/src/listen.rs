//! Connections: accept, TLS, limits, and a drain that lets requests in flight finish.

use std::{convert::Infallible, io, net::SocketAddr, path::PathBuf, sync::Arc, time::Duration};

use hyper::{Request, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::{GracefulShutdown, Watcher},
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{sleep, timeout},
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        self, ServerConfig,
        pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
    },
};

use crate::{
    limits::{
        CONNECTIONS_MAX, DRAIN_SECONDS_MAX, HEAD_BYTES_MAX, HEADER_READ_SECONDS_MAX,
        TLS_HANDSHAKE_SECONDS_MAX, WRITE_STALL_SECONDS_MAX,
    },
    server::Server,
    write_deadline::WriteDeadline,
};

/// How long the accept loop waits after the system refused a connection (no file descriptors
/// left, say), so that it does not spin.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// The certificate chain and private key of a TLS listener, both PEM.
#[derive(Clone, Debug)]
pub struct TlsFiles {
    /// The certificate chain, the server's own first.
    pub certificate: PathBuf,
    /// The private key (PKCS#8, PKCS#1 or SEC1).
    pub key: PathBuf,
}

/// Why the server can't listen.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ListenError {
    /// The address is taken, or not this machine's.
    #[error("can't listen on `{address}`: {source}")]
    Bind {
        /// The address asked for.
        address: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
    /// A certificate or key file can't be read.
    #[error("can't read `{path}` as PEM: {source}", path = path.display())]
    Pem {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: rustls::pki_types::pem::Error,
    },
    /// The certificate and the key don't make a server.
    #[error("the certificate and the key can't be used: {0}")]
    Tls(#[from] rustls::Error),
}

/// An open listener that serves nothing yet.
pub struct Listener {
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
}

impl std::fmt::Debug for Listener {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Listener").field("listener", &self.listener).finish_non_exhaustive()
    }
}

impl Listener {
    /// Binds `address`; with `tls`, every connection must be TLS 1.2 or newer.
    pub async fn bind(address: SocketAddr, tls: Option<&TlsFiles>) -> Result<Self, ListenError> {
        let tls = tls.map(tls_acceptor).transpose()?;
        let listener = TcpListener::bind(address)
            .await
            .map_err(|source| ListenError::Bind { address, source })?;
        Ok(Self { listener, tls })
    }

    /// The URL that clients use, with the port the system gave where port 0 was asked for.
    pub fn url(&self) -> io::Result<String> {
        let scheme = if self.tls.is_some() { "https" } else { "http" };
        Ok(format!("{scheme}://{}", self.listener.local_addr()?))
    }

    /// Serves until `shutdown` resolves, then stops accepting and lets requests in flight finish,
    /// for at most [`DRAIN_SECONDS_MAX`] seconds.
    pub async fn serve(self, server: Arc<Server>, shutdown: impl Future<Output = ()>) {
        let graceful = GracefulShutdown::new();
        let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
        let mut shutdown = std::pin::pin!(shutdown);
        loop {
            let (stream, peer, place) = tokio::select! {
                () = &mut shutdown => break,
                accepted = self.accept(&places) => accepted,
            };
            let connection =
                Connection { server: Arc::clone(&server), peer, watcher: graceful.watcher() };
            let tls = self.tls.clone();
            tokio::spawn(async move {
                connection.serve(stream, tls).await;
                drop(place);
            });
        }
        drop(self.listener);
        if timeout(Duration::from_secs(DRAIN_SECONDS_MAX), graceful.shutdown()).await.is_err() {
            tracing::warn!("some requests did not finish in time and are cut off");
        }
    }

    /// The next connection, once there is a place for it.
    async fn accept(&self, places: &Arc<Semaphore>) -> (TcpStream, SocketAddr, PlaceTaken) {
        let place = Arc::clone(places).acquire_owned().await.ok();
        loop {
            match self.listener.accept().await {
                Ok((stream, peer)) => return (stream, peer, place),
                Err(error) => {
                    tracing::warn!(%error, "can't accept a connection");
                    sleep(ACCEPT_PAUSE).await;
                }
            }
        }
    }
}

/// A connection's place among [`CONNECTIONS_MAX`]. Places are never closed, so that it is there.
type PlaceTaken = Option<OwnedSemaphorePermit>;

/// One accepted connection.
struct Connection {
    server: Arc<Server>,
    peer: SocketAddr,
    watcher: Watcher,
}

impl Connection {
    async fn serve(self, stream: TcpStream, tls: Option<TlsAcceptor>) {
        // Answers are one small write each; waiting for more of them only adds latency.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "can't set TCP_NODELAY");
        }
        let Some(tls) = tls else { return self.serve_http(stream, Transport::Plain).await };
        let handshake = timeout(Duration::from_secs(TLS_HANDSHAKE_SECONDS_MAX), tls.accept(stream));
        match handshake.await {
            Ok(Ok(stream)) => {
                let transport = Transport::of_tls(stream.get_ref().1);
                self.serve_http(stream, transport).await;
            }
            Ok(Err(error)) => tracing::debug!(%error, peer = %self.peer, "TLS handshake failed"),
            Err(_) => tracing::debug!(peer = %self.peer, "TLS handshake took too long"),
        }
    }

    async fn serve_http(
        self,
        stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
        transport: Transport,
    ) {
        let Self { server, peer, watcher } = self;
        server.metrics().connections.inc();
        let service = service_fn(|request: Request<Incoming>| {
            let server = Arc::clone(&server);
            async move { Ok::<_, Infallible>(server.respond_to(request, peer, transport).await) }
        });
        let write_stall = Duration::from_secs(WRITE_STALL_SECONDS_MAX);
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(Duration::from_secs(HEADER_READ_SECONDS_MAX))
            .max_buf_size(HEAD_BYTES_MAX)
            .serve_connection(TokioIo::new(WriteDeadline::new(stream, write_stall)), service);
        if let Err(error) = watcher.watch(connection).await {
            tracing::debug!(%error, %peer, "connection ended");
        }
        server.metrics().connections.dec();
    }
}

/// How a request came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// In the clear.
    Plain,
    /// Through TLS; `aws:SecureTransport` is true.
    Tls {
        /// `TLSv1.3`.
        version: &'static str,
        /// The name of the cipher suite.
        cipher_suite: &'static str,
    },
}

impl Transport {
    fn of_tls(connection: &rustls::ServerConnection) -> Self {
        let version = match connection.protocol_version() {
            Some(rustls::ProtocolVersion::TLSv1_3) => "TLSv1.3",
            // Nothing older is spoken.
            _ => "TLSv1.2",
        };
        let suite = connection.negotiated_cipher_suite().and_then(|it| it.suite().as_str());
        Self::Tls { version, cipher_suite: suite.unwrap_or_default() }
    }
}

fn tls_acceptor(files: &TlsFiles) -> Result<TlsAcceptor, ListenError> {
    let pem = |path: &PathBuf| {
        let path = path.clone();
        move |source| ListenError::Pem { path, source }
    };
    let certificates = CertificateDer::pem_file_iter(&files.certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(pem(&files.certificate))?;
    let key = PrivateKeyDer::from_pem_file(&files.key).map_err(pem(&files.key))?;
    let config =
        ServerConfig::builder().with_no_client_auth().with_single_cert(certificates, key)?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}
