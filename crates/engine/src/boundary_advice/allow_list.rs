//! Actions that a boundary leaves out without denying them.

use std::sync::Arc;

use entail_policy::Diagnostic;
use entail_policy::finding::boundary::ALLOW_LIST;
use entail_policy::tree::{Document, Effect, Polarity, Statement};
use serde_json::json;

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

/// One diagnostic where a resource policy that names a session passes by the boundary.
///
/// Only actions that no statement allows anywhere count: what is allowed on some resources slips by
/// on the others too, and is no part of a list that `NotAction` could repeat.
pub(super) fn advise(
    document: &Document,
    boundary: &Arc<Policy>,
    names: &Names<'_>,
) -> Option<Diagnostic> {
    let allows = allows(document);
    let slips = slips(&allows, boundary, names);
    let first = slips.first()?;
    let message = format!(
        "what is left out here is not denied: a resource policy that names the session or user still gives it, such as `{first}`"
    );
    let pointer = allows.first().map_or("", |statement| statement.pointer.as_str());
    let found = at_statement(&ALLOW_LIST, document, pointer, message);
    Some(found.with_help(format!("add {}", closing_statement(&allows, &slips))))
}

/// The statement that denies what the boundary leaves out, where leaving it out is not enough.
pub(super) fn deny_the_rest(
    document: &Document,
    boundary: &Arc<Policy>,
    names: &Names<'_>,
) -> Option<String> {
    let allows = allows(document);
    let slips = slips(&allows, boundary, names);
    (!slips.is_empty()).then(|| closing_statement(&allows, &slips))
}

fn allows(document: &Document) -> Vec<&Statement> {
    let statements = document.statements.iter();
    statements.filter(|statement| has_effect(statement, Effect::Allow)).collect()
}

/// The actions that slip by.
fn slips(allows: &[&Statement], boundary: &Arc<Policy>, names: &Names<'_>) -> Vec<&'static str> {
    ASKED
        .iter()
        .filter(|(action, _)| !allows.iter().any(|statement| covers(statement, action)))
        .filter(|(action, target)| slips_by(boundary, action, *target, names))
        .map(|(action, _)| *action)
        .collect()
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

/// Denies what no statement allows: all but the lists of `Action`; or, where a statement has
/// `NotAction`, the entries of its list that let something slip by.
fn closing_statement(allows: &[&Statement], slips: &[&str]) -> String {
    let listed = |wanted: Polarity| -> Vec<&str> {
        let elements = allows.iter().filter_map(|statement| statement.action.as_ref());
        let elements = elements.filter(|element| element.polarity == wanted);
        let patterns = elements.flat_map(|element| &element.patterns);
        let mut texts: Vec<&str> = patterns
            .filter(|pattern| {
                wanted == Polarity::Positive || slips.iter().any(|slip| pattern.value.matches(slip))
            })
            .map(|pattern| pattern.value.text.as_str())
            .collect();
        texts.sort_unstable();
        texts.dedup();
        texts
    };
    let left_out = listed(Polarity::Negated);
    let statement = if !left_out.is_empty() {
        json!({"Sid": "Row17DenyTheRest", "Effect": "Deny", "Action": left_out, "Resource": "*"})
    } else if allows.is_empty() {
        json!({"Sid": "Row17DenyTheRest", "Effect": "Deny", "Action": "*", "Resource": "*"})
    } else {
        let listed = listed(Polarity::Positive);
        json!({"Sid": "Row17DenyTheRest", "Effect": "Deny", "NotAction": listed, "Resource": "*"})
    };
    statement.to_string()
}
