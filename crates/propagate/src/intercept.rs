//! What happens to a call between the client and AWS.
//!
//! The proxy reads a call, checks its signature and asks what to send; then it signs anew. What it
//! is told to look at on the way back it reads whole; everything else streams through.

use entail_wire::sigv4::Credentials;
use http::{HeaderMap, Method, Response, Uri};
use hyper::body::Bytes;

/// A service that the proxy stands before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fronted {
    /// IAM.
    Iam,
    /// STS.
    Sts,
    /// `CloudFormation`.
    CloudFormation,
    /// Cloud Control.
    CloudControl,
}

/// A call whose signature was checked.
#[derive(Clone, Debug)]
pub struct Call {
    /// The service that it was sent to.
    pub service: Fronted,
    /// The operation, as `CreateRole`; empty where the request names none.
    pub operation: String,
    /// The region that it was signed for.
    pub region: String,
    /// Whose call it is; it is signed anew with these.
    pub credentials: Credentials,
    /// The method.
    pub method: Method,
    /// Path and query as the client sent them.
    pub uri: Uri,
    /// The headers as the client sent them.
    pub headers: HeaderMap,
    /// The body as the client sent it, or as it was changed.
    pub body: Bytes,
}

/// What becomes of a call.
#[derive(Debug)]
pub enum Outgoing<Note> {
    /// It is sent as it is, and the answer streams through.
    Pass,
    /// It is sent with this body, and the answer is shown again with the note.
    Send {
        /// The body.
        body: Bytes,
        /// What to remember for the answer.
        note: Note,
    },
    /// It is not sent; the client gets this answer.
    Answer(Response<Bytes>),
}
