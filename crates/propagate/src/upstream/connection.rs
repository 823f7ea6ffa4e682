//! Connections to servers: the proxy before one, TLS, and HTTP/1.1 on top.

use std::{io, net::SocketAddr, time::Duration};

use http::{HeaderValue, Method, Request, StatusCode, header};
use http_body_util::Full;
use hyper::{
    body::{Body, Bytes},
    client::conn::http1::{self, SendRequest},
};
use hyper_util::rt::TokioIo;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpStream, lookup_host},
    time::timeout,
};
use tokio_rustls::{
    TlsConnector,
    rustls::{self, pki_types::ServerName},
};

use super::{
    Network, UpstreamError,
    network::{Proxies, Proxy},
    trust::tls_connector,
};
use crate::{
    endpoints::{Address, Scheme},
    limits::CONNECT_ADDRESS_SECONDS_MAX,
};

/// An open connection.
pub(super) type Connection = SendRequest<Full<Bytes>>;

/// Opens connections.
pub(super) struct Connector {
    tls: TlsConnector,
    proxies: Proxies,
    connect: Duration,
}

/// Why there is no connection.
#[derive(Debug)]
pub(super) enum ConnectError {
    Unreachable(String),
    Untrusted(String),
    Late,
}

/// Any stream that bytes come and go through.
trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// What requests on a connection have to say besides what they are.
pub(super) enum Form {
    /// Their path alone, as to a server.
    Origin,
    /// The whole URL, as to a proxy, and who asks it.
    Absolute { authorization: Option<HeaderValue> },
}

impl Connector {
    pub(super) fn new(network: Network) -> Result<Self, UpstreamError> {
        let tls = tls_connector(network.ca_bundle.as_deref());
        let tls = tls.map_err(|error| UpstreamError::Network(error.to_string()))?;
        let connect = network.timeouts.connect;
        Ok(Self { tls, proxies: network.into_proxies()?, connect })
    }

    /// The form of requests to a server.
    pub(super) fn form(&self, server: &Address) -> Form {
        match (server.scheme(), self.proxies.before(server)) {
            (Scheme::Http, Some(proxy)) => Form::Absolute { authorization: proxy.authorization },
            _ => Form::Origin,
        }
    }

    /// A new connection to a server.
    pub(super) async fn connect(&self, server: &Address) -> Result<Connection, ConnectError> {
        timeout(self.connect, self.connect_in_time(server)).await.unwrap_or(Err(ConnectError::Late))
    }

    async fn connect_in_time(&self, server: &Address) -> Result<Connection, ConnectError> {
        let Some(proxy) = self.proxies.before(server) else {
            return self.start(tcp(server).await?, server).await;
        };
        let stream = tcp(&proxy.address).await?;
        let stream: Box<dyn Stream> = match proxy.address.scheme() {
            Scheme::Http => Box::new(stream),
            Scheme::Https => Box::new(self.tls(stream, &proxy.address).await?),
        };
        match server.scheme() {
            Scheme::Http => handshake(stream).await,
            Scheme::Https => {
                let tunnel = tunnel(stream, server, &proxy).await?;
                handshake(self.tls(tunnel, server).await?).await
            }
        }
    }

    /// HTTP over a stream that leads to the server itself.
    async fn start(&self, stream: TcpStream, server: &Address) -> Result<Connection, ConnectError> {
        match server.scheme() {
            Scheme::Http => handshake(stream).await,
            Scheme::Https => handshake(self.tls(stream, server).await?).await,
        }
    }

    async fn tls<S: Stream>(
        &self,
        stream: S,
        server: &Address,
    ) -> Result<tokio_rustls::client::TlsStream<S>, ConnectError> {
        let name = ServerName::try_from(server.host().to_owned())
            .map_err(|error| ConnectError::Unreachable(error.to_string()))?;
        self.tls.connect(name, stream).await.map_err(|error| {
            if error.get_ref().is_some_and(is_of_tls) {
                ConnectError::Untrusted(error.to_string())
            } else {
                unreachable_because(&error)
            }
        })
    }
}

/// A TCP connection to the first address of a host that answers.
async fn tcp(server: &Address) -> Result<TcpStream, ConnectError> {
    let found = lookup_host((server.host(), server.port())).await;
    let addresses: Vec<SocketAddr> = found.map_err(|error| unreachable_because(&error))?.collect();
    let mut last = ConnectError::Unreachable("the host has no address".to_owned());
    for address in addresses {
        let limit = Duration::from_secs(CONNECT_ADDRESS_SECONDS_MAX);
        match timeout(limit, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => {
                // Requests are one small write each; waiting for more of them only adds latency.
                let _ = stream.set_nodelay(true);
                return Ok(stream);
            }
            Ok(Err(error)) => last = unreachable_because(&error),
            Err(_) => last = ConnectError::Late,
        }
    }
    Err(last)
}

/// A stream to the server through a proxy.
async fn tunnel(
    stream: impl Stream + 'static,
    server: &Address,
    proxy: &Proxy,
) -> Result<TokioIo<hyper::upgrade::Upgraded>, ConnectError> {
    let failed =
        |reason: &str| ConnectError::Unreachable(format!("the proxy `{}` {reason}", proxy.address));
    let target = server.host_and_port();
    let mut request = Request::builder().method(Method::CONNECT).uri(&target);
    request = request.header(header::HOST, &target);
    if let Some(authorization) = &proxy.authorization {
        request = request.header(header::PROXY_AUTHORIZATION, authorization);
    }
    let request =
        request.body(Full::<Bytes>::default()).map_err(|error| failed(&error.to_string()))?;
    let (mut sender, connection) =
        http1::handshake(TokioIo::new(stream)).await.map_err(|error| failed(&error.to_string()))?;
    tokio::spawn(connection.with_upgrades());
    let response = sender.send_request(request).await;
    let response = response.map_err(|error| failed(&format!("broke off: {error}")))?;
    if response.status() != StatusCode::OK {
        return Err(failed(&format!("refused with {}", response.status())));
    }
    let upgraded = hyper::upgrade::on(response).await;
    upgraded.map(TokioIo::new).map_err(|error| failed(&error.to_string()))
}

/// HTTP/1.1 over a stream. A task of its own reads and writes; what goes wrong there shows in the
/// exchanges.
async fn handshake<B>(stream: impl Stream + 'static) -> Result<SendRequest<B>, ConnectError>
where
    B: Body<Data = Bytes, Error: Into<Box<dyn std::error::Error + Send + Sync>>> + Send + 'static,
{
    let (sender, connection) = http1::handshake(TokioIo::new(stream))
        .await
        .map_err(|error| ConnectError::Unreachable(error.to_string()))?;
    tokio::spawn(connection);
    Ok(sender)
}

fn is_of_tls(error: &(dyn std::error::Error + Send + Sync + 'static)) -> bool {
    error.is::<rustls::Error>()
}

fn unreachable_because(error: &io::Error) -> ConnectError {
    ConnectError::Unreachable(error.to_string())
}

impl ConnectError {
    /// The same as the outcome of a call.
    pub(super) fn of_call(self, call: String, server: &Address, limit: Duration) -> UpstreamError {
        let address = server.host_and_port();
        match self {
            Self::Unreachable(reason) => UpstreamError::Unreachable { call, address, reason },
            Self::Untrusted(reason) => UpstreamError::Untrusted { call, address, reason },
            Self::Late => UpstreamError::Unreachable {
                call,
                address,
                reason: format!("no connection within {} s", limit.as_secs_f32()),
            },
        }
    }
}
