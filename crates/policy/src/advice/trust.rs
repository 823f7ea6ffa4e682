//! Principals, and the conditions on which they are trusted.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>

use super::{allows, asks_for};
use crate::arn::Arn;
use crate::check::PolicyKind;
use crate::diagnostic::Diagnostic;
use crate::faults::Faults;
use crate::finding::trust::{
    AUDIENCE_WITH_FOR_ALL_VALUES, AUDIENCE_WITH_FOR_ANY_VALUE, FEDERATED_PRINCIPAL,
    GITHUB_WILDCARD, GITHUB_WITHOUT_SUBJECT, MISMATCHED_ACTION, OPEN_PROVIDER, REDUNDANT_SESSION,
    ROLES_ANYWHERE, SERVICE_PRINCIPAL_FORM, SERVICE_WITHOUT_SOURCE, UNIQUE_ID_PRINCIPAL,
};
use crate::provider::Provider;
use crate::span::Spanned;
use crate::tree::{Document, Polarity, Principal, SetQualifier, Statement};

const GITHUB: &str = "token.actions.githubusercontent.com";
const ROLES_ANYWHERE_SERVICE: &str = "rolesanywhere.amazonaws.com";
const ROLES_ANYWHERE_ACTIONS: [&str; 3] =
    ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"];

/// What says for whom a service acts.
const SOURCES: [&str; 4] =
    ["aws:SourceArn", "aws:SourceAccount", "aws:SourceOrgID", "aws:SourceOrgPaths"];

pub(super) fn advise(
    document: &Document,
    statement: &Statement,
    kind: PolicyKind,
    faults: &mut Faults,
) {
    let Some(element) = &statement.principal else { return };
    let is_trust = kind == PolicyKind::RoleTrust;
    for principal in &element.principals {
        form(principal, kind, faults);
        if !allows(statement) || element.polarity == Polarity::Negated {
            continue;
        }
        match &principal.value {
            Principal::Federated(provider) if is_trust => {
                federated(statement, provider, principal, faults);
            }
            Principal::Service(service) if is_trust && service == ROLES_ANYWHERE_SERVICE => {
                roles_anywhere(document, principal, faults);
            }
            Principal::Service(service) if kind.is_of_resource() => {
                let is_limited = SOURCES.iter().any(|source| asks_for(statement, source));
                if !is_limited {
                    let message = format!("`{service}` is let in for whomever it acts");
                    faults.push(Diagnostic::new(&SERVICE_WITHOUT_SOURCE, principal.span, message));
                }
            }
            _ => {}
        }
    }
    if is_trust {
        actions(statement, &element.principals, faults);
        sessions(&element.principals, faults);
        audiences(statement, faults);
    }
}

/// How a principal is written.
fn form(principal: &Spanned<Principal>, kind: PolicyKind, faults: &mut Faults) {
    match &principal.value {
        Principal::Service(service) if !is_service(service) => {
            let message = format!("`{service}` is no service principal");
            let fault = Diagnostic::new(&SERVICE_PRINCIPAL_FORM, principal.span, message);
            faults.push(if service.contains('.') {
                fault
            } else {
                let lower = service.to_ascii_lowercase();
                fault.with_help(format!("write `{lower}.amazonaws.com`"))
            });
        }
        Principal::Federated(_) if kind.is_of_resource() => {
            let message = "only trust policies name identity providers";
            faults.push(Diagnostic::new(&FEDERATED_PRINCIPAL, principal.span, message));
        }
        Principal::UniqueId(id) => {
            let message = format!("`{id}` is the unique id of a user or role");
            faults.push(Diagnostic::new(&UNIQUE_ID_PRINCIPAL, principal.span, message));
        }
        _ => {}
    }
}

/// A domain name in lower case under one of AWS's domains. Wildcards are reported elsewhere.
pub(super) fn is_service(text: &str) -> bool {
    let letter = |byte: u8| {
        byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-_*?${}:".contains(&byte)
    };
    let is_open = text.contains(['*', '?', '$']);
    is_open || (text.contains(".am") || text.contains(".aws")) && text.bytes().all(letter)
}

fn federated(
    statement: &Statement,
    provider: &str,
    principal: &Spanned<Principal>,
    faults: &mut Faults,
) {
    let Some(Provider::Web(name)) = Provider::of(provider) else { return };
    let is_of_provider = |key: &str| {
        key.rsplit_once(':').is_some_and(|(prefix, _)| prefix.eq_ignore_ascii_case(name))
    };
    let mut keys = statement.conditions.iter().flat_map(|condition| &condition.keys);
    if !keys.any(|key| is_of_provider(&key.key.value)) {
        let message = format!("nothing is asked of the tokens of `{name}`");
        faults.push(Diagnostic::new(&OPEN_PROVIDER, principal.span, message));
    }
    if name.eq_ignore_ascii_case(GITHUB) {
        github(statement, principal, faults);
    }
}

