//! What can happen to calls between the two ends.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

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

    async fn unanswered(&self, _: &Call, (): ()) {}
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

    async fn unanswered(&self, _: &Call, _: String) {}
}

/// Writes down what becomes of calls.
#[derive(Clone, Default)]
pub(crate) struct Hearing(Arc<Mutex<Vec<String>>>);

impl Hearing {
    /// What became of the calls so far, once it is at least this many.
    pub(crate) async fn heard(&self, count: usize) -> Vec<String> {
        for _ in 0..500 {
            if self.0.lock().unwrap().len() >= count {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        self.0.lock().unwrap().clone()
    }

    fn hear(&self, call: &Call, what: &str) {
        self.0.lock().unwrap().push(format!("{} {what}", call.operation));
    }
}

impl Intercept for Hearing {
    type Note = ();

    async fn outgoing(&self, call: &Call) -> Outgoing<()> {
        Outgoing::Send { body: call.body.clone(), note: () }
    }

    async fn incoming(&self, call: &Call, (): (), answer: Response<Bytes>) -> Response<Bytes> {
        self.hear(call, &format!("answered with {}", answer.status().as_u16()));
        answer
    }

    async fn unanswered(&self, call: &Call, (): ()) {
        self.hear(call, "not answered");
    }
}

/// Takes its time before a call is sent.
pub(crate) struct Asking(pub(crate) Duration);

impl Intercept for Asking {
    type Note = ();

    async fn outgoing(&self, call: &Call) -> Outgoing<()> {
        tokio::time::sleep(self.0).await;
        Outgoing::Send { body: call.body.clone(), note: () }
    }

    async fn incoming(&self, _: &Call, (): (), answer: Response<Bytes>) -> Response<Bytes> {
        answer
    }

    async fn unanswered(&self, _: &Call, (): ()) {}
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

    async fn unanswered(&self, _: &Call, (): ()) {}
}
