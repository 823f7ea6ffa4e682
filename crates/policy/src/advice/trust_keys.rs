//! Condition keys beside principals and actions that never come with them.

use super::allows;
use crate::check::PolicyKind;
use crate::diagnostic::Diagnostic;
use crate::faults::Faults;
use crate::finding::trust::{KEY_OF_NO_SERVICE_PRINCIPAL, MISSING_ACTION_FOR_KEY};
use crate::operators::Operator;
use crate::tree::{Condition, Document, Polarity, Presence, Principal, SetQualifier, Statement};

/// What a session brings along, by the beginning of the key in lower case, and the action that
/// lets it.
///
/// AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html> and
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html>
const ACTIONS_OF_KEYS: [(&str, &str); 4] = [
    ("aws:requesttag/", "sts:TagSession"),
    ("aws:tagkeys", "sts:TagSession"),
    ("sts:transitivetagkeys", "sts:TagSession"),
    ("sts:sourceidentity", "sts:SetSourceIdentity"),
];

/// Keys that service principals do not have, by their beginning in lower case.
///
/// AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principal-properties>
const KEYS_OF_ACCOUNTS: [&str; 4] =
    ["aws:principalorgid", "aws:principalorgpaths", "aws:principaltag/", "aws:username"];

pub(super) fn advise(
    document: &Document,
    statement: &Statement,
    kind: PolicyKind,
    faults: &mut Faults,
) {
    if !allows(statement) {
        return;
    }
    for condition in statement.conditions.iter().filter(|condition| needs_the_key(condition)) {
        for key in &condition.keys {
            let name = key.key.value.to_ascii_lowercase();
            let action = ACTIONS_OF_KEYS
                .iter()
                .find(|(start, _)| name.starts_with(start))
                .map(|(_, action)| *action)
                .filter(|action| kind == PolicyKind::RoleTrust && !is_allowed(document, action));
            if let Some(action) = action {
                let message = format!("nothing in the policy allows `{action}`");
                let fault = Diagnostic::new(&MISSING_ACTION_FOR_KEY, key.key.span, message);
                faults.push(fault.with_help(format!("add `{action}` to the actions")));
            }
            if is_for_services(statement)
                && KEYS_OF_ACCOUNTS.iter().any(|start| name.starts_with(start))
            {
                let message = format!("requests of services have no `{}`", key.key.value);
                faults.push(Diagnostic::new(&KEY_OF_NO_SERVICE_PRINCIPAL, key.key.span, message));
            }
        }
    }
}

/// Whether the condition fails where the key is missing.
fn needs_the_key(condition: &Condition) -> bool {
    condition.parsed.is_some_and(|operator| {
        operator.presence == Presence::Required
            && operator.operator != Operator::Null
            && operator.qualifier != Some(SetQualifier::ForAllValues)
            && !operator.operator.is_negated()
    })
}

/// Whether some statement that allows has the action.
fn is_allowed(document: &Document, name: &str) -> bool {
    document.statements.iter().filter(|statement| allows(statement)).any(|statement| {
        statement.action.as_ref().is_some_and(|element| {
            let is_named = element.patterns.iter().any(|pattern| pattern.value.matches(name));
            is_named == (element.polarity == Polarity::Positive)
        })
    })
}

fn is_for_services(statement: &Statement) -> bool {
    statement.principal.as_ref().is_some_and(|element| {
        element.polarity == Polarity::Positive
            && !element.principals.is_empty()
            && element.principals.iter().all(|it| matches!(it.value, Principal::Service(_)))
    })
}
