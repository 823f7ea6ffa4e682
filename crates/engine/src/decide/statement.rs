//! One statement against one request.

use entail_policy::tree::Effect;

use crate::compile::{Statement, Statements};
use crate::condition;
use crate::matching::principal::{Boundary, Reach};
use crate::matching::variables::Variables;
use crate::matching::{action, principal, resource};
use crate::observer::{Compared, Element, Observer};
use crate::request::Principal;
use crate::truth::Truth;

use super::question::Question;

/// Which elements a policy of the layer has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PolicyForm {
    /// A resource and no principal: identity-based policies, boundaries, session policies, SCPs.
    Identity,
    /// A principal; the resource may be left out, as in trust policies.
    Resource,
    /// The same, in the policy of a VPC endpoint.
    Endpoint,
}

/// What the statements of a policy are compared with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scope<'a> {
    pub(super) question: &'a Question<'a>,
    pub(super) variables: Variables<'a>,
    pub(super) form: PolicyForm,
    pub(super) boundary: Boundary,
}

/// What is known of a statement's action before the statement is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ActionElement {
    /// It covers the request's.
    Covers,
    /// Nothing.
    Unknown,
}

/// A statement of a policy that is asked.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) policy: &'a Statements,
    pub(super) number: u16,
    pub(super) statement: &'a Statement,
    pub(super) action: ActionElement,
}

/// Whether the statement matches, and how directly it names the caller.
#[expect(clippy::inline_always, reason = "called once for each statement; a tenth of a decision")]
#[inline(always)]
pub(super) fn evaluate<O: Observer>(
    asked: &Asked<'_>,
    scope: &Scope<'_>,
    observer: &mut O,
) -> (Truth, Reach) {
    let Asked { policy, number, statement, .. } = *asked;
    let sid = statement.sid.map(|sid| policy.pool.text(sid));
    observer.statement(policy.pointer(number), sid, statement.effect);
    let (truth, reach) = compare(asked, scope, observer);
    observer.statement_end(truth);
    (truth, reach)
}

#[expect(clippy::inline_always, reason = "called once for each statement; a tenth of a decision")]
#[inline(always)]
fn compare<O: Observer>(asked: &Asked<'_>, scope: &Scope<'_>, observer: &mut O) -> (Truth, Reach) {
    let Asked { policy, statement, action, .. } = *asked;
    let (mut truth, reach) = compare_principal(policy, statement, scope, observer);
    let is_settled = |truth: Truth| truth == Truth::False && !O::COMPLETE;
    if is_settled(truth) {
        return (truth, reach);
    }
    if action == ActionElement::Unknown {
        truth = truth.and(compare_action(policy, statement, scope, observer));
        if is_settled(truth) {
            return (truth, reach);
        }
    }
    if O::COMPLETE || !statement.covers_every_resource {
        truth = truth.and(compare_resource(policy, statement, scope, observer));
    }
    for condition in policy.conditions(statement) {
        if is_settled(truth) {
            break;
        }
        let holds = condition::evaluate(condition, policy, &scope.variables);
        observer.element(Element::Condition, holds, || {
            condition::describe(condition, policy, &scope.variables)
        });
        truth = truth.and(holds);
    }
    (truth, reach)
}

#[expect(clippy::inline_always, reason = "called once for each statement; a tenth of a decision")]
#[inline(always)]
fn compare_principal<O: Observer>(
    policy: &Statements,
    statement: &Statement,
    scope: &Scope<'_>,
    observer: &mut O,
) -> (Truth, Reach) {
    let Scope { question, boundary, .. } = *scope;
    let request = question.request;
    match (scope.form, policy.principal(statement)) {
        (PolicyForm::Identity, None) => (Truth::True, Reach::Account),
        (PolicyForm::Identity, Some(_)) => {
            let why = "a policy of this layer must not name a principal";
            let compared = || Compared::impossible("Principal", why);
            observer.element(Element::Principal, Truth::Undecided, compared);
            (Truth::Undecided, Reach::Account)
        }
        (PolicyForm::Resource | PolicyForm::Endpoint, None) => {
            let why = "the statement names no principal";
            let compared = || Compared::impossible("Principal", why);
            observer.element(Element::Principal, Truth::Undecided, compared);
            (Truth::Undecided, Reach::Account)
        }
        (PolicyForm::Resource | PolicyForm::Endpoint, Some(element)) => {
            let effect: Effect = statement.effect;
            let (truth, reach) = principal::matches(element, effect, request, boundary);
            if effect == Effect::Allow && truth == Truth::True && is_for_root_alone(reach, scope) {
                let why = "an account that a gateway endpoint lets in is its root user alone";
                let compared = || Compared::impossible("Principal", why);
                observer.element(Element::Principal, Truth::False, compared);
                return (Truth::False, reach);
            }
            observer.element(Element::Principal, truth, || {
                principal::describe(element, effect, request, boundary)
            });
            (truth, reach)
        }
    }
}

/// AWS: an Allow of a gateway endpoint's policy for an account lets in its root user only.
/// <https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html#vpc-endpoint-policies-gateway>
///
/// CHOICE: a request does not tell a gateway endpoint from an interface. Only S3 and `DynamoDB` have
/// gateways, and for these two every endpoint counts as one, because the other way lets in more.
fn is_for_root_alone(reach: Reach, scope: &Scope<'_>) -> bool {
    let question = scope.question;
    scope.form == PolicyForm::Endpoint
        && reach == Reach::Account
        && (question.is_of("s3") || question.is_of("dynamodb"))
        && !matches!(question.request.principal, Principal::Root { .. })
}

fn compare_action(
    policy: &Statements,
    statement: &Statement,
    scope: &Scope<'_>,
    observer: &mut impl Observer,
) -> Truth {
    let action = &scope.question.request.action;
    let element = policy.action(statement);
    let truth = Truth::from(action::matches(element, action, &policy.pool));
    observer.element(Element::Action, truth, || action::describe(element, action, &policy.pool));
    truth
}

fn compare_resource(
    policy: &Statements,
    statement: &Statement,
    scope: &Scope<'_>,
    observer: &mut impl Observer,
) -> Truth {
    let arn = &scope.question.request.resource;
    match (policy.resource(statement), scope.form) {
        (Some(element), _) => {
            let truth = resource::matches(element, arn, &policy.pool, &scope.variables);
            observer.element(Element::Resource, truth, || {
                resource::describe(element, arn, &policy.pool, &scope.variables)
            });
            truth
        }
        (None, PolicyForm::Resource | PolicyForm::Endpoint) => Truth::True,
        (None, PolicyForm::Identity) => {
            let why = "the statement names no resource";
            let compared = || Compared::impossible("Resource", why);
            observer.element(Element::Resource, Truth::Undecided, compared);
            Truth::Undecided
        }
    }
}
