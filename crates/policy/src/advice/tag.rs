//! Conditions on the tags of resources, for actions whose requests do not have them.

use super::allows;
use crate::diagnostic::Diagnostic;
use crate::faults::Faults;
use crate::finding::Finding;
use crate::finding::service::{ALLOW_BY_UNSUPPORTED_TAG, DENY_BY_UNSUPPORTED_TAG};
use crate::operators::Operator;
use crate::pattern::Pattern;
use crate::service_authorization::{self, Action, Service};
use crate::tree::{ActionElement, ActionPattern, Condition, Polarity, Presence, Statement};

/// What keys of tags of resources begin with, in lower case.
const RESOURCE_TAG: &str = "aws:resourcetag/";

pub(super) fn advise(statement: &Statement, faults: &mut Faults) {
    let Some(action) = &statement.action else { return };
    let finding =
        if allows(statement) { &ALLOW_BY_UNSUPPORTED_TAG } else { &DENY_BY_UNSUPPORTED_TAG };
    for condition in statement.conditions.iter().filter(|condition| needs_the_key(condition)) {
        let is_tag = |name: &str| name.to_ascii_lowercase().starts_with(RESOURCE_TAG);
        for key in condition.keys.iter().filter(|key| is_tag(&key.key.value)) {
            if action.polarity == Polarity::Negated {
                let message = "many of the actions that are not listed know no tags of resources";
                let fault = Diagnostic::new(finding, action.span, message);
                faults.push(fault.with_secondary(key.key.span, "the condition"));
                continue;
            }
            unsupported(finding, action, &key.key.value, faults);
        }
    }
}

/// Whether the condition fails where the key is missing: then the statement does not apply.
// CHOICE: with a negated operator or `IfExists` it applies, whether or not the tag is known.
fn needs_the_key(condition: &Condition) -> bool {
    condition.parsed.is_some_and(|operator| {
        operator.presence == Presence::Required
            && operator.operator != Operator::Null
            && operator.qualifier.is_none()
            && !operator.operator.is_negated()
    })
}

fn unsupported(finding: &'static Finding, element: &ActionElement, key: &str, faults: &mut Faults) {
    for pattern in &element.patterns {
        let Some(service) = pattern.value.vendor().and_then(service_authorization::service) else {
            continue;
        };
        let mut actions = of(service, &pattern.value).peekable();
        if actions.peek().is_some() && !actions.any(|action| has_resource_tags(service, action)) {
            let message = format!("requests of `{}` have no `{key}`", pattern.value.text);
            faults.push(Diagnostic::new(finding, pattern.span, message));
        }
    }
}

/// The actions of a service that a pattern matches.
fn of<'service>(
    service: &'service Service,
    written: &ActionPattern,
) -> impl Iterator<Item = &'service Action> {
    let pattern = Pattern::new(written.name());
    service.actions.iter().filter(move |action| pattern.matches_ignoring_case(action.name))
}

/// Whether the action lists the key, or one of the types of resources that it takes does.
fn has_resource_tags(service: &Service, action: &Action) -> bool {
    let is_tag =
        |keys: &[String]| keys.iter().any(|key| key.to_ascii_lowercase().starts_with(RESOURCE_TAG));
    is_tag(&action.condition_keys)
        || action.resource_types.iter().any(|taken| {
            let mut types = service.resource_types.iter();
            types.any(|known| known.name == taken.name && is_tag(&known.condition_keys))
        })
}
