//! What was done during a run, as it happens. Reports, the progress line and the log are made from it.

mod log;

use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicUsize, Ordering},
};

use serde::Serialize;

use crate::template::How;

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
    /// Something the user should know.
    Warning(String),
    /// A call that was refused here, with what was answered to the client.
    Refused {
        /// The call.
        call: String,
        /// What was wrong and what to do.
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

/// Where a principal stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum Place {
    /// In a call of its own.
    Call {
        /// The call, as `iam:CreateRole`.
        call: String,
    },
    /// In a template.
    Template {
        /// The stack's or stack set's name; none offline.
        stack: Option<String>,
        /// The region that the call is for; none offline.
        region: Option<String>,
        /// The template's file or URL, where known.
        file: Option<String>,
        /// The line, from 1.
        line: usize,
    },
}

/// Keeps events in order, and tells a listener of each. Calls are only counted: a proxy may run for
/// long.
#[derive(Default)]
pub struct Journal {
    events: Mutex<Vec<Event>>,
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
        self.events.lock().unwrap_or_else(PoisonError::into_inner).push(event);
    }

    /// Whether anything like this has happened so far.
    pub fn any(&self, is_like: impl FnMut(&Event) -> bool) -> bool {
        let events = self.events.lock().unwrap_or_else(PoisonError::into_inner);
        events.iter().any(is_like)
    }

    /// How many calls have passed so far.
    pub fn calls(&self) -> usize {
        self.calls.load(Ordering::Relaxed)
    }

    /// Everything so far, but for calls.
    pub fn events(&self) -> Vec<Event> {
        self.events.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl std::fmt::Debug for Journal {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Journal").field("events", &self.events).finish_non_exhaustive()
    }
}
