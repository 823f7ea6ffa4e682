//! Resource control policies.
//!
//! AWS: <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html>

use super::{allows, asks_for};
use crate::check::PolicyKind;
use crate::diagnostic::Diagnostic;
use crate::faults::Faults;
use crate::finding::control::{
    RESOURCE_CONTROL_NOT_ACTION, RESOURCE_CONTROL_NULL_CHECK, RESOURCE_CONTROL_PRINCIPAL_KEY,
    RESOURCE_CONTROL_SERVICE, RESOURCE_CONTROL_SOURCE_KEY,
};
use crate::operators::Operator;
use crate::service_authorization::resource_control;
use crate::tree::{ActionElement, Polarity, Statement};

const IS_SERVICE: &str = "aws:PrincipalIsAWSService";

/// Keys that principals of accounts have and service principals do not.
const ACCOUNT_KEYS: [&str; 4] =
    ["aws:PrincipalAccount", "aws:PrincipalArn", "aws:PrincipalOrgID", "aws:PrincipalOrgPaths"];

/// Keys that say for whom a service acts.
const SOURCE_KEYS: [&str; 4] =
    ["aws:SourceAccount", "aws:SourceArn", "aws:SourceOrgID", "aws:SourceOrgPaths"];

pub(super) fn advise(statement: &Statement, kind: PolicyKind, faults: &mut Faults) {
    if kind != PolicyKind::ResourceControl {
        return;
    }
    if let Some(action) = &statement.action {
        if action.polarity == Polarity::Negated {
            let message = "a resource control policy takes no `NotAction`";
            faults.push(Diagnostic::new(&RESOURCE_CONTROL_NOT_ACTION, action.span, message));
        } else if !allows(statement) {
            services(action, faults);
        }
    }
    if !allows(statement) {
        keys(statement, faults);
    }
}

fn services(action: &ActionElement, faults: &mut Faults) {
    for pattern in &action.patterns {
        let prefix = pattern.value.vendor().unwrap_or("*");
        if resource_control::applies_to(prefix) {
            continue;
        }
        let message = if prefix.contains(['*', '?']) {
            format!("`{}` names no service", pattern.value.text)
        } else {
            format!("`{prefix}` takes no resource control policies")
        };
        faults.push(Diagnostic::new(&RESOURCE_CONTROL_SERVICE, pattern.span, message));
    }
}

fn keys(statement: &Statement, faults: &mut Faults) {
    let has_null_check = statement.conditions.iter().any(|condition| {
        condition.parsed.is_some_and(|operator| operator.operator == Operator::Null)
            && condition.keys.iter().any(|key| {
                let name = key.key.value.as_str();
                name.eq_ignore_ascii_case("aws:SourceAccount")
                    || name.eq_ignore_ascii_case("aws:SourceArn")
            })
    });
    let asks_for_service = asks_for(statement, IS_SERVICE);
    let compared = statement.conditions.iter().filter(|condition| {
        condition.parsed.is_none_or(|operator| operator.operator != Operator::Null)
    });
    for key in compared.flat_map(|condition| &condition.keys) {
        let (name, span) = (key.key.value.as_str(), key.key.span);
        let is_one_of = |keys: &[&str]| keys.iter().any(|known| known.eq_ignore_ascii_case(name));
        if is_one_of(&ACCOUNT_KEYS) && !asks_for_service {
            let message = format!("service principals have no `{name}`");
            let fault = Diagnostic::new(&RESOURCE_CONTROL_PRINCIPAL_KEY, span, message);
            let help = format!("add `\"BoolIfExists\": {{\"{IS_SERVICE}\": \"false\"}}`");
            faults.push(fault.with_help(help));
        }
        if is_one_of(&SOURCE_KEYS) && !asks_for_service {
            let message = format!("requests of users and roles have no `{name}`");
            let fault = Diagnostic::new(&RESOURCE_CONTROL_SOURCE_KEY, span, message);
            let help = format!("add `\"BoolIfExists\": {{\"{IS_SERVICE}\": \"true\"}}`");
            faults.push(fault.with_help(help));
        }
        if is_one_of(&SOURCE_KEYS) && !has_null_check {
            let message = format!("some requests of services have no `{name}`");
            let fault = Diagnostic::new(&RESOURCE_CONTROL_NULL_CHECK, span, message);
            faults.push(fault.with_help("add `\"Null\": {\"aws:SourceAccount\": \"false\"}`"));
        }
    }
}
