//! Names of actions, and variables where none are replaced.

use super::similar::most_similar;
use crate::diagnostic::Diagnostic;
use crate::faults::Faults;
use crate::finding::permission::VARIABLE_IN_ACTION;
use crate::finding::service::{UNKNOWN_ACTION, UNKNOWN_SERVICE};
use crate::pattern::Pattern;
use crate::service_authorization::{self, Service};
use crate::span::Span;
use crate::tree::{Principal, Statement};

pub(super) fn advise(statement: &Statement, faults: &mut Faults) {
    for pattern in statement.action.iter().flat_map(|action| &action.patterns) {
        let text = pattern.value.text.as_str();
        if text.contains("${") {
            variable(pattern.span, faults);
            continue;
        }
        let Some(prefix) = pattern.value.vendor() else { continue };
        if prefix.is_empty() || prefix.contains(['*', '?']) {
            continue;
        }
        match service_authorization::service(prefix) {
            Some(service) => action(service, pattern.value.name(), pattern.span, faults),
            None => unknown_service(prefix, pattern.span, faults),
        }
    }
    for principal in statement.principal.iter().flat_map(|element| &element.principals) {
        if let Principal::Arn(text) | Principal::Service(text) | Principal::Federated(text) =
            &principal.value
            && text.contains("${")
        {
            variable(principal.span, faults);
        }
    }
}

fn variable(span: Span, faults: &mut Faults) {
    let message = "policy variables are not replaced here";
    faults.push(Diagnostic::new(&VARIABLE_IN_ACTION, span, message));
}

fn unknown_service(prefix: &str, span: Span, faults: &mut Faults) {
    let message = format!("there is no service `{prefix}`");
    let fault = Diagnostic::new(&UNKNOWN_SERVICE, span, message);
    faults.push(match most_similar(prefix, service_authorization::prefixes()) {
        Some(similar) => fault.with_help(format!("write `{similar}`")),
        None => fault,
    });
}

fn action(service: &Service, name: &str, span: Span, faults: &mut Faults) {
    if name.contains(['*', '?']) {
        let pattern = Pattern::new(name);
        if !service.actions.iter().any(|action| pattern.matches_ignoring_case(action.name)) {
            let message = format!("no action of {} matches `{name}`", service.name);
            faults.push(Diagnostic::new(&UNKNOWN_ACTION, span, message));
        }
    } else if service.action(name).is_none() {
        let message = format!("{} has no action `{name}`", service.name);
        let fault = Diagnostic::new(&UNKNOWN_ACTION, span, message);
        let names = service.actions.iter().map(|action| action.name);
        faults.push(match most_similar(name, names) {
            Some(similar) => fault.with_help(format!("write `{}:{similar}`", service.prefix)),
            None => fault,
        });
    }
}
