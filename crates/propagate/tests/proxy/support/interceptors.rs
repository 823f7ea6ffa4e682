//! What can happen to calls between the two ends.

use entail_propagate::{
    intercept::{Call, Outgoing},
    proxy::Intercept,
};
use http::Response;
use hyper::body::Bytes;

/// Everything is sent as it is.
pub(crate) struct Passing;

impl Intercept for Passing {
    type Note = ();

    async fn outgoing(&self, _: &Call) -> Outgoing<()> {
        Outgoing::Pass
    }

    async fn incoming(&self, _: &Call, (): (), answer: Response<Bytes>) -> Response<Bytes> {
        answer
    }
}

/// Adds a parameter to each call, and what it was called with to each answer.
pub(crate) struct Changing;

impl Intercept for Changing {
    type Note = String;

    async fn outgoing(&self, call: &Call) -> Outgoing<String> {
        let mut body = call.body.to_vec();
        body.extend_from_slice(b"&PermissionsBoundary=added");
        let id = &call.credentials.access_key_id;
        let note = format!("{:?} {} {} {id}", call.service, call.operation, call.region);
        Outgoing::Send { body: Bytes::from(body), note }
    }

    async fn incoming(&self, _: &Call, note: String, answer: Response<Bytes>) -> Response<Bytes> {
        let (parts, body) = answer.into_parts();
        let body = format!("{}|{note}", String::from_utf8(body.to_vec()).unwrap());
        Response::from_parts(parts, Bytes::from(body))
    }
}

/// Answers by itself.
pub(crate) struct Refusing;

impl Intercept for Refusing {
    type Note = ();

    async fn outgoing(&self, call: &Call) -> Outgoing<()> {
        let mut answer = Response::new(Bytes::from(format!("no {}", call.operation)));
        *answer.status_mut() = http::StatusCode::FORBIDDEN;
        Outgoing::Answer(answer)
    }

    async fn incoming(&self, _: &Call, (): (), answer: Response<Bytes>) -> Response<Bytes> {
        answer
    }
}
