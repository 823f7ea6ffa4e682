//! One exchange with an endpoint of this machine or its host: in the clear, through no proxy, soon.

use std::time::Duration;

use http::{HeaderName, HeaderValue, Method, Request, Uri};
use http_body_util::{BodyExt as _, Empty, Limited};
use hyper::body::Bytes;
use hyper_util::rt::TokioIo;
use tokio::{net::TcpStream, time::timeout};
use zeroize::Zeroizing;

use crate::limits::CACHED_CREDENTIALS_BYTES_MAX;

/// What was answered.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) text: Zeroizing<String>,
}

/// Why there was no answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum ExchangeError {
    /// Nobody is there.
    #[error("`{address}` can't be reached: {reason}")]
    Unreachable { address: String, reason: String },
    /// Somebody is, and the exchange went wrong.
    #[error("{0}")]
    Broken(String),
}

/// Sends a request without a body and reads the whole answer.
pub(super) async fn exchange(
    method: Method,
    uri: &Uri,
    headers: &[(&'static str, &str)],
    within: Duration,
) -> Result<Answer, ExchangeError> {
    let broken = |reason: String| ExchangeError::Broken(reason);
    let host = uri.host().unwrap_or_default();
    let port = uri.port_u16().unwrap_or(80);
    let address = format!("{host}:{port}");
    let unreachable =
        |reason: String| ExchangeError::Unreachable { address: address.clone(), reason };
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    let mut request = Request::builder().method(method).uri(path);
    request = request.header(http::header::HOST, &address);
    for (name, value) in headers {
        // What is wrong with a secret is not said: that would show it.
        let value = HeaderValue::from_str(value)
            .map_err(|_| broken(format!("the value of `{name}` is none of a header")))?;
        request = request.header(HeaderName::from_static(name), value);
    }
    let request = request
        .body(Empty::<Bytes>::new())
        .map_err(|error| broken(format!("`{uri}` can't be asked: {error}")))?;
    let late = |_| unreachable(format!("no answer within {} seconds", within.as_secs()));
    let answer = timeout(within, async {
        let name = host.trim_start_matches('[').trim_end_matches(']');
        let stream = TcpStream::connect((name, port)).await;
        send(stream.map_err(|error| unreachable(error.to_string()))?, request).await
    });
    answer.await.map_err(late)?
}

async fn send(stream: TcpStream, request: Request<Empty<Bytes>>) -> Result<Answer, ExchangeError> {
    let broken = |error: hyper::Error| ExchangeError::Broken(error.to_string());
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(broken)?;
    // What goes wrong on the connection shows in the exchange itself.
    let driver = tokio::spawn(connection);
    let answer = sender.send_request(request).await.map_err(broken);
    let answer = match answer {
        Ok(answer) => answer,
        Err(error) => {
            driver.abort();
            return Err(error);
        }
    };
    let status = answer.status().as_u16();
    let longest = usize::try_from(CACHED_CREDENTIALS_BYTES_MAX).unwrap_or(usize::MAX);
    let body = Limited::new(answer.into_body(), longest).collect().await;
    driver.abort();
    let body = body.map_err(|error| ExchangeError::Broken(error.to_string()))?.to_bytes();
    let text = String::from_utf8(body.into())
        .map_err(|_| ExchangeError::Broken("the answer is no text".to_owned()))?;
    Ok(Answer { status, text: Zeroizing::new(text) })
}
