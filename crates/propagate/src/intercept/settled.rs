//! Calls that ask for what stands there already: the boundary is named by a client to which it was
//! hidden, or is no longer named by one that wrote it once.
//!
//! AWS would have the boundary's own policy refuse both, as it refuses every change of boundaries; and
//! Terraform makes them when the line is written into a configuration, or taken out of it.

use http::{HeaderValue, Response, header::CONTENT_TYPE};
use hyper::body::Bytes;

use super::{Call, Interceptor, Masking, Mode, mask::Shown, names::call_name, note::Keep};
use crate::{
    endpoints::Service,
    proxy::refusal::REQUEST_ID,
    required::RequiredBoundary,
    state::{AccountRecord, InjectedPrincipal, PrincipalKind},
};

impl Interceptor {
    /// Answers a call that names the required boundary, when it is the one that was put in and hidden:
    /// from now on it is shown. None where the call has to be sent.
    pub(super) async fn named_at_last(
        &self,
        call: &Call,
        kind: PrincipalKind,
        name: &str,
        required: &RequiredBoundary,
    ) -> Option<Response<Bytes>> {
        let (answer, shown) = self.carries(call, kind, name, required).await?;
        let known = |record: &AccountRecord| record.principal(kind, name).cloned();
        let known = self.parts.state.look_up(&shown.account, known)?;
        if known.id.is_some_and(|id| id != shown.id) {
            return None;
        }
        self.keep(call, Keep::ForgetPrincipal(kind, name.to_owned()), &answer).await;
        Some(done(call))
    }

    /// Answers a call that takes the required boundary off: it stays, as if it had been put in, and is
    /// hidden from now on. None where the call has to be sent.
    pub(super) async fn named_no_more(
        &self,
        call: &Call,
        kind: PrincipalKind,
        name: &str,
        required: &RequiredBoundary,
    ) -> Option<Response<Bytes>> {
        let (answer, shown) = self.carries(call, kind, name, required).await?;
        let boundary = required.arn.to_string();
        let injected = InjectedPrincipal { boundary, original: None, id: Some(shown.id) };
        self.keep(call, Keep::Principal(kind, name.to_owned(), injected), &answer).await;
        self.warn(format!(
            "{} of `{name}` was not sent: what this run changes carries `{}`; a run with `--no-mask` \
             sends it",
            call_name(call),
            required.arn
        ));
        Some(done(call))
    }

    /// The principal as AWS shows it, with the answer, if it carries the required boundary and clients
    /// are not shown what stands on AWS.
    async fn carries(
        &self,
        call: &Call,
        kind: PrincipalKind,
        name: &str,
        required: &RequiredBoundary,
    ) -> Option<(Bytes, Shown)> {
        if self.options.masking == Masking::Open || self.options.mode == Mode::Check {
            return None;
        }
        // Where it can't be read, AWS decides about the call itself.
        let (answer, shown) = self.principal(call, kind, name).await.ok()?;
        let is_required = shown.boundary.as_ref() == Some(&required.arn.to_string());
        (is_required && shown.name == name).then_some((answer, shown))
    }
}

/// The answer of an operation of IAM that succeeded and has nothing to tell.
fn done(call: &Call) -> Response<Bytes> {
    let (operation, namespace) = (&call.operation, Service::from(call.service).namespace());
    let body = format!(
        "<{operation}Response xmlns=\"{namespace}\">\n  <ResponseMetadata>\n    \
         <RequestId>{REQUEST_ID}</RequestId>\n  </ResponseMetadata>\n</{operation}Response>\n"
    );
    let mut answer = Response::new(Bytes::from(body));
    let headers = answer.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/xml"));
    headers.insert("x-amzn-requestid", HeaderValue::from_static(REQUEST_ID));
    answer
}
