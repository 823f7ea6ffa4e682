//! One call: read, checked, looked at, signed anew, sent, and answered.

use std::{sync::Arc, time::Duration};

use entail_wire::ErrorCode;
use http::{HeaderMap, Request, Response, header, request::Parts};
use http_body_util::{BodyExt as _, Either, Full};
use hyper::body::{Body as _, Bytes, Incoming};
use tokio::{
    sync::watch,
    time::{Instant, timeout, timeout_at},
};
use tracing::Instrument as _;

use super::{
    Intercept, Serving,
    caller::{Caller, Checks, Claim, Signing},
    connection::Client,
    head::{self, headers_to_send},
    log,
    operation::{self, AsSent, Asked},
    refusal::{Refusal, Shape},
};
use crate::{
    endpoints::Service,
    intercept::{Call, Outgoing},
    journal::Event,
    limits::{
        ANSWER_BYTES_MAX, BODY_READ_SECONDS_MAX, REFUSED_BODY_BYTES_MAX, REQUEST_BODY_BYTES_MAX,
    },
    upstream::{Answer, Outbound, UpstreamError},
};

/// An answer's body: there whole, or streaming through.
pub(super) type Body = Either<Full<Bytes>, Answer>;

/// A call that was checked.
struct Checked {
    call: Call,
    signing: Signing,
    /// When all must be asked that has to be asked before it is sent; what is sent has time for an
    /// answer then.
    asked_by: Instant,
    /// When the client must have an answer.
    deadline: Instant,
}

/// A refusal, with what is known of the call.
struct Failed {
    refusal: Refusal,
    shape: Shape,
    call: String,
}

impl<I: Intercept> Serving<I> {
    /// The answer to a request, whatever it is.
    pub(super) async fn respond(
        self: &Arc<Self>,
        request: Request<Incoming>,
        client: &Client,
    ) -> Response<Body> {
        let began = Instant::now();
        let span = log::span();
        let answering = async {
            let answer = self.answer(request, client, began).await;
            log::answered(answer.status(), began.elapsed());
            answer
        };
        answering.instrument(span).await
    }

    async fn answer(
        self: &Arc<Self>,
        request: Request<Incoming>,
        client: &Client,
        began: Instant,
    ) -> Response<Body> {
        let mut answer = match self.perform(request, client, began).await {
            Ok(answer) => answer,
            Err(Failed { refusal, shape, call }) => {
                let answer = refusal.answer(shape);
                self.journal.add(Event::Refused { call, message: refusal.message });
                answer.map(|body| Either::Left(Full::new(body)))
            }
        };
        head::drop_headers_of_connection(answer.headers_mut());
        answer
    }

    async fn perform(
        self: &Arc<Self>,
        request: Request<Incoming>,
        client: &Client,
        began: Instant,
    ) -> Result<Response<Body>, Failed> {
        let (parts, body) = request.into_parts();
        let shape = Shape::guess(&parts.headers);
        let unread = |refusal| Failed { refusal, shape, call: "a request".to_owned() };
        head::check(&parts, &self.hosts, client.local).map_err(unread)?;
        let body = read_body(body).await.map_err(unread)?;
        let (call, signing) = self.check(parts, body, shape)?;
        if signing.signs {
            client.is_known();
        }
        log::checked(&call);
        let (service, operation) = (Service::from(call.service), call.operation.clone());
        let deadline = began + self.upstream.answer_limit();
        let asked_by = began + self.asking_limit();
        let done = self.carry_out(Checked { call, signing, asked_by, deadline }).await;
        done.map_err(|refusal| Failed::of(service, &operation, refusal))
    }

