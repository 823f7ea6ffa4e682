//! Calls to AWS, or to whatever stands in its place: signed, through TLS and proxies, in time.
//!
//! Nothing is sent twice that may have been carried out. What is tried again is what was never sent,
//! because the connection had been closed meanwhile, and our own questions, which change nothing.

mod answer;
mod connection;
mod error;
mod network;
mod plain;
mod pool;
mod query;
mod refusal;
mod s3;
mod signing;
mod trust;

pub(crate) mod law;

use std::{sync::Arc, time::Duration};

use entail_wire::sigv4::Credentials;
use http::{HeaderMap, HeaderValue, Request, Response, Uri, header};
use http_body_util::Full;
use hyper::body::Bytes;
use tokio::time::{Instant, timeout};

use self::{
    answer::{Lease, ReadError, read_whole},
    connection::{Connection, Connector, Form},
    pool::Pool,
};
use crate::{
    endpoints::{Address, Endpoint, Endpoints},
    intercept::Fronted,
};

pub use self::{
    answer::Answer,
    error::UpstreamError,
    network::{Network, Timeouts},
    signing::Outbound,
    trust::{TrustError, tls_connector},
};
pub(crate) use self::{refusal::Refusal as Refused, signing::SigningKeys};

/// AWS, or whatever stands in its place.
pub struct Upstream {
    endpoints: Endpoints,
    connector: Connector,
    timeouts: Timeouts,
    pool: Arc<Pool>,
    keys: Arc<SigningKeys>,
}

/// A request on its way: where to, and what a message calls it.
struct Exchange<'a> {
    server: &'a Address,
    call: &'a str,
    deadline: Option<Instant>,
}

impl Upstream {
    /// Calls to these endpoints. The certificates are read here.
    pub fn new(endpoints: Endpoints, network: Network) -> Result<Self, UpstreamError> {
        let timeouts = network.timeouts;
        let connector = Connector::new(network)?;
        Ok(Self { endpoints, connector, timeouts, pool: Arc::default(), keys: Arc::default() })
    }

    /// Where services are.
    pub const fn endpoints(&self) -> &Endpoints {
        &self.endpoints
    }

    /// How long an answer may take to begin.
    pub(crate) const fn answer_limit(&self) -> Duration {
        self.timeouts.first_byte
    }

    /// The signing keys that were derived so far.
    pub(crate) const fn keys(&self) -> &Arc<SigningKeys> {
        &self.keys
    }

    /// Calls an operation of the Query protocol (IAM, STS, `CloudFormation`) and gives back the whole
    /// body of its answer, which is XML. `parameters` begin with `Action`; `Version` is added.
    ///
    /// A refusal is [`UpstreamError::Refused`], with the service's code and message. Operations that
    /// only read are tried again when the service is busy or fails.
    pub async fn query(
        &self,
        service: Fronted,
        region: &str,
        credentials: &Credentials,
        parameters: &[(&str, &str)],
    ) -> Result<Bytes, UpstreamError> {
        query::call(self, service.into(), region, Some(credentials), parameters).await
    }

    /// The same for the operations of STS that carry no signature: `AssumeRoleWithWebIdentity`,
    /// `AssumeRoleWithSAML`.
    pub async fn query_unsigned(
        &self,
        region: &str,
        parameters: &[(&str, &str)],
    ) -> Result<Bytes, UpstreamError> {
        query::call(self, Fronted::Sts.into(), region, None, parameters).await
    }

    /// Sends a request as it is, but for `Host`, to the server that its URL names, and reads the whole
    /// answer. Whatever its status, it is an answer and no error. `call` is what messages call it.
    pub async fn fetch(
        &self,
        call: &str,
        request: Request<Bytes>,
    ) -> Result<Response<Bytes>, UpstreamError> {
        plain::fetch(self, call, request).await
    }

    /// Reads an object of S3 by its URL, in any of S3's forms; at most
    /// [`TEMPLATE_BYTES_MAX`](crate::limits::TEMPLATE_BYTES_MAX) bytes. A URL that carries a signature
    /// is fetched as it is.
    pub async fn s3_get(
        &self,
        url: &str,
        credentials: &Credentials,
    ) -> Result<Bytes, UpstreamError> {
        s3::get(self, url, credentials).await
    }

    /// Writes an object of S3, named by its URL.
    pub async fn s3_put(
        &self,
        url: &str,
        body: Bytes,
        credentials: &Credentials,
    ) -> Result<(), UpstreamError> {
        s3::put(self, url, body, credentials).await
    }

    /// Signs a request and sends it once, with these headers and those of `Host`, of the body's length
    /// and of the signature. The answer is there as soon as its head is; whatever its status, it is an
    /// answer and no error.
    pub async fn send(
        &self,
        outbound: &Outbound<'_>,
        headers: HeaderMap,
    ) -> Result<Response<Answer>, UpstreamError> {
        let endpoint = self.endpoints.of(outbound.service, outbound.region)?;
        self.send_to(&endpoint, outbound, headers).await
    }

    /// Closes the connections that have waited too long for a call.
    pub(crate) fn close_idle(&self) {
        self.pool.close_idle();
    }

