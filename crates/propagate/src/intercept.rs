//! What happens to a call between the client and AWS.
//!
//! The proxy reads a call, checks its signature and asks what to send; then it signs anew. What it
//! is told to look at on the way back it reads whole; everything else streams through.

mod keep;
mod late;
mod look;
mod note;
mod required;

mod changed;
mod iam;
mod settled;
mod sts;

mod cloudformation;
mod objects;

mod cloud_control;
mod compared;

mod mask;

pub(crate) mod law;

mod edit;
mod form;
mod json;
mod names;
mod placed;
mod remembered;
mod xml;

use std::{fmt, sync::Arc};

use entail_wire::sigv4::Credentials;
use http::{HeaderMap, HeaderValue, Method, Response, Uri, header::CONTENT_LENGTH};
use hyper::body::Bytes;

use crate::{
    credentials::Keyring,
    find::Finder,
    journal::{Bounded, Event, Journal, NotBounded, Place},
    proxy::{
        Intercept,
        refusal::{Refusal, Shape},
    },
    report::TemplateFiles,
    state::State,
    template::OnConflict,
    upstream::Upstream,
};
use form::Form;
use names::{call_name, kind_name};
use note::{Keep, Look};
use objects::Learned;
use remembered::Remembered;
use sts::GIVES_CREDENTIALS;

pub use note::Note;
pub(crate) use {sts::given, xml::Element};

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
#[derive(Clone)]
pub struct Call {
    /// The service that it was sent to.
    pub service: Fronted,
    /// The operation, as `CreateRole`; empty where the request names none.
    pub operation: String,
    /// The region that it was signed for.
    pub region: String,
    /// Whose call it is; it is signed anew with these.
    pub credentials: Credentials,
    /// The method, as it goes on.
    pub method: Method,
    /// Path and query, as they go on: parameters of Query calls are in the body.
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

/// What the interceptor works with.
#[derive(Clone, Debug)]
pub struct Parts {
    /// Finds the boundary that has to be passed on.
    pub finder: Arc<Finder>,
    /// Where templates are read and written, and questions asked.
    pub upstream: Arc<Upstream>,
    /// Learns the credentials that are given out.
    pub keyring: Arc<Keyring>,
    /// What was injected, in this run and before.
    pub state: Arc<State>,
    /// What is told of this run.
    pub journal: Arc<Journal>,
    /// The files that templates may come from; none names none.
    pub files: Option<TemplateFiles>,
}

/// Looks at every call and every answer, and puts boundaries in and takes them out.
#[derive(Debug)]
pub struct Interceptor {
    parts: Parts,
    options: Options,
    learned: Learned,
    /// Change sets that were made in this run, by ARN, and by account, region and names.
    change_sets: Remembered,
    /// Events that are told once.
    told: Remembered,
    /// Principals of calls of their own that were told.
    told_principals: Remembered,
}

/// What a call becomes, when it is sent: none passes, and its answer streams.
type Decision = Result<Option<Sent>, NotSent>;

/// What the client gets of a call that is not sent.
#[derive(Debug)]
enum NotSent {
    /// Why not.
    Refused(Refusal),
    /// The answer: what it asks for stands there already.
    Settled(Box<Response<Bytes>>),
}

impl From<Refusal> for NotSent {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// A call that is sent, and what is done with its answer.
#[derive(Debug)]
struct Sent {
    body: Bytes,
    note: Note,
}

impl Sent {
    fn as_it_is(call: &Call, note: Note) -> Self {
        Self { body: call.body.clone(), note }
    }
}

/// Without headers and body, which may hold tokens and passwords.
impl fmt::Debug for Call {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Call")
            .field("service", &self.service)
            .field("operation", &self.operation)
            .field("region", &self.region)
            .field("access_key_id", &self.credentials.access_key_id)
            .finish_non_exhaustive()
    }
}

impl Interceptor {
    /// An interceptor.
    pub fn new(parts: Parts, options: Options) -> Self {
        Self {
            parts,
            options,
            learned: Learned::default(),
            change_sets: Remembered::default(),
            told: Remembered::default(),
            told_principals: Remembered::default(),
        }
    }

    /// Decides what is sent for a call.
    pub async fn outgoing(&self, call: &Call) -> Outgoing<Note> {
        self.parts.journal.add(Event::Call { call: call_name(call), target: target(call) });
        let decided = match call.service {
            Fronted::Iam => self.iam(call).await,
            Fronted::Sts => Ok(sts(call)),
            Fronted::CloudFormation => self.cloudformation(call).await,
            Fronted::CloudControl => self.cloud_control(call).await,
        };
        match decided {
            Ok(None) => Outgoing::Pass,
            Ok(Some(Sent { body, note })) => Outgoing::Send { body, note },
            Err(NotSent::Settled(answer)) => Outgoing::Answer(*answer),
            Err(NotSent::Refused(refusal)) => {
                let message = refusal.message.clone();
                self.parts.journal.add(Event::Refused { call: call_name(call), message });
                Outgoing::Answer(refusal.answer(Shape::of(call.service.into())))
            }
        }
    }

