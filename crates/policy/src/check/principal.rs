//! Who may be named where.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>

use super::{PolicyKind, Written, has_element};
use crate::diagnostic::Diagnostic;
use crate::faults::Faults;
use crate::finding::principal::{
    ALLOW_NOT_PRINCIPAL, DENY_NOT_PRINCIPAL, EMPTY_PRINCIPAL, INVALID_PRINCIPAL, MISSING_PRINCIPAL,
    PRINCIPAL_WILDCARD, PROHIBITED_PRINCIPAL, RESOURCE_CONTROL_PRINCIPAL, TRUST_NOT_PRINCIPAL,
};
use crate::provider::Provider;
use crate::span::Spanned;
use crate::tree::{Document, Effect, Polarity, Principal, PrincipalElement, Statement};

/// What AWS says of a provider that is none. Whether there is one of that name it does not ask.
const NO_PROVIDER: &str = "Federated principals must be valid domain names or SAML metadata ARNs";

pub(super) fn check(written: &Written<'_>, kind: PolicyKind, faults: &mut Faults) {
    let Written { document, statement, members } = *written;
    let is_written = has_element(members, &["Principal", "NotPrincipal"]);
    let element = statement.principal.as_ref();
    if !kind.takes_principal() {
        if is_written {
            let span = element.map_or(statement.span, |element| element.span);
            let message = "this kind of policy names no principal";
            faults.push(Diagnostic::new(&PROHIBITED_PRINCIPAL, span, message));
        }
        return;
    }
    let Some(element) = element else {
        if !is_written {
            let message = "the statement names no principal";
            faults.push(Diagnostic::new(&MISSING_PRINCIPAL, statement.span, message));
        }
        return;
    };
    if element.principals.is_empty() {
        let message = "the element names nobody";
        faults.push(Diagnostic::new(&EMPTY_PRINCIPAL, element.span, message));
    }
    if element.polarity == Polarity::Negated {
        negated(statement, element, kind, faults);
    }
    for principal in &element.principals {
        wildcard(principal, kind, faults);
    }
    match kind {
        PolicyKind::RoleTrust => trust(document, element, faults),
        PolicyKind::ResourceControl => resource_control(element, faults),
        _ => {}
    }
}

fn negated(
    statement: &Statement,
    element: &PrincipalElement,
    kind: PolicyKind,
    faults: &mut Faults,
) {
    let is_allow = statement.effect.as_ref().is_some_and(|effect| effect.value == Effect::Allow);
    if kind == PolicyKind::RoleTrust {
        let text = if is_allow {
            "Allow with NotPrincipal is not allowed."
        } else {
            "AssumeRole policy must not contain NotPrincipal field."
        };
        let message = "a trust policy takes no `NotPrincipal`";
        let fault = Diagnostic::new(&TRUST_NOT_PRINCIPAL, element.span, message);
        faults.push(fault.with_aws_message(text));
    } else if is_allow {
        let message = "everybody who is not listed is allowed, anonymous callers included";
        faults.push(Diagnostic::new(&ALLOW_NOT_PRINCIPAL, element.span, message));
    } else {
        let message = "every principal with a permissions boundary is denied, listed or not";
        faults.push(Diagnostic::new(&DENY_NOT_PRINCIPAL, element.span, message));
    }
}

fn wildcard(principal: &Spanned<Principal>, kind: PolicyKind, faults: &mut Faults) {
    let is_trust = kind == PolicyKind::RoleTrust;
    let (name, text) = match &principal.value {
        Principal::Arn(arn) => ("AWS", arn),
        Principal::Service(service) if is_trust => ("SERVICE", service),
        Principal::Federated(provider) if is_trust => ("FEDERATED", provider),
        _ => return,
    };
    if text.contains(['*', '?']) {
        let message = format!("a wildcard stands in the principal `{text}`");
        let fault = Diagnostic::new(&PRINCIPAL_WILDCARD, principal.span, message);
        faults.push(
            fault.with_aws_message(format!("Invalid principal in policy: \"{name}\":\"{text}\"")),
        );
    }
}

fn trust(document: &Document, element: &PrincipalElement, faults: &mut Faults) {
    // AWS: a trust policy with `"Principal": "*"` is refused, `{"AWS": "*"}` is not.
    // https://github.com/aws/aws-cdk/pull/5746
    if element.span.text(&document.source).starts_with('"') {
        let message = "a trust policy names principals in an object";
        let fault = Diagnostic::new(&INVALID_PRINCIPAL, element.span, message);
        let fault = fault.with_help("write `{\"AWS\": \"*\"}`");
        faults.push(fault.with_aws_message("Principal must be a JSON object."));
    }
    for principal in &element.principals {
        match &principal.value {
            Principal::CanonicalUser(id) => {
                let message = "a canonical user cannot assume a role";
                let text = format!("Invalid principal in policy: \"CANONICALUSER\":\"{id}\"");
                let fault = Diagnostic::new(&INVALID_PRINCIPAL, principal.span, message);
                faults.push(fault.with_aws_message(text));
            }
            Principal::Federated(provider) if Provider::of(provider).is_none() => {
                let message = format!("`{provider}` is no domain name and no ARN of a provider");
                let fault = Diagnostic::new(&INVALID_PRINCIPAL, principal.span, message);
                faults.push(fault.with_aws_message(NO_PROVIDER));
            }
            _ => {}
        }
    }
}

fn resource_control(element: &PrincipalElement, faults: &mut Faults) {
    let is_everyone = element.polarity == Polarity::Positive
        && element.principals.iter().all(|principal| principal.value == Principal::Everyone);
    if !is_everyone {
        let message = "a resource control policy takes only `\"Principal\": \"*\"`";
        faults.push(Diagnostic::new(&RESOURCE_CONTROL_PRINCIPAL, element.span, message));
    }
}