    async fn send_to(
        &self,
        endpoint: &Endpoint,
        outbound: &Outbound<'_>,
        mut headers: HeaderMap,
    ) -> Result<Response<Answer>, UpstreamError> {
        let call = outbound.service.call(outbound.operation);
        let unsigned = |reason: String| UpstreamError::Signing { call: call.clone(), reason };
        let target = format!("{}{}", endpoint.address.base_path(), outbound.path_and_query);
        let uri: Uri = target.parse().map_err(|_| unsigned(format!("`{target}` is no path")))?;
        outbound
            .sign(endpoint, &uri, &self.keys, &mut headers)
            .map_err(|error| unsigned(error.to_string()))?;
        let mut request = Request::new(Full::new(outbound.body.clone()));
        *request.method_mut() = outbound.method.clone();
        *request.uri_mut() = uri;
        *request.headers_mut() = headers;
        let exchange =
            Exchange { server: &endpoint.address, call: &call, deadline: outbound.deadline };
        self.exchange(&exchange, request).await
    }

    /// Sends a request as it is. One that is known not to have been sent, because a connection that
    /// waited was closed, goes over the next one.
    async fn exchange(
        &self,
        exchange: &Exchange<'_>,
        mut request: Request<Full<Bytes>>,
    ) -> Result<Response<Answer>, UpstreamError> {
        let Exchange { server, call, .. } = *exchange;
        if let Form::Absolute { authorization } = self.connector.form(server) {
            make_absolute(&mut request, server, authorization);
        }
        loop {
            let waiting = self.pool.take(server);
            let has_waited = waiting.is_some();
            let mut connection = match waiting {
                Some(connection) => connection,
                None => self.connect(exchange).await?,
            };
            if has_waited && connection.ready().await.is_err() {
                continue;
            }
            let limit = self.time_left(exchange)?;
            match timeout(limit, connection.try_send_request(request)).await {
                Ok(Ok(response)) => return Ok(self.answer(response, server, connection)),
                Ok(Err(mut error)) => match error.take_message() {
                    Some(unsent) if has_waited => request = unsent,
                    _ => return Err(broken(call, server, &reason(error.error()))),
                },
                Err(_) => return Err(late(call, server, limit)),
            }
        }
    }

    async fn connect(&self, exchange: &Exchange<'_>) -> Result<Connection, UpstreamError> {
        let Exchange { server, call, .. } = *exchange;
        let limit = self.timeouts.connect;
        let connection = self.connector.connect(server).await;
        connection.map_err(|error| error.of_call(call.to_owned(), server, limit))
    }

    fn answer(
        &self,
        response: Response<hyper::body::Incoming>,
        server: &Address,
        connection: Connection,
    ) -> Response<Answer> {
        let lease = Lease { pool: Arc::clone(&self.pool), server: server.clone(), connection };
        response.map(|body| Answer::new(body, self.timeouts.pause, lease))
    }

    /// How long an answer may be waited for; at the deadline nothing is sent any more.
    fn time_left(&self, exchange: &Exchange<'_>) -> Result<Duration, UpstreamError> {
        let Exchange { server, call, deadline } = *exchange;
        let limit = self.timeouts.first_byte;
        let left = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
        match left.map_or(limit, |left| left.min(limit)) {
            Duration::ZERO => Err(UpstreamError::Unreachable {
                call: call.to_owned(),
                address: server.host_and_port(),
                reason: "what came before took all the time that there is for a call".to_owned(),
            }),
            limit => Ok(limit),
        }
    }

    /// Reads an answer whole; at most `limit` bytes.
    pub(crate) async fn read_whole(
        &self,
        outbound: &Outbound<'_>,
        answer: Response<Answer>,
        limit: usize,
    ) -> Result<Response<Bytes>, UpstreamError> {
        let call = outbound.service.call(outbound.operation);
        let address = || match self.endpoints.of(outbound.service, outbound.region) {
            Ok(endpoint) => endpoint.address.host_and_port(),
            Err(_) => outbound.service.signing_name().to_owned(),
        };
        let whole = read_whole(answer, limit).await;
        whole.map_err(|error| unread(error, &call, address(), limit))
    }
}

/// Why an answer was not read whole, as the outcome of a call.
fn unread(error: ReadError, call: &str, address: String, limit: usize) -> UpstreamError {
    let call = call.to_owned();
    match error {
        ReadError::Broken(reason) => UpstreamError::Broken { call, address, reason },
        ReadError::TooLong => UpstreamError::TooLong { call, limit },
    }
}

/// The form of a request to a proxy.
fn make_absolute(
    request: &mut Request<Full<Bytes>>,
    server: &Address,
    authorization: Option<HeaderValue>,
) {
    let url = format!("http://{}{}", server.host_header(), request.uri());
    if let Ok(uri) = url.parse() {
        *request.uri_mut() = uri;
    }
    if let Some(authorization) = authorization {
        request.headers_mut().insert(header::PROXY_AUTHORIZATION, authorization);
    }
}

fn late(call: &str, server: &Address, limit: Duration) -> UpstreamError {
    UpstreamError::Late {
        call: call.to_owned(),
        address: server.host_and_port(),
        seconds: limit.as_secs(),
    }
}

fn broken(call: &str, server: &Address, reason: &str) -> UpstreamError {
    let [call, reason] = [call, reason].map(str::to_owned);
    UpstreamError::Broken { call, address: server.host_and_port(), reason }
}

/// What went wrong, and what was behind it.
fn reason(error: &hyper::Error) -> String {
    use std::error::Error as _;
    match error.source() {
        Some(source) => format!("{error}: {source}"),
        None => error.to_string(),
    }
}

impl std::fmt::Debug for Upstream {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Upstream")
            .field("endpoints", &self.endpoints)
            .field("timeouts", &self.timeouts)
            .finish_non_exhaustive()
    }
}
