//! One request, from bytes to bytes: read, find the operation, authenticate, authorise, run in a
//! transaction, respond.

use std::{
    net::SocketAddr,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    time::Instant,
};

use entail_policy::arn::AccountId;
use entail_store::{OpId, Store, Token, Transaction, TransactionError};
use entail_wire::{error::ErrorCode, query::Parameters, service::Protocol, sigv4::SignedRequest};
use http::{Method, Response};
use http_body_util::Full;
use hyper::{
    Request,
    body::{Bytes, Incoming},
};
use jiff::Timestamp;
use tokio::sync::Semaphore;
use tracing::Instrument as _;

use crate::{
    access_log,
    audit::Draft,
    authenticate,
    context::{Arrival, Services},
    control_error::ControlError,
    identifiers,
    keyring::Keyring,
    last_used::LastUsed,
    limits::{COMMIT_ATTEMPTS_MAX, REQUESTS_IN_PROGRESS_MAX},
    listen::{Listener, Transport},
    metrics::Metrics,
    operation::{AnyOperation, Effect},
    policy_cache::PolicyCache,
    read_request::{self, RawRequest},
    respond,
};

/// What metrics call a request whose operation is not known.
const UNKNOWN_OPERATION: &str = "unknown";

/// The server of one account.
#[derive(Debug)]
pub struct Server {
    store: Arc<dyn Store>,
    services: Services,
    metrics: Metrics,
    last_used: LastUsed,
    places: Semaphore,
}

/// A request whose operation is known and whose signature can be checked.
struct ParsedRequest {
    operation: &'static dyn AnyOperation,
    parameters: Parameters,
    signed: SignedRequest,
    arrival: Arrival,
    operation_id: OpId,
}

/// What a performed request leaves: the answer, and the revision it is from.
struct Answer {
    body: String,
    token: Option<Token>,
}

/// What came of one attempt for a caller who is known.
enum Attempt {
    /// It only read.
    Read { body: String },
    /// Done, once the transaction commits. The event of its success is in there.
    Written { body: String, transaction: Transaction, draft: Draft },
    /// Refused, once the event of the refusal is stored.
    Refused { error: ControlError, draft: Draft },
}

impl Server {
    /// A server of `account`, whose records are in `store`. So are its audit events, until an
    /// [`AuditLog`](crate::audit::AuditLog) follows the store: a store that is full of them takes no
    /// more writes.
    pub fn new(store: Arc<dyn Store>, keyring: Arc<Keyring>, account: AccountId) -> Self {
        let services = Services { account, keyring, policies: PolicyCache::default() };
        Self {
            store,
            services,
            metrics: Metrics::new(),
            last_used: LastUsed::default(),
            places: Semaphore::new(REQUESTS_IN_PROGRESS_MAX),
        }
    }

    /// What `/metrics` tells.
    pub const fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    /// Serves `listener` until `shutdown` resolves and requests in flight are done.
    pub async fn run(self: Arc<Self>, listener: Listener, shutdown: impl Future<Output = ()>) {
        let flusher = tokio::spawn(Arc::clone(&self).flush_last_used_now_and_then());
        listener.serve(Arc::clone(&self), shutdown).await;
        flusher.abort();
        self.last_used.flush(self.store.as_ref(), &self.services.account).await;
    }

    /// Answers one HTTP request.
    pub async fn respond_to(
        &self,
        request: Request<Incoming>,
        peer: SocketAddr,
        transport: Transport,
    ) -> Response<Full<Bytes>> {
        match (request.method(), request.uri().path()) {
            (&Method::GET | &Method::HEAD, "/healthz") => {
                respond::text(http::StatusCode::OK, "ok\n")
            }
            (&Method::GET | &Method::HEAD, "/readyz") => self.readiness().await,
            (&Method::GET | &Method::HEAD, "/metrics") => respond::metrics(&self.metrics),
            _ => self.serve(request, peer, transport).await,
        }
    }

    /// An AWS request, start to end.
    async fn serve(
        &self,
        request: Request<Incoming>,
        peer: SocketAddr,
        transport: Transport,
    ) -> Response<Full<Bytes>> {
        let request_id = match identifiers::request_id() {
            Ok(request_id) => request_id,
            Err(error) => return respond::error(None, "", &error),
        };
        let span = access_log::span(&request_id, peer);
        self.read_and_perform(request, peer, transport, request_id).instrument(span).await
    }

    async fn read_and_perform(
        &self,
        request: Request<Incoming>,
        peer: SocketAddr,
        transport: Transport,
        request_id: String,
    ) -> Response<Full<Bytes>> {
        let protocol = read_request::protocol_of(request.headers());
        let raw = read_request::read(request, peer, transport, request_id.clone()).await;
        let started = Instant::now();
        let service = raw.as_ref().ok().and_then(read_request::service_of);
        let parsed = raw.and_then(parse);
        let (operation, answer) = match &parsed {
            Ok(parsed) => (parsed.operation.name(), self.perform(parsed).await),
            Err(error) => (UNKNOWN_OPERATION, Err(error.clone())),
        };
        let code = answer.as_ref().map_or_else(|error| error.code.as_str(), |_| "OK");
        self.metrics.count_request(operation, code, started.elapsed().as_secs_f64());
        let asked = parsed.as_ref().ok().map(|parsed| (parsed.operation, &parsed.parameters));
        access_log::write(started.elapsed(), answer.as_ref().err(), asked);
        match answer {
            Ok(answer) => respond::answer(protocol, answer.body, answer.token, &request_id),
            Err(error) => {
                error.denied_by.inspect(|layer| self.metrics.count_denial(layer));
                match protocol {
                    Protocol::Query => respond::error(service, &request_id, &error),
                    Protocol::Json => respond::json_error(&request_id, &error),
                }
            }
        }
    }

