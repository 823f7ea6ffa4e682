//! The servers, each in a process of its own: this program, started again.

use std::{
    convert::Infallible,
    fs,
    io::{BufRead as _, BufReader, Read as _},
    net::SocketAddr,
    path::Path,
    process::{ChildStdin, Command, Stdio},
    sync::Arc,
};

use async_trait::async_trait;
use entail_server::{
    DataDirectory, Listener, Server, audit::AuditLog, limits::AUDIT_LOG_FILE_BYTES_DEFAULT,
};
use entail_store::{
    BackupError, ChangeStream, CommitError, ReadAt, ReadError, Report, Revision, Snapshot, Store,
    Token, Txn,
};
use http_body_util::{BodyExt as _, Full};
use hyper::{Request, Response, body::Bytes, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

/// Tells a process what it is: `entail FOLDER` or `bare BYTES`.
const ROLE: &str = "ENTAIL_BENCH_CHILD";

/// A running server; it ends when this is dropped, and with this process.
#[derive(Debug)]
pub(crate) struct Child {
    process: std::process::Child,
    /// The child ends when its standard input does.
    _stdin: ChildStdin,
    pub(crate) url: String,
    /// Root's access key id and secret; empty for a bare server.
    pub(crate) root: (String, String),
}

impl Child {
    /// Entail on its embedded store in this folder.
    pub(crate) fn start_entail(folder: &Path) -> Self {
        Self::start(&format!("entail {}", folder.display()))
    }

    /// A server that answers this many bytes to everything.
    pub(crate) fn start_bare(bytes: usize) -> Self {
        Self::start(&format!("bare {bytes}"))
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
        let mut words = line.split_whitespace().map(str::to_owned);
        let mut next = || words.next().unwrap_or_default();
        let url = next();
        assert!(url.starts_with("http://"), "the child did not start: {line}");
        Self { _stdin: process.stdin.take().unwrap(), process, url, root: (next(), next()) }
    }

    /// The memory that the process has in RAM.
    pub(crate) fn resident_kilobytes(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
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
    let (kind, rest) = role.split_once(' ').unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    match kind {
        "entail" => runtime.block_on(start_entail(Path::new(rest))),
        _ => runtime.block_on(start_bare(rest.parse().unwrap())),
    }
    let mut end = Vec::new();
    std::io::stdin().read_to_end(&mut end).unwrap();
    runtime.shutdown_background();
}

async fn start_entail(folder: &Path) {
    let directory = DataDirectory::open(folder, None).await.unwrap();
    let root = directory.root_credentials.unwrap();
    let store = Arc::new(Unlimited(directory.store));
    let account = directory.account.clone();
    let audit_log = AuditLog::open(&folder.join("audit-log"), AUDIT_LOG_FILE_BYTES_DEFAULT)
        .unwrap()
        .follow(Arc::clone(&store) as Arc<dyn Store>, account);
    let server = Arc::new(Server::new(store, directory.keyring, directory.account));
    let listener = Listener::bind(loopback(), None).await.unwrap();
    println!("{} {} {}", listener.url().unwrap(), root.access_key_id(), root.secret_access_key());
    tokio::spawn(async move {
        server.run(listener, std::future::pending()).await;
        audit_log.finish().await;
    });
}

async fn start_bare(bytes: usize) {
    let body = Bytes::from(vec![b'x'; bytes]);
    let listener = TcpListener::bind(loopback()).await.unwrap();
    println!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            stream.set_nodelay(true).unwrap();
            let body = body.clone();
            let answer = move |request: Request<hyper::body::Incoming>| {
                let body = body.clone();
                async move {
                    // What is sent must be read, as any server does.
                    let _read = request.into_body().collect().await;
                    Ok::<_, Infallible>(Response::new(Full::new(body)))
                }
            };
            tokio::spawn(
                http1::Builder::new().serve_connection(TokioIo::new(stream), service_fn(answer)),
            );
        }
    });
}

fn loopback() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 0))
}

/// The store without quotas: an account may have 1,000 roles, and the bench makes many more.
#[derive(Debug)]
struct Unlimited(Arc<dyn Store>);

#[async_trait]
impl Store for Unlimited {
    async fn read(&self, at: ReadAt) -> Result<Box<dyn Snapshot>, ReadError> {
        self.0.read(at).await
    }

    async fn commit(&self, mut txn: Txn) -> Result<Token, CommitError> {
        txn.counters.iter_mut().for_each(|add| add.at_most = u64::MAX);
        self.0.commit(txn).await
    }

    fn watch(&self, from: Token) -> Box<dyn ChangeStream> {
        self.0.watch(from)
    }

    async fn head(&self) -> Result<Token, ReadError> {
        self.0.head().await
    }

    async fn compact(&self, before: Revision) -> Result<Revision, CommitError> {
        self.0.compact(before).await
    }

    async fn backup(&self, destination: &Path) -> Result<Token, BackupError> {
        self.0.backup(destination).await
    }

    async fn check(&self) -> Result<Report, ReadError> {
        self.0.check().await
    }
}
