//! The server and the proxy, each in a process of its own: this program, started again.

use std::{
    convert::Infallible,
    io::{BufRead as _, BufReader, Read as _},
    net::SocketAddr,
    process::{ChildStdin, Command, Stdio},
    sync::Arc,
};

use entail_propagate::{
    endpoints::{Address, Endpoints, Service},
    intercept::{Call, Fronted, Outgoing},
    journal::Journal,
    proxy::{FindCredentials, Intercept, Parts, Proxy},
    upstream::{Network, Upstream},
};
use entail_wire::sigv4::Credentials;
use http::{HeaderValue, header};
use http_body_util::{BodyExt as _, Full};
use hyper::{Request, Response, body::Bytes, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::{net::TcpListener, sync::Mutex};

use super::client::credentials;

/// Tells a process what it is: `server`, or `proxy` or `forwarder` and the server that it is before.
const ROLE: &str = "ENTAIL_BENCH_CHILD";

/// The answer to a call that makes a role.
pub(crate) const ANSWER_BYTES: usize = 1_200;
/// The answer to a call that reads everything.
pub(crate) const LARGE_ANSWER_BYTES: usize = 1_000_000;

/// A running process; it ends when this is dropped, and with this process.
#[derive(Debug)]
pub(crate) struct Child {
    process: std::process::Child,
    /// The child ends when its standard input does.
    _stdin: ChildStdin,
    pub(crate) address: SocketAddr,
}

impl Child {
    pub(crate) fn start_server() -> Self {
        Self::start("server")
    }

    pub(crate) fn start_proxy(server: SocketAddr) -> Self {
        Self::start(&format!("proxy {server}"))
    }

    /// The least that any proxy on hyper does: reads a request, sends it over a connection that it
    /// has, and streams the answer.
    pub(crate) fn start_forwarder(server: SocketAddr) -> Self {
        Self::start(&format!("forwarder {server}"))
    }

    fn start(role: &str) -> Self {
        let mut process = Command::new(std::env::current_exe().unwrap())
            .env(ROLE, role)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().parse().unwrap();
        Self { _stdin: process.stdin.take().unwrap(), process, address }
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        // It may have ended already.
        let _killed = self.process.kill();
        let _waited = self.process.wait();
    }
}

pub(crate) fn is_child() -> bool {
    std::env::var_os(ROLE).is_some()
}

/// What a child does until its standard input ends.
pub(crate) fn run() {
    let role = std::env::var(ROLE).unwrap();
    // Both as `entail run` does it.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        match role.split_once(' ') {
            Some(("proxy", server)) => start_proxy(server.parse().unwrap()).await,
            Some((_, server)) => start_forwarder(server.parse().unwrap()).await,
            None => start_server().await,
        }
        let wait = || std::io::stdin().read_to_end(&mut Vec::new());
        tokio::task::spawn_blocking(wait).await.unwrap().unwrap();
    });
    runtime.shutdown_background();
}

/// Answers as many bytes as the operation's answer has, and looks at nothing else.
async fn start_server() {
    let small = Bytes::from(vec![b'x'; ANSWER_BYTES]);
    let large = Bytes::from(vec![b'x'; LARGE_ANSWER_BYTES]);
    let listener = TcpListener::bind(loopback()).await.unwrap();
    println!("{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            stream.set_nodelay(true).unwrap();
            let (small, large) = (small.clone(), large.clone());
            let answer = move |request: Request<hyper::body::Incoming>| {
                let (small, large) = (small.clone(), large.clone());
                async move {
                    let body = request.into_body().collect().await.unwrap().to_bytes();
                    let answer = if body.starts_with(b"Action=Create") { small } else { large };
                    Ok::<_, Infallible>(Response::new(Full::new(answer)))
                }
            };
            let served =
                http1::Builder::new().serve_connection(TokioIo::new(stream), service_fn(answer));
            tokio::spawn(served);
        }
    });
}

async fn start_forwarder(server: SocketAddr) {
    let listener = TcpListener::bind(loopback()).await.unwrap();
    println!("{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            stream.set_nodelay(true).unwrap();
            let upstream = Arc::new(Mutex::new(super::client::connect(server).await));
            let forward = move |request: Request<hyper::body::Incoming>| {
                let upstream = Arc::clone(&upstream);
                async move {
                    let (mut parts, body) = request.into_parts();
                    parts.headers.insert(header::HOST, HeaderValue::from_static("upstream"));
                    let body = Full::new(body.collect().await.unwrap().to_bytes());
                    let request = Request::from_parts(parts, body);
                    let mut upstream = upstream.lock().await;
                    upstream.ready().await.unwrap();
                    upstream.send_request(request).await
                }
            };
            let connection =
                http1::Builder::new().serve_connection(TokioIo::new(stream), service_fn(forward));
            tokio::spawn(connection);
        }
    });
}

/// Knows the bench's credentials.
struct Known(Credentials);

impl FindCredentials for Known {
    fn find(&self, access_key_id: &str) -> Option<Credentials> {
        (access_key_id == self.0.access_key_id).then(|| self.0.clone())
    }
}

/// Sends everything as it is.
struct Passing;

impl Intercept for Passing {
    type Note = ();

    async fn outgoing(&self, _: &Call) -> Outgoing<()> {
        Outgoing::Pass
    }

    async fn incoming(&self, _: &Call, (): (), answer: Response<Bytes>) -> Response<Bytes> {
        answer
    }

    async fn unanswered(&self, _: &Call, (): ()) {}
}

async fn start_proxy(server: SocketAddr) {
    let address = Address::parse(&format!("http://{server}")).unwrap();
    let endpoints = Endpoints::default().with(Service::Fronted(Fronted::Iam), address);
    let parts = Parts {
        keyring: Arc::new(Known(credentials())),
        upstream: Arc::new(Upstream::new(endpoints, Network::default()).unwrap()),
        interceptor: Arc::new(Passing),
        journal: Arc::new(Journal::default()),
        region: "us-east-1".to_owned(),
        hosts: Vec::new(),
    };
    let proxy = Proxy::bind(loopback(), parts).await.unwrap();
    println!("{}", proxy.local_address());
    tokio::spawn(proxy.serve(std::future::pending(), std::future::pending()));
}

fn loopback() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 0))
}
