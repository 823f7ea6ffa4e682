//! Authorisation of the control plane's own requests: the operation's questions through the one
//! `decide`, then the lineage gates, and only then a [`Permit`].

use std::cell::RefCell;

use entail_engine::{
    Context, Decision, PolicySet, Request, Silent, Value, decide, denial_message,
    gate_denial_message,
};
use entail_lineage::{
    SessionLineage, Standing,
    gates::{
        pass::{self, Passed},
        write,
    },
    lifecycle::Note,
};
use entail_store::{Records, Transaction};
use entail_wire::{error::ErrorCode, service::Service, shapes::Request as _};

use crate::{
    caller_policies, condition_keys, context::RequestContext, control_error::ControlError,
    lineage_keys, lineage_world::LineageWorld, operation::Operation, respond,
    session_token::SessionKind,
};

/// The permission to hand a role to a service. It is no operation: those that hand one over ask it.
///
/// AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html>
pub(crate) const PASS_ROLE: &str = "iam:PassRole";

/// One question that must be allowed before an operation runs.
#[derive(Debug, Clone)]
pub struct Question {
    action: &'static str,
    resource: String,
    keys: Vec<(String, Value)>,
    resource_policy: Option<ResourcePolicy>,
}

/// The policy of the resource that a question is about.
#[derive(Debug, Clone)]
struct ResourcePolicy {
    name: String,
    text: String,
}

impl Question {
    /// May the caller do `action` on the resource with this ARN (`*` where it has none)?
    pub fn new(action: &'static str, resource: impl Into<String>) -> Self {
        Self { action, resource: resource.into(), keys: Vec::new(), resource_policy: None }
    }

    /// The same question about another resource: what a rename would make of this one.
    #[must_use]
    pub fn about(mut self, resource: impl Into<String>) -> Self {
        self.resource = resource.into();
        self
    }

    /// Adds a condition key with one value.
    #[must_use]
    pub fn with(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.keys.push((key.into(), Value::Single(value.into())));
        self
    }

    /// Adds a condition key with a value, where there is one.
    #[must_use]
    pub fn with_optional(self, key: impl Into<String>, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.with(key, value),
            None => self,
        }
    }

    /// Adds a multivalued condition key; an empty set leaves the key absent.
    #[must_use]
    pub fn with_set(mut self, key: impl Into<String>, values: Vec<String>) -> Self {
        if !values.is_empty() {
            self.keys.push((key.into(), Value::Multi(values)));
        }
        self
    }

    /// Adds `aws:ResourceTag/K` and `iam:ResourceTag/K` for each tag of the resource.
    #[must_use]
    pub fn with_resource_tags<'a>(
        mut self,
        tags: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Self {
        for (key, value) in tags {
            for prefix in ["aws:ResourceTag", "iam:ResourceTag"] {
                self.keys.push((format!("{prefix}/{key}"), Value::Single(value.to_owned())));
            }
        }
        self
    }

    /// Adds `aws:RequestTag/K` for each tag in the request, and `aws:TagKeys`.
    #[must_use]
    pub fn with_request_tags<'a>(
        mut self,
        tags: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Self {
        let mut names = Vec::new();
        for (key, value) in tags {
            self.keys.push((format!("aws:RequestTag/{key}"), Value::Single(value.to_owned())));
            names.push(key.to_owned());
        }
        self.with_set("aws:TagKeys", names)
    }

    /// Gives the question the policy of its resource.
    #[must_use]
    pub fn with_resource_policy(
        mut self,
        name: impl Into<String>,
        text: impl Into<String>,
    ) -> Self {
        self.resource_policy = Some(ResourcePolicy { name: name.into(), text: text.into() });
        self
    }
}

/// The proof that an operation's questions and gates were passed. Made only here.
#[derive(Debug)]
pub struct Permit<'a> {
    context: &'a RequestContext<'a>,
    standing: Standing<'a>,
    first_question: Option<Question>,
    passed: Option<Passed>,
    notes: RefCell<Vec<Note>>,
    obtained: RefCell<Option<SessionLineage>>,
}

impl<'a> Permit<'a> {
    /// The request's context.
    pub const fn context(&self) -> &'a RequestContext<'a> {
        self.context
    }

    /// The caller's session with its seals, as they are on this revision.
    pub const fn standing(&self) -> &Standing<'a> {
        &self.standing
    }

    /// What the pass gate knows of the role that is handed over, where one is.
    pub(crate) const fn passed(&self) -> Option<&Passed> {
        self.passed.as_ref()
    }

    /// Adds remarks of the lineage to the answer.
    pub(crate) fn note(&self, notes: &[Note]) {
        self.notes.borrow_mut().extend_from_slice(notes);
    }

    /// Tells the audit trail which session was obtained.
    pub(crate) fn obtain(&self, session: &SessionLineage) {
        self.obtained.replace(Some(session.clone()));
    }

    /// The remarks, and the session that was obtained.
    pub(crate) fn into_remarks(self) -> (Vec<Note>, Option<SessionLineage>) {
        (self.notes.into_inner(), self.obtained.into_inner())
    }

    /// Completes the text of a refusal: a gate's with what was asked, any other with ARNs in place of
    /// ids. Before there is a permit nothing is named that the request does not name itself.
    pub(crate) fn complete(&self, error: ControlError, view: &impl Records) -> ControlError {
        let error = respond::with_names(error, self.context.account(), view);
        complete(error, self.context, self.first_question.as_ref())
    }
}