    /// Looks at the answer to a call that was sent with a note, and decides what the client gets.
    ///
    /// An error of AWS's reaches the client as it is, and nothing is kept of that call. What AWS refused
    /// to make or change is told.
    pub async fn incoming(
        &self,
        call: &Call,
        note: Note,
        answer: Response<Bytes>,
    ) -> Response<Bytes> {
        let Note { events, mut subject, renamed, keep, look } = note;
        if !answer.status().is_success() {
            if let Some(subject) = subject {
                self.tell_denied(call, subject, &answer);
            }
            return answer;
        }
        for event in events {
            if let Event::Gone { kind, name, .. } = &event {
                self.forget_told(call, kind, name);
            }
            self.parts.journal.add(event);
        }
        if let Some(keep) = keep {
            self.keep(call, keep, answer.body()).await;
        }
        if let Some((subject, new)) = subject.as_mut().zip(renamed) {
            self.forget_told(call, kind_name(subject.kind), &new);
            subject.name = new;
        }
        if let Some(subject) = subject {
            self.tell_changed(call, &subject).await;
        }
        match self.looked_at(call, look, answer.body()).await {
            Some(text) => with_body(answer, text),
            None => answer,
        }
    }

    /// Tells of a call that was sent and has no answer. What stays unbounded if AWS carries it out is
    /// told as if it had, and what would be bounded as not seen. Of what is kept, templates are: they are
    /// found by what they are, so that one that AWS does not have does no harm.
    pub async fn unanswered(&self, call: &Call, note: Note) {
        for event in note.events.into_iter().filter_map(unseen) {
            self.parts.journal.add(event);
        }
        if let Some(keep @ Keep::Templates(..)) = note.keep {
            self.keep(call, keep, &Bytes::new()).await;
        }
    }

    fn tell_once(&self, event: Event) {
        if self.told.insert(format!("{event:?}")) {
            self.parts.journal.add(event);
        }
    }

    /// Where a principal of a call of its own stands.
    fn place_of(&self, call: &Call) -> Place {
        Place::Call { call: call_name(call), account: self.known_account(call) }
    }

    /// The account that a call works in, where that was asked before.
    fn known_account(&self, call: &Call) -> Option<String> {
        Some(self.parts.finder.known_account(&call.credentials)?.id)
    }

    fn warn(&self, text: impl Into<String>) {
        self.tell_once(Event::Warning(text.into()));
    }
}

impl Intercept for Interceptor {
    type Note = Note;

    fn outgoing(&self, call: &Call) -> impl Future<Output = Outgoing<Note>> + Send {
        Self::outgoing(self, call)
    }

    fn incoming(
        &self,
        call: &Call,
        note: Note,
        answer: Response<Bytes>,
    ) -> impl Future<Output = Response<Bytes>> + Send {
        Self::incoming(self, call, note, answer)
    }

    fn unanswered(&self, call: &Call, note: Note) -> impl Future<Output = ()> + Send {
        Self::unanswered(self, call, note)
    }
}

/// What is told of a principal of which nobody knows whether it was made; none of one that may be gone.
fn unseen(event: Event) -> Option<Event> {
    let Bounded { kind, name, place, boundary, .. } = match event {
        Event::Bounded(it) => it,
        Event::Gone { .. } => return None,
        other => return Some(other),
    };
    let why = format!(
        "the call was sent with `{boundary}` and has no answer: look whether it was carried out, or \
         make it again"
    );
    Some(Event::Unseen(NotBounded { kind, name, place, why }))
}

fn sts(call: &Call) -> Option<Sent> {
    let gives = GIVES_CREDENTIALS.contains(&call.operation.as_str());
    gives.then(|| Sent::as_it_is(call, Note::looking(Look::Credentials)))
}

/// What a call is about, for the progress line.
fn target(call: &Call) -> Option<String> {
    const NAMES: [&str; 6] =
        ["RoleName", "UserName", "StackName", "StackSetName", "PolicyName", "GroupName"];
    if call.service == Fronted::CloudControl {
        return None;
    }
    let form = Form::parse(&call.body).ok()?;
    NAMES.iter().find_map(|name| form.get(name).ok().flatten())
}

/// The answer with another body, and a `Content-Length` that is true.
fn with_body(answer: Response<Bytes>, text: String) -> Response<Bytes> {
    let (mut parts, _) = answer.into_parts();
    let body = Bytes::from(text);
    parts.headers.insert(CONTENT_LENGTH, HeaderValue::from(body.len()));
    Response::from_parts(parts, body)
}
