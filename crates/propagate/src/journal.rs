//! What was done during a run, as it happens. Reports, the progress line and the log are made from it.

mod kept;
mod log;

use std::sync::{
    Mutex, MutexGuard, PoisonError,
    atomic::{AtomicUsize, Ordering},
};

use serde::Serialize;

use crate::template::How;
use kept::Kept;

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// The boundary that is passed on was found, or another one for an execution role.
    Required {
        /// Whose creations carry it: a principal's ARN, or `this run`.
        of: String,
        /// The boundary's ARN.
        boundary: String,
        /// Why it is this one.
        because: String,
    },
    /// No boundary is passed on.
    NothingRequired {
        /// Where was looked, and what was found there.
        because: String,
    },
    /// A principal was created or changed and carries the boundary.
    Bounded(Bounded),
    /// A principal, or something that makes principals, is not bounded.
    Unbounded(NotBounded),
    /// A principal that was there was changed, and whether it is bounded could not be seen.
    Unseen(NotBounded),
    /// A principal that AWS refused to create or to change.
    Denied(Denied),
    /// A principal was deleted: what was told of it is of no matter any more.
    Gone {
        /// Its type.
        kind: String,
        /// Its name.
        name: String,
        /// Where it stood.
        place: Place,
    },
    /// Something the user should know.
    Warning(String),
    /// A call that was refused here, with what was answered to the client.
    Refused {
        /// The call.
        call: String,
        /// What was wrong and what to do.
        message: String,
    },
    /// A call that was sent and has no answer: whether it was carried out is not known.
    Unanswered {
        /// The call.
        call: String,
        /// Why there is no answer.
        message: String,
    },
    /// A call has passed; for the progress line. It is counted and not kept.
    Call {
        /// The call, as `iam:CreateRole`.
        call: String,
        /// What it is about: a role's or a stack's name.
        target: Option<String>,
    },
}

/// A principal with its boundary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bounded {
    /// `AWS::IAM::Role`, `AWS::IAM::User`, `AWS::Serverless::Function`, ...
    pub kind: String,
    /// Its name, where the call says it, or its logical id.
    pub name: String,
    /// Where it stands.
    pub place: Place,
    /// The boundary's ARN.
    pub boundary: String,
    /// How it came to stand there.
    pub how: How,
}

/// What is not bounded, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotBounded {
    /// Its type.
    pub kind: String,
    /// Its name or logical id.
    pub name: String,
    /// Where it stands.
    pub place: Place,
    /// Why, and what to do about it.
    pub why: String,
}

/// A principal that AWS refused to create or to change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Denied {
    /// Its type.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub place: Place,
    /// AWS's message.
    pub message: String,
}

/// Where a principal stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum Place {
    /// In a call of its own.
    Call {
        /// The call, as `iam:CreateRole`.
        call: String,
        /// The account's id, where known.
        account: Option<String>,
    },
    /// In a template.
    Template {
        /// The stack's or stack set's name; none offline.
        stack: Option<String>,
        /// The id of the account that the call is for; none offline, and where it is not known.
        account: Option<String>,
        /// The region that the call is for; none offline.
        region: Option<String>,
        /// The template's file or URL, where known.
        file: Option<String>,
        /// The line, from 1.
        line: usize,
    },
}

impl Place {
    /// The account's id, where known.
    pub fn account(&self) -> Option<&str> {
        match self {
            Self::Call { account, .. } | Self::Template { account, .. } => account.as_deref(),
        }
    }

    /// The same place, in this account where its own is not known.
    pub(crate) fn in_account_of(mut self, other: &Self) -> Self {
        let (Self::Call { account, .. } | Self::Template { account, .. }) = &mut self;
        if account.is_none() {
            *account = other.account().map(str::to_owned);
        }
        self
    }

    /// The file; none where the template is in S3, or where it came from is not known.
    pub fn file(&self) -> Option<&str> {
        match self {
            Self::Template { file, .. } => file.as_deref().filter(|file| !file.contains("://")),
            Self::Call { .. } => None,
        }
    }
}

/// Keeps events in order, and tells a listener of each. Calls are only counted: a proxy may run for
/// long.
#[derive(Default)]
pub struct Journal {
    kept: Mutex<Kept>,
    calls: AtomicUsize,
    listener: Option<Box<Listener>>,
}

type Listener = dyn Fn(&Event) + Send + Sync;

impl Journal {
    /// A journal that tells this listener of each event.
    pub fn with_listener(listener: impl Fn(&Event) + Send + Sync + 'static) -> Self {
        Self { listener: Some(Box::new(listener)), ..Self::default() }
    }

    /// Keeps an event.
    pub fn add(&self, event: Event) {
        if let Some(listener) = &self.listener {
            listener(&event);
        }
        log::write(&event);
        if matches!(event, Event::Call { .. }) {
            self.calls.fetch_add(1, Ordering::Relaxed);
            return;
        }
        self.kept().add(event);
    }

    /// Whether anything like this has happened so far.
    pub fn any(&self, is_like: impl FnMut(&Event) -> bool) -> bool {
        self.kept().any(is_like)
    }

    /// How many calls have passed so far.
    pub fn calls(&self) -> usize {
        self.calls.load(Ordering::Relaxed)
    }

    /// Everything so far, but for calls, and for the oldest of very many events.
    pub fn events(&self) -> Vec<Event> {
        self.kept().all()
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Journal {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Journal").field("kept", &self.kept).finish_non_exhaustive()
    }
}
