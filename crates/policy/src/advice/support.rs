//! Condition keys beside actions whose requests do not have them.

use super::key::SESSION_KEYS;
use crate::check::PolicyKind;
use crate::diagnostic::Diagnostic;
use crate::faults::Faults;
use crate::finding::service::{KEY_WITH_UNSUPPORTED_SERVICE, KEY_WITHOUT_ACTION};
use crate::operators::Operator;
use crate::service_authorization::{self, Action, Service, supported_keys};
use crate::tree::{ActionElement, Condition, Polarity, Presence, Statement};

pub(super) fn advise(statement: &Statement, kind: PolicyKind, faults: &mut Faults) {
    let Some(element) = &statement.action else { return };
    for condition in &statement.conditions {
        for key in &condition.keys {
            let name = key.key.value.as_str();
            if let Some(message) = of_few_services(element, name) {
                let fault = Diagnostic::new(&KEY_WITH_UNSUPPORTED_SERVICE, key.key.span, message);
                faults.push(fault.with_secondary(element.span, "these actions"));
            }
            // The keys of trust policies are about who assumes the role, whichever action does.
            if kind != PolicyKind::RoleTrust && asks_for_the_value(condition) {
                of_actions(element, name, key.key.span, faults);
            }
        }
    }
}

/// What is wrong with a key that only some services support.
fn of_few_services(element: &ActionElement, key: &str) -> Option<String> {
    supported_keys::supports("", key)?;
    if element.polarity == Polarity::Negated {
        return Some(format!("few of the actions that are not listed have `{key}`"));
    }
    let odd = element.patterns.iter().find(|pattern| {
        let prefix = pattern.value.vendor().unwrap_or("*").to_ascii_lowercase();
        let is_pass_role = pattern.value.text.eq_ignore_ascii_case("iam:PassRole");
        is_pass_role || supported_keys::supports(&prefix, key) == Some(false)
    })?;
    Some(format!("requests of `{}` have no `{key}`", odd.value.text))
}

/// Whether what the condition comes to rests on the value: with `IfExists`, `ForAllValues` and
/// `Null` the writer knows that the key may be missing.
fn asks_for_the_value(condition: &Condition) -> bool {
    condition.parsed.is_some_and(|operator| {
        operator.presence == Presence::Required
            && operator.operator != Operator::Null
            && operator.qualifier.is_none()
    })
}

/// AWS: actions with wildcards are not judged, and neither are global keys, which the facts list
/// for few of the actions that have them.
fn of_actions(element: &ActionElement, key: &str, place: crate::Span, faults: &mut Faults) {
    let is_of_session = SESSION_KEYS.iter().any(|known| known.eq_ignore_ascii_case(key));
    // Entail's keys tell of sessions and targets, whatever the action.
    let is_own = service_authorization::is_own(key);
    let known = key
        .split_once(':')
        .and_then(|(prefix, _)| service_authorization::service(prefix))
        .and_then(|service| service.condition_key(key));
    if known.is_none() || is_of_session || is_own || element.polarity == Polarity::Negated {
        return;
    }
    for pattern in &element.patterns {
        if pattern.value.name().contains(['*', '?']) {
            continue;
        }
        let service = pattern.value.vendor().and_then(service_authorization::service);
        let Some((service, action)) =
            service.and_then(|service| Some((service, service.action(pattern.value.name())?)))
        else {
            continue;
        };
        if !has(service, action, key) {
            let message = format!("requests of `{}` have no `{key}`", pattern.value.text);
            let fault = Diagnostic::new(&KEY_WITHOUT_ACTION, pattern.span, message);
            faults.push(fault.with_secondary(place, "the condition"));
        }
    }
}

/// Whether the action lists the key, or one of the types of resources that it takes does.
fn has(service: &Service, action: &Action, key: &str) -> bool {
    let lists = |keys: &[String]| keys.iter().any(|name| service_authorization::is_key(name, key));
    lists(&action.condition_keys)
        || action.resource_types.iter().any(|taken| {
            let mut types = service.resource_types.iter();
            types.any(|known| known.name == taken.name && lists(&known.condition_keys))
        })
}
