//! Actions that a boundary leaves out without denying them.

use std::sync::Arc;

use entail_policy::Diagnostic;
use entail_policy::finding::boundary::ALLOW_LIST;
use entail_policy::tree::{Document, Effect, Polarity, ResourceElement, Statement};
use serde_json::json;

use super::actions::{is_within, is_within_some, overlap, texts};
use super::escape::Target;
use super::named::Names;
use super::{at_statement, covers, has_effect};
use crate::compile::Policy;
use crate::decide::decide;
use crate::observer::Silent;
use crate::policy_set::PolicySet;
use crate::request::{Principal, Request};

/// Actions on resources that have policies of their own.
///
/// AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-services-that-work-with-iam.html>
const ASKED: &[(&str, Target)] = &[
    ("s3:GetObject", Target::Of("s3:::bucket/entail")),
    ("sts:AssumeRole", Target::OutsideRole),
    ("kms:Decrypt", Target::Of("kms:us-east-1:$ACCOUNT:key/entail")),
    (
        "secretsmanager:GetSecretValue",
        Target::Of("secretsmanager:us-east-1:$ACCOUNT:secret:entail"),
    ),
    ("lambda:InvokeFunction", Target::Of("lambda:us-east-1:$ACCOUNT:function:entail")),
    ("dynamodb:GetItem", Target::Of("dynamodb:us-east-1:$ACCOUNT:table/entail")),
    ("sqs:SendMessage", Target::Of("sqs:us-east-1:$ACCOUNT:entail")),
    ("sns:Publish", Target::Of("sns:us-east-1:$ACCOUNT:entail")),
];

/// Actions that no resource policy gives: IAM's only one, what a role trusts, gives those of STS.
///
/// AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-services-that-work-with-iam.html>
const WITHOUT_RESOURCE_POLICIES: &str = "iam:*";

/// One diagnostic where a resource policy that names a session passes by the boundary.
///
/// Only actions that no statement allows anywhere count: what is allowed on some resources slips by
/// on the others too, and is no part of a list that `NotAction` could repeat.
pub(super) fn advise(
    document: &Document,
    boundary: &Arc<Policy>,
    names: &Names<'_>,
) -> Option<Diagnostic> {
    let left_out = LeftOut::of(document);
    if left_out.is_denied() {
        return None;
    }
    let such_as = sample(document, boundary, names)
        .map_or(String::new(), |action| format!(", such as `{action}`"));
    let message = format!(
        "what is left out here is not denied: a resource policy that names the session or user still gives it{such_as}"
    );
    let pointer = allows(document).next().map_or("", |statement| statement.pointer.as_str());
    let found = at_statement(&ALLOW_LIST, document, pointer, message);
    Some(match left_out.closing_statement() {
        Some(statement) => found.with_help(format!("add {statement}")),
        None => found.with_help("deny what no statement allows, action by action"),
    })
}

/// The statement that denies what the boundary leaves out, where leaving it out is not enough.
pub(super) fn deny_the_rest(document: &Document) -> Option<String> {
    let left_out = LeftOut::of(document);
    if left_out.is_denied() { None } else { left_out.closing_statement() }
}

/// Whether some Allow statement leaves out resources or conditions of what it allows, which a
/// resource policy gives too.
pub(super) fn restricts(document: &Document) -> bool {
    let is_whole = |statement: &&Statement| {
        statement.conditions.is_empty() && statement.resource.as_ref().is_some_and(is_everything)
    };
    let (whole, limited): (Vec<_>, Vec<_>) = allows(document).partition(is_whole);
    let whole = whole.into_iter().filter_map(|it| it.action.as_ref());
    let whole = whole.filter(|it| it.polarity == Polarity::Positive).flat_map(texts);
    let whole: Vec<&str> = whole.collect();
    let mut limited = limited.into_iter().filter_map(|it| it.action.as_ref());
    limited.any(|element| {
        let patterns = match element.polarity {
            Polarity::Positive => texts(element),
            Polarity::Negated => vec!["*"],
        };
        patterns
            .iter()
            .any(|it| !is_within(it, WITHOUT_RESOURCE_POLICIES) && !is_within_some(it, &whole))
    })
}

fn allows(document: &Document) -> impl Iterator<Item = &Statement> {
    document.statements.iter().filter(|statement| has_effect(statement, Effect::Allow))
}

fn is_everything(element: &ResourceElement) -> bool {
    element.polarity == Polarity::Positive
        && element.patterns.iter().any(|pattern| pattern.value == "*")
}