/// Asks every question of the operation, then its gates.
pub(crate) fn authorize<'a, O: Operation>(
    input: &O::Input,
    context: &'a RequestContext<'a>,
    view: &Transaction,
) -> Result<Permit<'a>, ControlError> {
    refuse_unsuitable_credentials::<O>(context)?;
    let world = LineageWorld::new(view, context.account(), context.now());
    let standing = Standing::read(&world, &context.session)?;
    let policies = caller_policies::assemble(context, view, &standing)?;
    let mut keys = condition_keys::of_request(context, O::Input::SERVICE);
    lineage_keys::add_session(&mut keys, &standing, context.account(), &view.covered())?;
    let questions = O::questions(input, context, &standing, view)?;
    for question in &questions {
        ask(question, context, &keys, &policies)?;
    }
    let passing = questions.iter().find(|question| question.action == PASS_ROLE).cloned();
    let first_question = questions.into_iter().next();
    for gate in O::gates(input, context, view)? {
        write::check(&world, &standing, &gate).map_err(|refused| {
            complete(ControlError::from(refused), context, first_question.as_ref())
        })?;
    }
    let passed = O::passed_role(input, context, view)?
        .map(|role| pass::check(&world, &standing, &role))
        .transpose()
        .map_err(|refused| complete(ControlError::from(refused), context, passing.as_ref()))?;
    Ok(Permit {
        context,
        standing,
        first_question,
        passed,
        notes: RefCell::default(),
        obtained: RefCell::default(),
    })
}

/// What a request of somebody else would come to. It opens nothing: only the questions of an
/// operation lead to a [`Permit`].
pub(crate) fn would_be_allowed(request: &Request, policies: &PolicySet) -> bool {
    decide(request, policies, &mut Silent).is_allowed()
}

/// AWS's denial texts name the principal, the action and the resource; a gate's refusal knows none
/// of them.
fn complete(
    error: ControlError,
    context: &RequestContext<'_>,
    question: Option<&Question>,
) -> ControlError {
    match question {
        Some(question) if error.denied_by == Some(respond::GATE) => {
            let principal = context.caller.principal();
            let request = Request::new(principal, question.action, question.resource.clone());
            ControlError { public: gate_denial_message(&request), ..error }
        }
        _ => error,
    }
}

fn ask(
    question: &Question,
    context: &RequestContext<'_>,
    keys: &Context,
    policies: &PolicySet,
) -> Result<(), ControlError> {
    let request = request_of(question, context, keys.clone());
    let with_resource = question.resource_policy.as_ref().map(|policy| PolicySet {
        resource: Some(context.services.policies.compiled(&policy.name, &policy.text)),
        ..policies.clone()
    });
    let decision = decide(&request, with_resource.as_ref().unwrap_or(policies), &mut Silent);
    if decision.is_allowed() { Ok(()) } else { Err(denial(&request, &decision)) }
}

fn denial(request: &Request, decision: &Decision<'_>) -> ControlError {
    let mut error =
        ControlError::denied(decision.layer.as_str(), denial_message(request, decision));
    error.internal = decision.statement.as_ref().map(ToString::to_string);
    error
}

fn request_of(question: &Question, context: &RequestContext<'_>, mut keys: Context) -> Request {
    for (key, value) in &question.keys {
        keys.insert(key, value.clone());
    }
    let mut request =
        Request::new(context.caller.principal(), question.action, question.resource.clone());
    request.context = keys;
    request.fill_in_principal_keys();
    request
}

/// What credentials of `GetFederationToken` and `GetSessionToken` can't be used for.
///
/// AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_request.html>
fn refuse_unsuitable_credentials<O: Operation>(
    context: &RequestContext<'_>,
) -> Result<(), ControlError> {
    let Some(session) = context.caller.session() else { return Ok(()) };
    let (service, operation) = (O::Input::SERVICE, O::Input::OPERATION);
    let usable = match (&session.kind, service) {
        (SessionKind::AssumedRole { .. }, _) => {
            !matches!(operation, "GetSessionToken" | "GetFederationToken")
        }
        // No MFA device can be used here, so that no such session was made with MFA.
        (
            SessionKind::SessionToken | SessionKind::FederatedUser { .. },
            Service::Entail | Service::Iam,
        ) => false,
        (SessionKind::SessionToken, Service::Sts) => {
            matches!(operation, "AssumeRole" | "GetCallerIdentity")
        }
        (SessionKind::FederatedUser { .. }, Service::Sts) => operation == "GetCallerIdentity",
    };
    if usable {
        return Ok(());
    }
    Err(match service {
        Service::Entail | Service::Iam => ControlError::new(
            ErrorCode::InvalidClientTokenId,
            "The security token included in the request is invalid",
        ),
        Service::Sts => ControlError::denied(
            "credentials",
            format!("Cannot call {operation} with session credentials"),
        ),
    })
}
