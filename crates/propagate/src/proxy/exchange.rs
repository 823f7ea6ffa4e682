//! One call: read, checked, looked at, signed anew, sent, and answered.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use entail_wire::ErrorCode;
use http::{HeaderMap, Request, Response, header, request::Parts};
use http_body_util::{BodyExt as _, Either, Full};
use hyper::body::{Body as _, Bytes, Incoming};
use tokio::time::timeout;
use tracing::Instrument as _;

use super::{
    Intercept, Serving,
    caller::{Caller, Checks, Claim, Signing},
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
    upstream::{Answer, Outbound},
};

/// An answer's body: there whole, or streaming through.
pub(super) type Body = Either<Full<Bytes>, Answer>;

/// A call that was checked.
struct Checked {
    call: Call,
    signing: Signing,
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
        &self,
        request: Request<Incoming>,
        local: SocketAddr,
    ) -> Response<Body> {
        let began = Instant::now();
        let span = log::span();
        let answering = async {
            let answer = self.answer(request, local).await;
            log::answered(answer.status(), began.elapsed());
            answer
        };
        answering.instrument(span).await
    }

    async fn answer(&self, request: Request<Incoming>, local: SocketAddr) -> Response<Body> {
        let mut answer = match self.perform(request, local).await {
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
        &self,
        request: Request<Incoming>,
        local: SocketAddr,
    ) -> Result<Response<Body>, Failed> {
        let (parts, body) = request.into_parts();
        let shape = Shape::guess(&parts.headers);
        let unread = |refusal| Failed { refusal, shape, call: "a request".to_owned() };
        head::check(&parts, &self.hosts, local).map_err(unread)?;
        let body = read_body(body).await.map_err(unread)?;
        let checked = self.check(parts, body, shape)?;
        log::checked(&checked.call);
        self.carry_out(&checked).await.map_err(|refusal| {
            let service = Service::from(checked.call.service);
            Failed::of(service, &checked.call.operation, refusal)
        })
    }

    fn check(&self, parts: Parts, body: Bytes, shape: Shape) -> Result<Checked, Failed> {
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
        Ok(Checked { call, signing })
    }

    async fn carry_out(&self, checked: &Checked) -> Result<Response<Body>, Refusal> {
        let call = &checked.call;
        let outgoing = self.interceptor.outgoing(call).await;
        log::done(call, &outgoing);
        match outgoing {
            Outgoing::Answer(answer) => Ok(answer.map(|body| Either::Left(Full::new(body)))),
            Outgoing::Pass => {
                let headers = headers_to_send(&call.headers);
                let hash = checked.signing.payload_hash.as_deref();
                let outbound = outbound(checked, call.body.clone(), hash);
                let answer = self.upstream.send(&outbound, headers).await;
                let answer = answer.map_err(|error| Refusal::of_upstream(&error))?;
                Ok(answer.map(Either::Right))
            }
            Outgoing::Send { body, note } => {
                let mut headers = headers_to_send(&call.headers);
                // The answer is looked into, as XML or JSON in the clear.
                headers.remove(header::ACCEPT_ENCODING);
                headers.remove(header::ACCEPT);
                let outbound = outbound(checked, body, None);
                let answer = self.read_answer(&outbound, headers).await?;
                let answer = self.interceptor.incoming(call, note, answer).await;
                Ok(with_its_own_length(answer).map(|body| Either::Left(Full::new(body))))
            }
        }
    }

    async fn read_answer(
        &self,
        outbound: &Outbound<'_>,
        headers: HeaderMap,
    ) -> Result<Response<Bytes>, Refusal> {
        let answer = match self.upstream.send(outbound, headers).await {
            Ok(answer) => self.upstream.read_whole(outbound, answer, ANSWER_BYTES_MAX).await,
            Err(error) => Err(error),
        };
        answer.map_err(|error| Refusal::of_upstream(&error))
    }
}

impl Failed {
    fn of(service: Service, operation: &str, refusal: Refusal) -> Self {
        Self { refusal, shape: Shape::of(service), call: service.call(operation) }
    }
}

fn outbound<'a>(checked: &'a Checked, body: Bytes, payload_hash: Option<&'a str>) -> Outbound<'a> {
    let Checked { call, signing } = checked;
    Outbound {
        service: call.service.into(),
        operation: &call.operation,
        region: &call.region,
        credentials: signing.signs.then_some(&call.credentials),
        time: signing.time,
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
