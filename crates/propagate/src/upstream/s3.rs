//! Objects of S3: templates are read from there and written there.

mod url;

use entail_wire::sigv4::Credentials;
use http::{HeaderMap, HeaderValue, Method, Response, header};
use hyper::body::Bytes;
use jiff::Timestamp;

pub(super) use self::url::ObjectUrl;
use super::{Outbound, Upstream, UpstreamError, query::USER_AGENT, refusal::Refusal};
use crate::{
    endpoints::{Endpoint, Service},
    limits::{ERROR_ANSWER_BYTES_MAX, TEMPLATE_BYTES_MAX},
};

/// The header in which S3 says where a bucket is.
const BUCKET_REGION: &str = "x-amz-bucket-region";

/// The region of whoever names none.
const REGION_DEFAULT: &str = "us-east-1";

/// A request for an object.
struct ObjectRequest<'a> {
    operation: &'static str,
    method: Method,
    body: Bytes,
    credentials: &'a Credentials,
    /// The longest answer that is read.
    answer_max: usize,
}

/// See [`Upstream::s3_get`].
pub(super) async fn get(
    upstream: &Upstream,
    url: &str,
    credentials: &Credentials,
) -> Result<Bytes, UpstreamError> {
    let request = ObjectRequest {
        operation: "GetObject",
        method: Method::GET,
        body: Bytes::new(),
        credentials,
        answer_max: TEMPLATE_BYTES_MAX,
    };
    request.perform(upstream, url).await
}

/// See [`Upstream::s3_put`].
pub(super) async fn put(
    upstream: &Upstream,
    url: &str,
    body: Bytes,
    credentials: &Credentials,
) -> Result<(), UpstreamError> {
    let request = ObjectRequest {
        operation: "PutObject",
        method: Method::PUT,
        body,
        credentials,
        answer_max: ERROR_ANSWER_BYTES_MAX,
    };
    request.perform(upstream, url).await.map(drop)
}

impl ObjectRequest<'_> {
    /// Sends it to where the bucket is: S3 says so when it is asked in the wrong region, and has
    /// carried nothing out then.
    async fn perform(&self, upstream: &Upstream, url: &str) -> Result<Bytes, UpstreamError> {
        let object = ObjectUrl::parse(url, upstream.endpoints())
            .ok_or_else(|| UpstreamError::Address(shown(url)))?;
        let region = object.region().unwrap_or(REGION_DEFAULT).to_owned();
        let answer = self.send(upstream, &object, &region).await?;
        match elsewhere(&answer, &region) {
            Some(actual) if !object.is_presigned() => {
                let object =
                    object.in_region(&actual).ok_or_else(|| UpstreamError::Address(shown(url)))?;
                self.outcome(self.send(upstream, &object, &actual).await?)
            }
            _ => self.outcome(answer),
        }
    }

    async fn send(
        &self,
        upstream: &Upstream,
        object: &ObjectUrl,
        region: &str,
    ) -> Result<Response<Bytes>, UpstreamError> {
        let mut headers = HeaderMap::new();
        headers.insert(header::USER_AGENT, HeaderValue::from_static(USER_AGENT));
        let credentials = (!object.is_presigned()).then_some(self.credentials);
        let outbound = Outbound {
            service: Service::S3,
            operation: self.operation,
            region,
            credentials,
            time: Timestamp::now(),
            deadline: None,
            method: self.method.clone(),
            path_and_query: object.path_and_query(),
            body: self.body.clone(),
            payload_hash: None,
        };
        let endpoint =
            Endpoint { address: object.address().clone(), signing_region: region.to_owned() };
        let answer = upstream.send_to(&endpoint, &outbound, headers).await?;
        let is_success = answer.status().is_success();
        let limit = if is_success { self.answer_max } else { ERROR_ANSWER_BYTES_MAX };
        upstream.read_whole(&outbound, answer, limit).await
    }

    fn outcome(&self, answer: Response<Bytes>) -> Result<Bytes, UpstreamError> {
        if answer.status().is_success() {
            return Ok(answer.into_body());
        }
        let Refusal { code, message } = Refusal::read(&answer);
        let call = Service::S3.call(self.operation);
        Err(UpstreamError::Refused { call, status: answer.status().as_u16(), code, message })
    }
}

/// The region that S3 says the bucket is in, when that is the reason why it refused.
///
/// AWS: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/Redirects.html>
fn elsewhere(answer: &Response<Bytes>, asked: &str) -> Option<String> {
    let is_redirect = matches!(answer.status().as_u16(), 301 | 307 | 400);
    let region = answer.headers().get(BUCKET_REGION)?.to_str().ok()?;
    (is_redirect && region != asked).then(|| region.to_owned())
}

/// A URL for messages: what follows the path may be a signature.
fn shown(url: &str) -> String {
    url.split('?').next().unwrap_or_default().to_owned()
}
