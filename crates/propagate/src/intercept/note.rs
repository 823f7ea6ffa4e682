//! What is remembered of a call until its answer is there.

use entail_policy::arn::Arn;

use crate::{
    journal::Event,
    required::RequiredBoundary,
    state::{InjectedPrincipal, InjectedTemplate, PrincipalKind},
    template::Placement,
};

/// What is remembered of a call until its answer is there. It counts when the call succeeds.
#[derive(Debug, Default)]
pub struct Note {
    /// What is told then.
    pub(super) events: Vec<Event>,
    /// Whom the call makes or changes: told if AWS refuses, or looked at.
    pub(super) subject: Option<Subject>,
    /// What the subject is called from then on.
    pub(super) renamed: Option<String>,
    /// What the state file keeps then.
    pub(super) keep: Option<Keep>,
    /// What the answer is looked at for.
    pub(super) look: Look,
}

impl Note {
    /// One that only looks at the answer.
    pub(super) fn looking(look: Look) -> Self {
        Self { look, ..Self::default() }
    }
}

/// A role or user that a call makes or changes.
#[derive(Debug)]
pub(super) struct Subject {
    pub(super) kind: PrincipalKind,
    pub(super) name: String,
    /// The boundary that it is looked at for once it is changed; none where events tell.
    pub(super) changed: Option<RequiredBoundary>,
}

/// A change of what is known to have been injected.
#[derive(Debug)]
pub(super) enum Keep {
    /// A principal was given a boundary. Its id is in the answer where it was created.
    Principal(PrincipalKind, String, InjectedPrincipal),
    /// A principal is gone, or its boundary is what somebody wrote.
    ForgetPrincipal(PrincipalKind, String),
    /// A user has another name.
    Renamed(String, String),
    /// Templates were sent for stacks.
    Templates(Vec<(String, Vec<InjectedTemplate>)>),
    /// A stack is gone.
    ForgetStack(String),
    /// A resource of Cloud Control is made or changed; what it is called is in the answer.
    Resource(Vec<Placement>),
    /// A resource of Cloud Control is gone: its type and identifier.
    ForgetResource(String, String),
}

/// What an answer is looked at for.
#[derive(Debug, Default)]
pub(super) enum Look {
    /// Nothing.
    #[default]
    Nothing,
    /// Roles and users, to mask them.
    Principals,
    /// A role that AWS made from a template of its own, which has to carry this boundary.
    RoleFromTemplate(Arn),
    /// The template of a stack, to mask it.
    Template(String, Stage),
    /// The ARN of a change set that was made; its name with the stack's is known.
    ChangeSet(String),
    /// Properties in Cloud Control's answers, to mask them.
    Properties,
    /// Credentials that are given out.
    Credentials,
}

/// Which template of a stack an answer shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// The one that was submitted, as it was.
    Original,
    /// What `CloudFormation` made of it.
    Processed,
}
