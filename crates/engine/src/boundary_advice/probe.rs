//! Asking the policy: requests of somebody who has every permission and this boundary.

use std::sync::Arc;

use entail_policy::tree::{ConditionKey, ConditionOperator, Document, Effect};

use super::has_effect;
use super::named::{BOUNDARY_KEY, INSIDE, Names, example};
use crate::compile::Policy;
use crate::decide::decide;
use crate::decision::{Decision, StatementPointer};
use crate::limits::BOUNDARY_KEYS_MAX;
use crate::observer::Silent;
use crate::policy_set::PolicySet;
use crate::request::{Context, Principal, Request};

/// Beginnings of condition keys that say who asks or what is asked about: the request has its own.
const OWN_KEYS: &[&str] = &[
    "aws:principal",
    "aws:username",
    "aws:userid",
    "aws:resourceaccount",
    "iam:awsservicename",
    "iam:permissionsboundary",
];

/// The organization of caller and resource, for policies that compare the two.
const ORGANIZATION_KEYS: [&str; 2] = ["aws:PrincipalOrgID", "aws:ResourceOrgID"];

/// A policy, and the callers and condition keys that it is asked with.
#[derive(Debug)]
pub(super) struct Prober {
    policies: PolicySet,
    callers: Vec<Principal>,
    contexts: Vec<Context>,
}

impl Prober {
    pub(super) fn new(document: &Document, policy: Arc<Policy>, names: &Names<'_>) -> Self {
        // A boundary has the form of an identity-based policy: in that place, what it allows is
        // allowed by a statement that the decision names.
        let trust = format!(
            r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Principal":{{"AWS":"{}"}},"Action":"sts:*"}}}}"#,
            names.account
        );
        let policies = PolicySet {
            identity: vec![policy],
            resource: Some(Arc::new(Policy::from_text("a trust policy", &trust))),
            ..PolicySet::default()
        };
        Self { policies, callers: callers(names), contexts: contexts(document, names) }
    }

    /// The same questions to another policy.
    pub(super) fn of_policy(&self, policy: Policy) -> Self {
        let policies = PolicySet { identity: vec![Arc::new(policy)], ..self.policies.clone() };
        Self { policies, callers: self.callers.clone(), contexts: self.contexts.clone() }
    }

    /// The statement that allows the action on one of the resources, if some caller can have it
    /// allowed.
    pub(super) fn some(
        &self,
        action: &str,
        resources: &[String],
        boundary: Option<&str>,
    ) -> Option<StatementPointer> {
        let mut decisions =
            resources.iter().flat_map(|resource| self.decisions(action, resource, boundary));
        let allowed = decisions.find(Decision::is_allowed)?;
        let statement = allowed.statement.map(|statement| statement.pointer);
        Some(statement.unwrap_or(StatementPointer::Document))
    }

    /// The decisions on one question, of each caller with each set of condition keys.
    pub(super) fn decisions(
        &self,
        action: &str,
        resource: &str,
        boundary: Option<&str>,
    ) -> impl Iterator<Item = Decision<'_>> {
        let pairs = self
            .callers
            .iter()
            .flat_map(|caller| self.contexts.iter().map(move |context| (caller, context)));
        pairs.map(move |(caller, context)| {
            let mut request = Request::new(caller.clone(), action, resource);
            request.context = context.clone();
            if let Some(boundary) = boundary {
                request.context.insert(BOUNDARY_KEY, boundary);
            }
            request.fill_in_principal_keys();
            decide(&request, &self.policies, &mut Silent)
        })
    }
}

fn callers(names: &Names<'_>) -> Vec<Principal> {
    let [user, role] = names.callers();
    let session = role.replacen(":iam:", ":sts:", 1).replacen(":role/", ":assumed-role/", 1);
    vec![
        Principal::User { arn: user },
        Principal::AssumedRole { session_arn: format!("{session}/session"), role_arn: role },
    ]
}

/// No keys; those that the Allow statements ask for; and those that hold off the Deny statements.
fn contexts(document: &Document, names: &Names<'_>) -> Vec<Context> {
    let mut bare = Context::new();
    bare.insert("iam:AWSServiceName", "entail.amazonaws.com");
    bare.insert("aws:SecureTransport", "true");
    let mut asked_for = bare.clone();
    fill(&mut asked_for, document, Effect::Allow, names);
    let mut meeting = asked_for.clone();
    fill(&mut meeting, document, Effect::Deny, names);
    for key in ORGANIZATION_KEYS {
        meeting.insert_if_absent(key, INSIDE);
    }
    vec![bare, asked_for, meeting]
}

/// Sets the keys that make conditions of Allow statements hold, or those of Deny statements not.
fn fill(context: &mut Context, document: &Document, effect: Effect, names: &Names<'_>) {
    let statements = document.statements.iter().filter(|statement| has_effect(statement, effect));
    let conditions = statements.flat_map(|statement| &statement.conditions);
    let keys =
        conditions.flat_map(|condition| condition.keys.iter().map(move |key| (condition, key)));
    let keys = keys.filter(|(_, key)| !is_own(&key.key.value));
    for (condition, key) in keys.take(BOUNDARY_KEYS_MAX) {
        let value = condition.parsed.and_then(|it| meeting_value(it, key, effect, names));
        if let Some(value) = value {
            context.insert_if_absent(&key.key.value, value);
        }
    }
}

fn is_own(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    let is_tag_of_resource =
        key.split_once(':').is_some_and(|(_, name)| name.starts_with("resourcetag/"));
    let is_organization = key.starts_with("aws:principalorg");
    is_tag_of_resource || !is_organization && OWN_KEYS.iter().any(|own| key.starts_with(own))
}

/// A value with which the condition holds (for an Allow) or does not (for a Deny); none where no
/// value is as good.
fn meeting_value(
    operator: ConditionOperator,
    key: &ConditionKey,
    effect: Effect,
    names: &Names<'_>,
) -> Option<String> {
    let value = key.values.first()?.value.as_text();
    let must_hold = effect == Effect::Allow;
    match operator.operator.name() {
        "Null" => (must_hold == value.eq_ignore_ascii_case("false")).then(|| INSIDE.to_owned()),
        "Bool" if !must_hold => Some((!value.eq_ignore_ascii_case("true")).to_string()),
        _ if must_hold == operator.operator.is_negated() => None,
        _ => Some(example(value, &names.account, INSIDE)),
    }
}