fn github(statement: &Statement, principal: &Spanned<Principal>, faults: &mut Faults) {
    let subject = format!("{GITHUB}:sub");
    if !asks_for(statement, &subject) {
        let message = "workflows of all repositories can assume the role";
        let fault = Diagnostic::new(&GITHUB_WITHOUT_SUBJECT, principal.span, message);
        faults.push(fault.with_help(format!("ask for `{subject}`")));
        return;
    }
    let has_branch = asks_for(statement, &format!("{GITHUB}:ref"));
    let keys = statement.conditions.iter().flat_map(|condition| &condition.keys);
    let subjects = keys.filter(|key| key.key.value.eq_ignore_ascii_case(&subject));
    for value in subjects.flat_map(|key| &key.values) {
        let text = value.value.as_text();
        // `repo:organization/repository`, and behind it the branch, tag or environment.
        let repository: String = text.split(':').take(2).collect();
        let wide = if has_branch { repository.as_str() } else { text };
        if wide.contains(['*', '?']) {
            let message = format!("`{text}` names no single repository and branch");
            faults.push(Diagnostic::new(&GITHUB_WILDCARD, value.span, message));
        }
    }
}

/// The actions may stand in several statements.
fn roles_anywhere(document: &Document, principal: &Spanned<Principal>, faults: &mut Faults) {
    let names_it = |statement: &&Statement| {
        let mut principals = statement.principal.iter().flat_map(|element| &element.principals);
        allows(statement) && principals.any(|other| other.value == principal.value)
    };
    let actions: Vec<_> = document
        .statements
        .iter()
        .filter(names_it)
        .filter_map(|statement| statement.action.as_ref())
        .collect();
    let is_allowed = |name: &str| {
        actions.iter().any(|element| {
            let is_named = element.patterns.iter().any(|pattern| pattern.value.matches(name));
            is_named == (element.polarity == Polarity::Positive)
        })
    };
    let missing: Vec<&str> =
        ROLES_ANYWHERE_ACTIONS.into_iter().filter(|name| !is_allowed(name)).collect();
    if !missing.is_empty() {
        let message = format!("the policy does not allow it `{}`", missing.join("`, `"));
        faults.push(Diagnostic::new(&ROLES_ANYWHERE, principal.span, message));
    }
}

/// Whether some principal of the statement can use each of its actions.
fn actions(statement: &Statement, principals: &[Spanned<Principal>], faults: &mut Faults) {
    let Some(action) = &statement.action else { return };
    if action.polarity == Polarity::Negated || !allows(statement) || principals.is_empty() {
        return;
    }
    for pattern in &action.patterns {
        let name = pattern.value.text.to_ascii_lowercase();
        let uses = |principal: &Principal| uses(principal, &name);
        if !principals.iter().any(|principal| uses(&principal.value)) {
            let message = format!("no principal of the statement uses `{}`", pattern.value.text);
            faults.push(Diagnostic::new(&MISMATCHED_ACTION, pattern.span, message));
        }
    }
}

/// Whether a principal can come by this action; `action` is in lower case.
fn uses(principal: &Principal, action: &str) -> bool {
    let provider = match principal {
        Principal::Everyone => return true,
        Principal::Federated(text) => Some(Provider::of(text)),
        _ => None,
    };
    match action {
        "sts:assumerole" => provider.is_none(),
        "sts:assumerolewithsaml" => provider == Some(Some(Provider::Saml)),
        "sts:assumerolewithwebidentity" => {
            provider.is_some_and(|provider| provider != Some(Provider::Saml))
        }
        _ => true,
    }
}

/// Sessions beside the role they are of.
fn sessions(principals: &[Spanned<Principal>], faults: &mut Faults) {
    let arns: Vec<(Arn, &Spanned<Principal>)> = principals
        .iter()
        .filter_map(|principal| match &principal.value {
            Principal::Arn(text) => Some((Arn::parse(text).ok()?, principal)),
            _ => None,
        })
        .collect();
    for (session, principal) in &arns {
        let Some(rest) = session.resource().strip_prefix("assumed-role/") else { continue };
        let name = rest.split('/').next().unwrap_or_default();
        // The ARN of a session does not have the path of its role.
        let role = arns.iter().find(|(role, _)| {
            role.account() == session.account()
                && role
                    .resource()
                    .strip_prefix("role/")
                    .is_some_and(|path| path.rsplit('/').next() == Some(name))
        });
        if let Some((_, role)) = role {
            let message = "the role takes in this session";
            let fault = Diagnostic::new(&REDUNDANT_SESSION, principal.span, message);
            faults.push(fault.with_secondary(role.span, "here"));
        }
    }
}

fn audiences(statement: &Statement, faults: &mut Faults) {
    for condition in &statement.conditions {
        let finding = match condition.parsed.and_then(|operator| operator.qualifier) {
            Some(SetQualifier::ForAnyValue) => &AUDIENCE_WITH_FOR_ANY_VALUE,
            Some(SetQualifier::ForAllValues) => &AUDIENCE_WITH_FOR_ALL_VALUES,
            None => continue,
        };
        let is_audience = |key: &str| {
            key.rsplit_once(':').is_some_and(|(prefix, name)| {
                prefix.contains('.') && name.eq_ignore_ascii_case("aud")
            })
        };
        for key in condition.keys.iter().filter(|key| is_audience(&key.key.value)) {
            let message = "most providers give a token one audience";
            faults.push(Diagnostic::new(finding, key.key.span, message));
        }
    }
}
