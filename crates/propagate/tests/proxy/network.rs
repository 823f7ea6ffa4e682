use std::{path::PathBuf, sync::Arc};

use entail_propagate::{
    endpoints::{Address, Endpoints, Service},
    intercept::Fronted,
    upstream::{Network, Upstream, UpstreamError},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        crypto::ring::default_provider,
        pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
    },
    server::TlsStream,
};

use super::support::{Server, TIMEOUTS, credentials};

fn pem(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/proxy/tls").join(name)
}

/// Serves TLS as `iam.amazonaws.com`, under an authority of the tests'.
async fn accept_tls(stream: TcpStream) -> Option<TlsStream<TcpStream>> {
    let certificate = CertificateDer::from_pem_file(pem("server.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_file(pem("server.key.pem")).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    TlsAcceptor::from(Arc::new(config)).accept(stream).await.ok()
}

/// Reads the head of a request, byte by byte, so that nothing of what follows is taken.
async fn head(stream: &mut TcpStream) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.unwrap());
    }
    String::from_utf8(head).unwrap()
}

async fn get_user(upstream: &Upstream) -> Result<hyper::body::Bytes, UpstreamError> {
    let parameters = [("Action", "GetUser")];
    upstream.query(Fronted::Iam, "eu-west-1", &credentials(), &parameters).await
}

fn network(proxy: &str) -> Network {
    Network {
        ca_bundle: Some(pem("authority.pem")),
        https_proxy: Some(proxy.to_owned()),
        http_proxy: Some(proxy.to_owned()),
        no_proxy: None,
        timeouts: TIMEOUTS,
    }
}

#[tokio::test]
async fn calls_to_aws_go_through_a_tunnel_and_tls() {
    let server = Server::behind(|mut stream| async move {
        let head = head(&mut stream).await;
        assert!(head.starts_with("CONNECT iam.amazonaws.com:443 HTTP/1.1\r\n"), "{head}");
        assert!(head.contains("roxy-authorization: Basic dXNlcjpwYXNz"), "{head}");
        stream.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await.unwrap();
        accept_tls(stream).await
    })
    .await;
    let network = network(&format!("http://user:pass@{}", server.address));
    let upstream = Upstream::new(Endpoints::default(), network).unwrap();
    for _ in 0..2 {
        assert_eq!(get_user(&upstream).await.unwrap(), "<Done/>");
    }
    let seen = server.seen();
    assert_eq!((seen.len(), server.connections()), (2, 1));
    assert_eq!(seen[0].verified, Ok(()));
    assert_eq!(seen[0].header("host"), Some("iam.amazonaws.com"));
    assert_eq!(seen[0].header("proxy-authorization"), None);
}

#[tokio::test]
async fn a_proxy_that_refuses_is_named_with_its_answer() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            head(&mut stream).await;
            let refusal =
                b"HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n";
            stream.write_all(refusal).await.unwrap();
        }
    });
    let upstream = Upstream::new(Endpoints::default(), network(&format!("http://{address}")));
    let error = get_user(&upstream.unwrap()).await.unwrap_err().to_string();
    for part in ["iam:GetUser", "iam.amazonaws.com:443", &address.to_string(), "407"] {
        assert!(error.contains(part), "{part}: {error}");
    }
}

#[tokio::test]
async fn a_server_under_another_authority_is_not_trusted() {
    let server = Server::behind(|mut stream| async move {
        head(&mut stream).await;
        stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
        accept_tls(stream).await
    })
    .await;
    let proxy = format!("http://{}", server.address);
    // The server's own certificate is none of an authority.
    let wrong = Network { ca_bundle: Some(pem("server.pem")), ..network(&proxy) };
    let error = get_user(&Upstream::new(Endpoints::default(), wrong).unwrap()).await.unwrap_err();
    assert!(matches!(error, UpstreamError::Untrusted { .. }), "{error:?}");
    assert!(error.to_string().contains("AWS_CA_BUNDLE"), "{error}");
    // The right authority, and a name that the certificate is not for.
    let upstream = Upstream::new(Endpoints::default(), network(&proxy)).unwrap();
    let parameters = [("Action", "GetCallerIdentity")];
    let error = upstream.query(Fronted::Sts, "eu-west-1", &credentials(), &parameters).await;
    assert!(matches!(error.unwrap_err(), UpstreamError::Untrusted { .. }));
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn calls_in_the_clear_are_given_to_the_proxy_with_their_whole_url() {
    let server = Server::start().await;
    let address = Address::parse("http://iam.test.invalid:8080/base").unwrap();
    let endpoints = Endpoints::default().with(Service::Fronted(Fronted::Iam), address);
    let network = network(&format!("http://user:pass@{}", server.address));
    let upstream = Upstream::new(endpoints, network).unwrap();
    assert_eq!(get_user(&upstream).await.unwrap(), "<Done/>");
    let seen = server.only();
    assert_eq!(seen.parts.uri, "http://iam.test.invalid:8080/base/");
    assert_eq!(seen.header("host"), Some("iam.test.invalid:8080"));
    assert_eq!(seen.header("proxy-authorization"), Some("Basic dXNlcjpwYXNz"));
    assert_eq!(seen.verified, Ok(()));
}
