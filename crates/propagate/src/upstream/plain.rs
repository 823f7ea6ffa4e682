//! Requests that are sent as they are: whoever makes them has signed them, or they carry what they are
//! believed for.

use http::{HeaderValue, Request, Response, header};
use http_body_util::Full;
use hyper::body::Bytes;

use super::{Exchange, Upstream, UpstreamError, read_whole, unread};
use crate::{endpoints::Address, limits::ANSWER_BYTES_MAX};

/// See [`Upstream::fetch`].
pub(super) async fn fetch(
    upstream: &Upstream,
    call: &str,
    request: Request<Bytes>,
) -> Result<Response<Bytes>, UpstreamError> {
    let uri = request.uri();
    let nowhere = || UpstreamError::Network(format!("`{uri}` is not the URL of a server"));
    let scheme = uri.scheme_str().ok_or_else(nowhere)?;
    let authority = uri.authority().ok_or_else(nowhere)?;
    let server = Address::parse(&format!("{scheme}://{authority}")).ok_or_else(nowhere)?;
    let path = uri.path_and_query().map_or("/", |path| path.as_str()).parse();
    let host = HeaderValue::from_str(server.host_header());
    let (path, host) = (path.map_err(|_| nowhere())?, host.map_err(|_| nowhere())?);
    let mut request = request.map(Full::new);
    *request.uri_mut() = path;
    request.headers_mut().insert(header::HOST, host);
    let exchange = Exchange { server: &server, call, deadline: None };
    let answer = upstream.exchange(&exchange, request).await?;
    let whole = read_whole(answer, ANSWER_BYTES_MAX).await;
    whole.map_err(|error| unread(error, call, server.host_and_port(), ANSWER_BYTES_MAX))
}