    /// Decides and runs the request on one revision after another, until its commit is the first
    /// to change what it was decided on.
    async fn perform(&self, request: &ParsedRequest) -> Result<Answer, ControlError> {
        let _place = self.places.try_acquire().map_err(|_| throttled())?;
        let mut overtaken = None;
        for _ in 0..COMMIT_ATTEMPTS_MAX {
            let account = self.services.account.as_str();
            let transaction = Transaction::begin(self.store.as_ref(), account).await?;
            let attempt = tokio::task::block_in_place(|| self.attempt(request, transaction))?;
            let (body, transaction, draft) = match attempt {
                Attempt::Read { body } => return Ok(Answer { body, token: None }),
                Attempt::Refused { error, draft } => return Err(self.refuse(error, draft).await),
                Attempt::Written { body, transaction, draft } => (body, transaction, draft),
            };
            match transaction.commit(self.store.as_ref(), request.operation_id).await {
                Ok(token) => {
                    if let Some(token) = token {
                        self.metrics.revision.set(token.revision.number());
                    }
                    return Ok(Answer { body, token });
                }
                Err(TransactionError::Conflict) => {
                    self.metrics.count_commit_retry();
                    overtaken = Some(draft);
                }
                Err(error) => return Err(self.refuse(error.into(), draft).await),
            }
        }
        let error = ControlError::new(
            ErrorCode::ConcurrentModification,
            "The request was rejected because multiple requests to change this object were \
             submitted simultaneously. Wait a few minutes and submit your request again.",
        );
        match overtaken {
            Some(draft) => Err(self.refuse(error, draft).await),
            None => Err(error),
        }
    }

    /// Records a refusal, and only then answers it; what can't be recorded is a failure of ours.
    async fn refuse(&self, error: ControlError, draft: Draft) -> ControlError {
        match draft.store_refusal(&error, self.store.as_ref()).await {
            Ok(()) => error,
            Err(unrecorded) => unrecorded,
        }
    }

    /// One attempt, on one revision. Errors are those of a caller who is not known; they leave no
    /// event.
    fn attempt(
        &self,
        request: &ParsedRequest,
        mut transaction: Transaction,
    ) -> Result<Attempt, ControlError> {
        let ParsedRequest { operation, parameters, signed, arrival, .. } = request;
        let (operation, services) = (*operation, &self.services);
        caught(|| {
            let service = operation.service();
            let context =
                authenticate::authenticate(signed, arrival, service, services, &transaction)?;
            access_log::caller(&context.caller);
            self.last_used.note(&context, service);
            let draft = |transaction: &Transaction| {
                Draft::begin(operation, parameters, &context, transaction)
            };
            if operation.effect() == Effect::Reads {
                let read = caught(|| operation.perform(parameters, &context, &mut transaction));
                return Ok(match read {
                    Ok(done) => Attempt::Read { body: done.answer },
                    Err(error) => Attempt::Refused { error, draft: draft(&transaction)? },
                });
            }
            let draft = draft(&transaction)?;
            let written = caught(|| {
                let done = operation.perform(parameters, &context, &mut transaction)?;
                draft.put_success(&done.answer, done.obtained, &mut transaction)?;
                Ok(done.answer)
            });
            Ok(match written {
                Ok(body) => Attempt::Written { body, transaction, draft },
                Err(error) => Attempt::Refused { error, draft },
            })
        })
    }

    async fn readiness(&self) -> Response<Full<Bytes>> {
        match self.store.head().await {
            Ok(_) => respond::text(http::StatusCode::OK, "ready\n"),
            Err(error) => {
                tracing::error!(%error, "the store can't be read");
                respond::text(http::StatusCode::SERVICE_UNAVAILABLE, "the store can't be read\n")
            }
        }
    }

    async fn flush_last_used_now_and_then(self: Arc<Self>) {
        let period = std::time::Duration::from_secs(crate::limits::LAST_USED_FLUSH_SECONDS);
        loop {
            tokio::time::sleep(period).await;
            self.last_used.flush(self.store.as_ref(), &self.services.account).await;
        }
    }
}

/// A panic below here is a defect of ours; it is caught so that the client gets an answer and nothing
/// is written.
fn caught<T>(work: impl FnOnce() -> Result<T, ControlError>) -> Result<T, ControlError> {
    catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err(ControlError::internal("a panic while performing the request")))
}

/// AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html>; clients wait and
/// try again by themselves.
fn throttled() -> ControlError {
    ControlError::new(ErrorCode::Throttling, "Rate exceeded")
}

/// Finds the operation and the signature in a request's bytes.
fn parse(raw: RawRequest) -> Result<ParsedRequest, ControlError> {
    let signed = SignedRequest::parse(&raw.parts, &raw.body)?;
    let parameters = raw.parameters?;
    let operation = read_request::operation_of(&raw.parts, &parameters)?;
    access_log::request(operation, &parameters, signed.access_key_id());
    let arrival = Arrival {
        request_id: raw.request_id,
        now: Timestamp::now(),
        source_ip: raw.peer.ip(),
        transport: raw.transport,
        user_agent: read_request::header(&raw.parts, http::header::USER_AGENT),
        host: read_request::header(&raw.parts, http::header::HOST),
        referer: read_request::header(&raw.parts, http::header::REFERER),
        region: signed.region().to_owned(),
    };
    let operation_id = OpId::new(identifiers::random_bytes()?);
    Ok(ParsedRequest { operation, parameters, signed, arrival, operation_id })
}
