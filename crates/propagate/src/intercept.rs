//! What happens to a call between the client and AWS.
//!
//! The proxy reads a call, checks its signature and asks what to send; then it signs anew. What it
//! is told to look at on the way back it reads whole; everything else streams through.

use std::sync::Arc;

use entail_wire::sigv4::Credentials;
use http::{HeaderMap, Method, Response, Uri};
use hyper::body::Bytes;

use crate::{journal::Journal, state::State, template::OnConflict};

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

/// How calls are treated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// What to do with a principal that names another boundary.
    pub on_conflict: OnConflict,
    /// What answers show.
    pub masking: Masking,
    /// Whether anything is injected.
    pub mode: Mode,
}

/// What answers show of the boundaries that were injected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Masking {
    /// What the client wrote itself, so that it sees no drift.
    #[default]
    Masked,
    /// Everything, as it stands on AWS.
    Open,
}

/// Whether boundaries are injected or only looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// Boundaries are put in.
    #[default]
    Inject,
    /// Nothing is changed: a call with which everything it creates is bounded is sent as it is,
    /// any other is reported and refused, so that nothing unbounded comes of a check.
    Check,
}

/// What is remembered of a call until its answer is there.
#[derive(Debug)]
pub struct Note(NoteKind);

#[derive(Debug)]
enum NoteKind {}

/// What the interceptor works with.
#[derive(Clone, Debug)]
pub struct Parts {
    /// What was injected, in this run and before.
    pub state: Arc<State>,
    /// What is told of this run.
    pub journal: Arc<Journal>,
}

/// Looks at every call and every answer, and puts boundaries in and takes them out.
#[derive(Debug)]
pub struct Interceptor {
    parts: Parts,
    options: Options,
}

impl Interceptor {
    /// An interceptor.
    pub const fn new(parts: Parts, options: Options) -> Self {
        Self { parts, options }
    }

    /// Decides what is sent for a call.
    #[expect(clippy::unused_async, reason = "the first signature; what it asks upstream follows")]
    pub async fn outgoing(&self, _call: &Call) -> Outgoing<Note> {
        let _ = (&self.parts.journal, self.options);
        Outgoing::Pass
    }

    /// Looks at the answer to a call that was sent with a note, and decides what the client gets.
    #[expect(clippy::unused_async, reason = "the first signature; what it keeps follows")]
    pub async fn incoming(
        &self,
        _call: &Call,
        note: Note,
        _answer: Response<Bytes>,
    ) -> Response<Bytes> {
        match note.0 {}
    }
}