    fn check(&self, parts: Parts, body: Bytes, shape: Shape) -> Result<(Call, Signing), Failed> {
        let unread = |refusal| Failed { refusal, shape, call: "a request".to_owned() };
        let claim = Claim::read(&parts, &body).map_err(unread)?;
        let service = claim.service();
        let request = operation::read(service, parts, body);
        let request = request.map_err(|refusal| Failed::of(service.into(), "?", refusal))?;
        let Asked { operation, method, uri, headers, body, form } = request;
        let checks =
            Checks { keyring: &*self.keyring, keys: self.upstream.keys(), region: &self.region };
        let caller = checks.caller(claim, &operation);
        let caller = caller.map_err(|refusal| Failed::of(service.into(), &operation, refusal))?;
        let Caller { region, credentials, mut signing } = caller;
        if form == AsSent::Changed {
            signing.payload_hash = None;
        }
        let call = Call { service, operation, region, credentials, method, uri, headers, body };
        Ok((call, signing))
    }

    async fn carry_out(self: &Arc<Self>, checked: Checked) -> Result<Response<Body>, Refusal> {
        let asking = timeout_at(checked.asked_by, self.interceptor.outgoing(&checked.call));
        let outgoing = asking.await.map_err(|_| self.took_too_long())?;
        log::done(&checked.call, &outgoing);
        match outgoing {
            Outgoing::Answer(answer) => Ok(answer.map(|body| Either::Left(Full::new(body)))),
            Outgoing::Pass => self.pass(&checked).await,
            Outgoing::Send { body, note } => {
                // What AWS does is told and kept whether or not the client waits for it.
                let cut_off = self.cut_off.subscribe();
                let called = (Service::from(checked.call.service), checked.call.operation.clone());
                let seen = Arc::clone(self).see_through(checked, body, note, cut_off);
                let answer = match tokio::spawn(seen.in_current_span()).await {
                    Ok(answer) => answer?,
                    Err(fault) => self.unanswered(called.0, &called.1, Refusal::of_fault(&fault)),
                };
                Ok(with_its_own_length(answer).map(|body| Either::Left(Full::new(body))))
            }
        }
    }

    /// Sends a call as it came, and streams its answer.
    async fn pass(&self, checked: &Checked) -> Result<Response<Body>, Refusal> {
        let headers = headers_to_send(&checked.call.headers);
        let hash = checked.signing.payload_hash.as_deref();
        let outbound = outbound(checked, checked.call.body.clone(), hash);
        match self.upstream.send(&outbound, headers).await {
            Ok(answer) => Ok(answer.map(Either::Right)),
            Err(error) => {
                let answer = self.failed(&checked.call, &error)?;
                Ok(answer.map(|body| Either::Left(Full::new(body))))
            }
        }
    }

    /// Sends a call and has its answer looked at.
    async fn see_through(
        self: Arc<Self>,
        checked: Checked,
        body: Bytes,
        note: I::Note,
        mut cut_off: watch::Receiver<bool>,
    ) -> Result<Response<Bytes>, Refusal> {
        let mut headers = headers_to_send(&checked.call.headers);
        // The answer is looked into, as XML or JSON in the clear.
        headers.remove(header::ACCEPT_ENCODING);
        headers.remove(header::ACCEPT);
        let outbound = outbound(&checked, body, None);
        let call = &checked.call;
        let answer = tokio::select! {
            answer = self.read_answer(&outbound, headers) => answer,
            _ = cut_off.wait_for(|is_cut_off| *is_cut_off) => Err(ended(call)),
        };
        match answer {
            Ok(answer) => Ok(self.interceptor.incoming(call, note, answer).await),
            Err(error) => {
                let answer = self.failed(call, &error)?;
                self.interceptor.unanswered(call, note).await;
                Ok(answer)
            }
        }
    }

    async fn read_answer(
        &self,
        outbound: &Outbound<'_>,
        headers: HeaderMap,
    ) -> Result<Response<Bytes>, UpstreamError> {
        let answer = self.upstream.send(outbound, headers).await?;
        self.upstream.read_whole(outbound, answer, ANSWER_BYTES_MAX).await
    }

    fn took_too_long(&self) -> Refusal {
        Refusal::late(format_args!(
            "what has to be asked before the call is sent took longer than {} s; it was not sent: try \
             again",
            self.asking_limit().as_secs_f32()
        ))
    }

