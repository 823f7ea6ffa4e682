//! Permissions that open more than the statement says.

use super::{allows, asks_for};
use crate::check::PolicyKind;
use crate::diagnostic::Diagnostic;
use crate::faults::Faults;
use crate::finding::permission::{CREATE_ANY_SERVICE_LINKED_ROLE, PASS_ANY_ROLE};
use crate::span::Span;
use crate::tree::{ActionElement, Polarity, ResourceElement, Statement};

pub(super) fn advise(statement: &Statement, kind: PolicyKind, faults: &mut Faults) {
    // CHOICE: boundaries and control policies grant nothing; what is wide in them is meant to be.
    let grants =
        matches!(kind, PolicyKind::Identity | PolicyKind::InlineIdentity | PolicyKind::Session);
    if !grants || !allows(statement) {
        return;
    }
    let (Some(action), Some(resource)) = (&statement.action, &statement.resource) else { return };
    let span = action.span;
    if includes(action, "iam:PassRole")
        && let Some(place) = unlimited(resource, "role/")
        && !asks_for(statement, "iam:PassedToService")
    {
        let message = "any role can be passed to any service";
        let fault = Diagnostic::new(&PASS_ANY_ROLE, place, message);
        faults.push(fault.with_secondary(span, "`iam:PassRole` is among these actions"));
    }
    if includes(action, "iam:CreateServiceLinkedRole")
        && let Some(place) = unlimited(resource, "role/aws-service-role/")
        && !asks_for(statement, "iam:AWSServiceName")
    {
        let message = "service-linked roles can be created for any service";
        let fault = Diagnostic::new(&CREATE_ANY_SERVICE_LINKED_ROLE, place, message);
        let label = "`iam:CreateServiceLinkedRole` is among these actions";
        faults.push(fault.with_secondary(span, label));
    }
}

fn includes(element: &ActionElement, action: &str) -> bool {
    let is_named = element.patterns.iter().any(|pattern| pattern.value.matches(action));
    is_named == (element.polarity == Polarity::Positive)
}

/// Where a resource stands that takes in all roles below `path`: all resources, all IAM
/// resources, or a wildcard right behind a beginning of the path.
fn unlimited(element: &ResourceElement, path: &str) -> Option<Span> {
    if element.polarity == Polarity::Negated {
        return Some(element.span);
    }
    let found = element.patterns.iter().find(|pattern| {
        let text = pattern.value.as_str();
        let resource = text.splitn(6, ':').nth(5).unwrap_or(text);
        let is_iam = text == "*" || text.split(':').nth(2) == Some("iam");
        is_iam && resource.strip_suffix('*').is_some_and(|start| path.starts_with(start))
    });
    found.map(|pattern| pattern.span)
}
