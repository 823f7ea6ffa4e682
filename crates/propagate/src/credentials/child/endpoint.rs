//! A credentials endpoint on loopback, as containers have it.
//!
//! Only who has the token is answered. The token is random, and only the child is told of it.
//!
//! AWS: <https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html>

use std::{convert::Infallible, net::Ipv4Addr, sync::Arc, time::Duration};

use entail_wire::{secret::Secret, sigv4::sha256};
use http::{HeaderMap, Method, Request, Response, StatusCode, header};
use http_body_util::Full;
use hyper::{
    body::{Bytes, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::{TokioIo, TokioTimer};
use ring::rand::{SecureRandom as _, SystemRandom};
use serde_json::json;
use tokio::{
    net::{TcpListener, TcpStream},
    task::{JoinHandle, JoinSet},
    time::sleep,
};

use crate::{
    credentials::{CredentialsError, Keyring},
    limits::{CREDENTIALS_ENDPOINT_CONNECTIONS_MAX, CREDENTIALS_ENDPOINT_HEAD_SECONDS_MAX},
};

const PATH: &str = "/credentials";
const TOKEN_BYTES: usize = 32;

/// How long it waits after the system refused a connection.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Serves the run's credentials until it is dropped.
#[derive(Debug)]
pub(super) struct Endpoint {
    port: u16,
    token: Secret,
    serving: JoinHandle<()>,
}

impl Endpoint {
    pub(super) async fn open(keyring: Arc<Keyring>) -> Result<Self, CredentialsError> {
        let failed = |reason: String| {
            CredentialsError::Settings(format!("no credentials endpoint for the command: {reason}"))
        };
        let token = token().ok_or_else(|| failed("the system gives no random bytes".to_owned()))?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await;
        let listener = listener.map_err(|error| failed(error.to_string()))?;
        let address = listener.local_addr().map_err(|error| failed(error.to_string()))?;
        let giver = Arc::new(Giver { keyring, token: token.clone() });
        let serving = tokio::spawn(serve(listener, giver));
        Ok(Self { port: address.port(), token, serving })
    }

    pub(super) fn url(&self) -> String {
        format!("http://127.0.0.1:{}{PATH}", self.port)
    }

    pub(super) const fn token(&self) -> &Secret {
        &self.token
    }
}

impl Drop for Endpoint {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

fn token() -> Option<Secret> {
    let mut bytes = [0; TOKEN_BYTES];
    SystemRandom::new().fill(&mut bytes).ok()?;
    Some(Secret::new(sha256(&bytes)))
}

struct Giver {
    keyring: Arc<Keyring>,
    token: Secret,
}

/// Connections beyond the limit are closed. All end when the task ends.
async fn serve(listener: TcpListener, giver: Arc<Giver>) {
    let mut connections = JoinSet::new();
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // No file descriptors left, say: the child asks again.
            sleep(ACCEPT_PAUSE).await;
            continue;
        };
        while connections.try_join_next().is_some() {}
        if connections.len() < CREDENTIALS_ENDPOINT_CONNECTIONS_MAX {
            connections.spawn(exchange(stream, Arc::clone(&giver)));
        }
    }
}

async fn exchange(stream: TcpStream, giver: Arc<Giver>) {
    let answer = service_fn(move |request: Request<Incoming>| {
        let giver = Arc::clone(&giver);
        async move {
            let (parts, _) = request.into_parts();
            Ok::<_, Infallible>(giver.answer(&parts.method, parts.uri.path(), &parts.headers).await)
        }
    });
    let head = Duration::from_secs(CREDENTIALS_ENDPOINT_HEAD_SECONDS_MAX);
    // A client that breaks off has nobody to tell.
    let _ = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(head)
        .serve_connection(TokioIo::new(stream), answer)
        .await;
}

impl Giver {
    async fn answer(
        &self,
        method: &Method,
        path: &str,
        headers: &HeaderMap,
    ) -> Response<Full<Bytes>> {
        if method != Method::GET || path != PATH {
            return error(StatusCode::NOT_FOUND, "there is nothing here");
        }
        if !self.knows(headers) {
            return error(StatusCode::UNAUTHORIZED, "the token is not the one of this run");
        }
        match self.keyring.of_run().await {
            Ok(run) => {
                let credentials = &run.credentials;
                let token = credentials.session_token.as_ref().map(Secret::expose);
                let expires =
                    run.expires.map(|expires| expires.strftime("%Y-%m-%dT%H:%M:%SZ").to_string());
                let body = json!({
                    "AccessKeyId": credentials.access_key_id,
                    "SecretAccessKey": credentials.secret_access_key.expose(),
                    "Token": token,
                    "Expiration": expires,
                });
                respond(StatusCode::OK, body.to_string())
            }
            Err(reason) => error(StatusCode::INTERNAL_SERVER_ERROR, &reason.to_string()),
        }
    }

    /// Compares hashes, so that the time it takes says nothing of the token; and reads no request of
    /// a page in a browser, which says where it is from.
    fn knows(&self, headers: &HeaderMap) -> bool {
        let sent = headers.get(header::AUTHORIZATION).map(|value| sha256(value.as_bytes()));
        sent == Some(sha256(self.token.expose().as_bytes()))
            && !headers.contains_key(header::ORIGIN)
    }
}

fn error(status: StatusCode, message: &str) -> Response<Full<Bytes>> {
    respond(status, json!({ "code": "CredentialsError", "message": message }).to_string())
}

fn respond(status: StatusCode, body: String) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(body)));
    *response.status_mut() = status;
    let json = http::HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    response
}
