//! What stands for AWS: a server that checks signatures, and answers, or does not, as it is told.

use std::{
    convert::Infallible,
    io,
    net::SocketAddr,
    pin::Pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll},
};

use entail_wire::sigv4::{SignatureError, SignedRequest};
use http::{Request, Response, request::Parts};
use http_body_util::{BodyExt as _, Either, Full};
use hyper::{
    body::{Body, Bytes, Frame, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use jiff::Timestamp;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpStream},
    sync::{Notify, mpsc},
};

use super::{credentials, temporary};

/// A request that arrived.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) parts: Parts,
    pub(crate) body: Bytes,
    /// What its signature says, when it has one.
    pub(crate) signed: Option<SignedRequest>,
    /// Whether it is good, now.
    pub(crate) verified: Result<(), SignatureError>,
}

impl Seen {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.parts.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// Service and region of the signature.
    pub(crate) fn scope(&self) -> (&str, &str) {
        let signed = self.signed.as_ref().unwrap();
        (signed.service(), signed.region())
    }
}

/// What becomes of a request.
pub(crate) enum Reply {
    /// An answer.
    Answer(Response<Bytes>),
    /// An answer whose body comes through a channel.
    Stream(mpsc::Receiver<Bytes>),
    /// Nothing, ever.
    Nothing,
    /// The connection is closed.
    Reset,
}

type Answering = dyn Fn(&Seen) -> Reply + Send + Sync;

/// A server that runs as long as the test.
#[derive(Clone)]
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    seen: Arc<Mutex<Vec<Seen>>>,
    connections: Arc<AtomicUsize>,
    closed: Arc<Notify>,
}

impl Server {
    /// A server that answers everything with `200` and a little XML.
    pub(crate) async fn start() -> Self {
        Self::answering(|_| Reply::Answer(Response::new(Bytes::from_static(b"<Done/>")))).await
    }

    pub(crate) async fn answering(answer: impl Fn(&Seen) -> Reply + Send + Sync + 'static) -> Self {
        let (server, listener) = Self::listen().await;
        let (answer, running): (Arc<Answering>, _) = (Arc::new(answer), server.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                running.serve(stream, Arc::clone(&answer));
            }
        });
        server
    }

    /// The same through TLS or a proxy: `open` makes of a connection what requests come over.
    pub(crate) async fn behind<S, F>(open: impl Fn(TcpStream) -> F + Send + 'static) -> Self
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
        F: Future<Output = Option<S>> + Send + 'static,
    {
        let (server, listener) = Self::listen().await;
        let running = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                if let Some(stream) = open(stream).await {
                    let done = |_: &Seen| Reply::Answer(Response::new(Bytes::from("<Done/>")));
                    running.serve(stream, Arc::new(done));
                }
            }
        });
        server
    }

    async fn listen() -> (Self, TcpListener) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let server = Self {
            address,
            seen: Arc::default(),
            connections: Arc::default(),
            closed: Arc::default(),
        };
        (server, listener)
    }

    fn serve(
        &self,
        stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
        answer: Arc<Answering>,
    ) {
        self.connections.fetch_add(1, Ordering::SeqCst);
        let server = self.clone();
        tokio::spawn(async move {
            let service = service_fn(|request| server.respond(request, &answer));
            let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
            let _ = connection.await;
            server.closed.notify_one();
        });
    }

    async fn respond(
        &self,
        request: Request<Incoming>,
        answer: &Arc<Answering>,
    ) -> io::Result<Response<Either<Full<Bytes>, Channel>>> {
        let (parts, body) = request.into_parts();
        let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
        let seen = check(parts, body);
        let reply = answer(&seen);
        self.seen.lock().unwrap().push(seen);
        match reply {
            Reply::Answer(answer) => Ok(answer.map(|body| Either::Left(Full::new(body)))),
            Reply::Stream(parts) => Ok(Response::new(Either::Right(Channel(parts)))),
            Reply::Nothing => std::future::pending().await,
            Reply::Reset => Err(io::ErrorKind::ConnectionReset.into()),
        }
    }

    /// What arrived so far.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// The one request that arrived.
    pub(crate) fn only(&self) -> Seen {
        let mut seen = self.seen();
        assert_eq!(seen.len(), 1, "{seen:?}");
        seen.remove(0)
    }

    /// How many connections were opened so far.
    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// Resolves when a connection was closed.
    pub(crate) async fn closed(&self) {
        self.closed.notified().await;
    }
}

/// Checks a request as AWS does.
fn check(parts: Parts, body: Bytes) -> Seen {
    let parsed = SignedRequest::parse(&parts, &body);
    let verified = parsed.as_ref().map_err(Clone::clone).and_then(|signed| {
        let known = [credentials(), temporary()];
        let caller = known.iter().find(|known| known.access_key_id == signed.access_key_id());
        let caller = caller.expect("a key that the tests know");
        let token = |token: Option<&entail_wire::Secret>| token.map(|it| it.expose().to_owned());
        assert_eq!(token(signed.session_token()), token(caller.session_token.as_ref()));
        signed.verify(&caller.secret_access_key, Timestamp::now())
    });
    Seen { parts, body, signed: parsed.ok(), verified }
}

/// A body whose parts come through a channel.
pub(crate) struct Channel(mpsc::Receiver<Bytes>);

impl Body for Channel {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.0.poll_recv(context).map(|part| part.map(|part| Ok(Frame::data(part))))
    }
}