    fn asking_limit(&self) -> Duration {
        self.upstream.answer_limit() * 2 / 3
    }

    /// What the client is told of a call without an answer: an error where it was not sent, and an
    /// answer where it was, of which the journal hears here.
    fn failed(&self, call: &Call, error: &UpstreamError) -> Result<Response<Bytes>, Refusal> {
        let refusal = Refusal::of_upstream(error);
        if !error.was_sent() {
            return Err(refusal);
        }
        Ok(self.unanswered(call.service.into(), &call.operation, refusal))
    }

    /// The answer in the place of AWS's to a call that was sent, of which the journal hears.
    fn unanswered(&self, service: Service, operation: &str, refusal: Refusal) -> Response<Bytes> {
        let answer = refusal.answer(Shape::of(service));
        let (call, message) = (service.call(operation), refusal.message);
        self.journal.add(Event::Unanswered { call, message });
        answer
    }
}

/// Why a call that nobody waits for any more has no answer.
fn ended(call: &Call) -> UpstreamError {
    let service = Service::from(call.service);
    UpstreamError::Broken {
        call: service.call(&call.operation),
        address: service.signing_name().to_owned(),
        reason: "entail ended first".to_owned(),
    }
}

impl Failed {
    fn of(service: Service, operation: &str, refusal: Refusal) -> Self {
        Self { refusal, shape: Shape::of(service), call: service.call(operation) }
    }
}

fn outbound<'a>(checked: &'a Checked, body: Bytes, payload_hash: Option<&'a str>) -> Outbound<'a> {
    let Checked { call, signing, deadline, .. } = checked;
    Outbound {
        service: call.service.into(),
        operation: &call.operation,
        region: &call.region,
        credentials: signing.signs.then_some(&call.credentials),
        time: signing.time,
        deadline: Some(*deadline),
        method: call.method.clone(),
        path_and_query: "/",
        body,
        payload_hash,
    }
}

/// The length of an answer's body is another after it was looked at.
fn with_its_own_length(mut answer: Response<Bytes>) -> Response<Bytes> {
    answer.headers_mut().remove(header::CONTENT_LENGTH);
    answer
}

/// Reads a body up to the limit. Of one that is longer the rest is taken, up to another limit, so that
/// a client that sends before it reads gets the refusal.
async fn read_body(body: Incoming) -> Result<Bytes, Refusal> {
    let limit = Duration::from_secs(BODY_READ_SECONDS_MAX);
    timeout(limit, read_limited(body)).await.unwrap_or_else(|_| {
        let message = format!("the body did not come within {BODY_READ_SECONDS_MAX} s");
        Err(Refusal::new(ErrorCode::MalformedInput, message))
    })
}

async fn read_limited(mut body: Incoming) -> Result<Bytes, Refusal> {
    let mut whole: Vec<u8> = Vec::new();
    let mut first = Bytes::new();
    let mut length = 0;
    while let Some(frame) = body.frame().await {
        let broken = |error| {
            Refusal::new(ErrorCode::MalformedInput, format_args!("the body broke off: {error}"))
        };
        let Ok(data) = frame.map_err(broken)?.into_data() else { continue };
        length += data.len();
        if length > REFUSED_BODY_BYTES_MAX {
            break;
        }
        if length > REQUEST_BODY_BYTES_MAX {
            continue;
        }
        // Most bodies come in one piece, which is kept as it is.
        if length == data.len() && body.is_end_stream() {
            first = data;
        } else {
            whole.extend_from_slice(&data);
        }
    }
    if length > REQUEST_BODY_BYTES_MAX {
        return Err(Refusal::new(
            ErrorCode::RequestEntityTooLarge,
            format_args!(
                "the body is longer than {REQUEST_BODY_BYTES_MAX} bytes, which no call to these \
                 services is"
            ),
        ));
    }
    Ok(if whole.is_empty() { first } else { Bytes::from(whole) })
}
