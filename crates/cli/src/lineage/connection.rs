//! One HTTP exchange with the server, in the clear or through TLS.

use std::{fmt, io, path::Path, sync::Arc};

use http::{Request, Response, Uri};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Bytes;
use hyper_util::rt::TokioIo;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
};
use tokio_rustls::{
    TlsConnector,
    rustls::{
        self, ClientConfig, RootCertStore,
        pki_types::{CertificateDer, ServerName, pem::PemObject as _},
    },
};

/// Where systems keep the certificates that they trust.
const SYSTEM_BUNDLES: &[&str] = &[
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
];

/// The longest answer, in bytes, that is read.
const ANSWER_BYTES_MAX: usize = 64 * 1024 * 1024;

/// Why there was no answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum ConnectionError {
    /// The address is no `http` or `https` URL with a host.
    #[error("`{0}` is no address of a server: expected http://HOST:PORT or https://HOST:PORT")]
    Address(String),
    /// Nobody answers there.
    #[error("`{address}` can't be reached: {source}")]
    Unreachable {
        /// Host and port.
        address: String,
        /// Why.
        source: io::Error,
    },
    /// The server's certificate is not one that is trusted, or TLS is not what it speaks.
    #[error("`{address}` is not trusted: {source}")]
    Untrusted {
        /// Host and port.
        address: String,
        /// Why.
        source: io::Error,
    },
    /// The certificates that the server's is checked against can't be read.
    #[error("the certificates of `{path}` can't be used: {reason}")]
    Certificates {
        /// The file.
        path: String,
        /// Why.
        reason: String,
    },
    /// TLS can't be set up.
    #[error("TLS can't be set up: {0}")]
    Tls(#[from] rustls::Error),
    /// The exchange broke off.
    #[error("the connection broke: {0}")]
    Http(#[from] hyper::Error),
    /// The answer broke off, or is too long.
    #[error("the answer can't be read: {0}")]
    Answer(String),
}

/// Where the server is.
pub(super) struct Server {
    /// Its URL.
    pub(super) uri: Uri,
    host: String,
    port: u16,
    tls: Option<TlsConnector>,
}

impl fmt::Debug for Server {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Server({})", self.uri)
    }
}

impl Server {
    /// The server at this URL.
    pub(super) fn new(url: &str, ca_bundle: Option<&Path>) -> Result<Self, ConnectionError> {
        let wrong = || ConnectionError::Address(url.to_owned());
        let uri: Uri = url.parse().map_err(|_| wrong())?;
        let host = uri.host().filter(|host| !host.is_empty()).ok_or_else(wrong)?.to_owned();
        let (port, tls) = match uri.scheme_str() {
            Some("http") => (80, None),
            Some("https") => (443, Some(connector(ca_bundle)?)),
            _ => return Err(wrong()),
        };
        let port = uri.port_u16().unwrap_or(port);
        Ok(Self { uri, host, port, tls })
    }

    /// Sends one request and reads the whole answer.
    pub(super) async fn exchange(
        &self,
        request: Request<Full<Bytes>>,
    ) -> Result<Response<Bytes>, ConnectionError> {
        // An address of IPv6 stands in brackets in a URL.
        let host = self.host.trim_start_matches('[').trim_end_matches(']');
        let address = format!("{}:{}", self.host, self.port);
        let unreachable =
            |source| ConnectionError::Unreachable { address: address.clone(), source };
        let untrusted = |source| ConnectionError::Untrusted { address: address.clone(), source };
        let stream = TcpStream::connect((host, self.port)).await.map_err(unreachable)?;
        match &self.tls {
            None => exchange(stream, request).await,
            Some(connector) => {
                let name = ServerName::try_from(host.to_owned())
                    .map_err(|_| ConnectionError::Address(self.uri.to_string()))?;
                let stream = connector.connect(name, stream).await.map_err(untrusted)?;
                exchange(stream, request).await
            }
        }
    }
}

async fn exchange(
    stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
    request: Request<Full<Bytes>>,
) -> Result<Response<Bytes>, ConnectionError> {
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
    // What goes wrong on the connection shows in the exchange itself.
    let driver = tokio::spawn(connection);
    let (parts, body) = sender.send_request(request).await?.into_parts();
    let body = Limited::new(body, ANSWER_BYTES_MAX).collect().await;
    driver.abort();
    let body = body.map_err(|error| ConnectionError::Answer(error.to_string()))?;
    Ok(Response::from_parts(parts, body.to_bytes()))
}

fn connector(ca_bundle: Option<&Path>) -> Result<TlsConnector, ConnectionError> {
    let system = || SYSTEM_BUNDLES.iter().map(Path::new).find(|path| path.exists());
    let mut roots = RootCertStore::empty();
    if let Some(path) = ca_bundle.or_else(system) {
        add_certificates(path, &mut roots)?;
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}

fn add_certificates(path: &Path, roots: &mut RootCertStore) -> Result<(), ConnectionError> {
    let unusable =
        |reason: String| ConnectionError::Certificates { path: path.display().to_string(), reason };
    let certificates = CertificateDer::pem_file_iter(path)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| unusable(error.to_string()))?;
    let (added, _) = roots.add_parsable_certificates(certificates);
    if added == 0 { Err(unusable("there is none".to_owned())) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_urls_with_a_host_are_addresses() {
        for wrong in ["", "127.0.0.1:4588", "ftp://host/", "http://", "http:///x"] {
            assert!(Server::new(wrong, None).is_err(), "{wrong}");
        }
        let server = Server::new("http://[::1]:4588", None).unwrap();
        assert_eq!((server.host.as_str(), server.port), ("[::1]", 4588));
    }

    #[test]
    fn a_bundle_without_certificates_is_refused() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let refused = Server::new("https://host", Some(file.path())).unwrap_err();
        assert!(refused.to_string().contains("there is none"), "{refused}");
    }
}