/// An action that slips by.
fn sample(document: &Document, boundary: &Arc<Policy>, names: &Names<'_>) -> Option<&'static str> {
    let is_left_out = |action: &str| !allows(document).any(|statement| covers(statement, action));
    let mut asked = ASKED.iter().filter(|(action, _)| is_left_out(action));
    asked.find(|(action, target)| slips_by(boundary, action, *target, names)).map(|(it, _)| *it)
}

/// Whether a session under the boundary gets by a resource policy alone what the boundary does not
/// allow.
fn slips_by(boundary: &Arc<Policy>, action: &str, target: Target, names: &Names<'_>) -> bool {
    let [_, role_arn] = names.callers();
    let session = role_arn.replacen(":iam:", ":sts:", 1).replacen(":role/", ":assumed-role/", 1);
    let session_arn = format!("{session}/session");
    let resource_policy = format!(
        r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Principal":{{"AWS":"{session_arn}"}},"Action":"*"}}}}"#
    );
    let policies = PolicySet {
        permissions_boundary: Some(Arc::clone(boundary)),
        resource: Some(Arc::new(Policy::from_text("a resource policy", &resource_policy))),
        ..PolicySet::default()
    };
    let caller = Principal::AssumedRole { session_arn, role_arn };
    names.resources(target).into_iter().any(|resource| {
        let mut request = Request::new(caller.clone(), action, resource);
        request.resource_account = Some(names.account.clone());
        request.fill_in_principal_keys();
        decide(&request, &policies, &mut Silent).is_allowed()
    })
}

/// The actions that no Allow statement names, and what is denied of them whatever the resource.
#[derive(Debug, Default)]
struct LeftOut<'document> {
    /// Patterns that are allowed.
    allowed: Vec<&'document str>,
    /// What the `NotAction` lists of Allow statements have in common; none without such a list.
    in_common: Option<Vec<&'document str>>,
    /// These lists.
    not_actions: Vec<Vec<&'document str>>,
    denied: Vec<&'document str>,
    /// Lists of which all but the listed is denied.
    denied_but: Vec<Vec<&'document str>>,
}

impl<'document> LeftOut<'document> {
    fn of(document: &'document Document) -> Self {
        let mut left_out = Self::default();
        for statement in &document.statements {
            let Some(element) = &statement.action else { continue };
            let is_certain = statement.conditions.is_empty()
                && statement.resource.as_ref().is_some_and(is_everything);
            let listed = texts(element);
            match (has_effect(statement, Effect::Allow), element.polarity) {
                (true, Polarity::Positive) => left_out.allowed.extend(listed),
                (true, Polarity::Negated) => {
                    left_out.not_actions.push(listed.clone());
                    left_out.in_common = Some(match left_out.in_common.take() {
                        Some(before) => in_common(&before, &listed),
                        None => listed,
                    });
                }
                (false, Polarity::Positive) if is_certain => left_out.denied.extend(listed),
                (false, Polarity::Negated) if is_certain => left_out.denied_but.push(listed),
                (false, _) => (),
            }
        }
        left_out
    }

    /// Whether nothing is left out that is not denied.
    fn is_denied(&self) -> bool {
        if is_within_some("*", &self.allowed) || is_within_some("*:*", &self.allowed) {
            return true;
        }
        match &self.in_common {
            Some(patterns) => patterns.iter().all(|it| self.is_allowed_or_denied(it)),
            None => {
                is_within_some("*", &self.denied)
                    || self.denied_but.iter().any(|list| {
                        list.iter().all(|it| {
                            is_within_some(it, &self.allowed) || is_within_some(it, &self.denied)
                        })
                    })
            }
        }
    }

    fn is_allowed_or_denied(&self, pattern: &str) -> bool {
        let is_but_for = |list: &Vec<&str>| list.iter().all(|it| !overlap(it, pattern));
        is_within(pattern, WITHOUT_RESOURCE_POLICIES)
            || is_within_some(pattern, &self.allowed)
            || is_within_some(pattern, &self.denied)
            || self.denied_but.iter().any(is_but_for)
    }

    /// Denies what is left out: all but the lists of `Action`; or, where statements have `NotAction`,
    /// what their lists have in common and nothing else allows. None where no list says that.
    fn closing_statement(&self) -> Option<String> {
        let sorted = |mut texts: Vec<&'document str>| {
            texts.sort_unstable();
            texts.dedup();
            texts
        };
        let statement = match &self.in_common {
            None if self.allowed.is_empty() => {
                json!({"Sid": "Row17DenyTheRest", "Effect": "Deny", "Action": "*", "Resource": "*"})
            }
            None => {
                let listed = sorted(self.allowed.clone());
                json!({"Sid": "Row17DenyTheRest", "Effect": "Deny", "NotAction": listed, "Resource": "*"})
            }
            Some(patterns) => {
                // Of patterns that overlap only in part, a list may allow some.
                let is_allowed = |it: &str| {
                    self.allowed.iter().any(|other| overlap(other, it))
                        || self.not_actions.iter().any(|list| !is_within_some(it, list))
                };
                let left = patterns.iter().copied();
                let left: Vec<&str> =
                    left.filter(|it| !is_allowed(it) && !self.is_allowed_or_denied(it)).collect();
                if left.is_empty() {
                    return None;
                }
                json!({"Sid": "Row17DenyTheRest", "Effect": "Deny", "Action": sorted(left), "Resource": "*"})
            }
        };
        Some(statement.to_string())
    }
}

/// What is in both lists: the narrower of two patterns; where neither is, the first of the two.
fn in_common<'a>(one: &[&'a str], other: &[&'a str]) -> Vec<&'a str> {
    let mut found = Vec::new();
    for first in one {
        for second in other.iter().filter(|second| overlap(first, second)) {
            found.push(if is_within(second, first) { *second } else { *first });
        }
    }
    found
}
