//! Resource policies against the kind of resource that they stand on.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html>,
//! "Unsupported action in policy" and "Unsupported resource ARN in policy"

use super::glob::{intersect, without_variables};
use crate::check::PolicyKind;
use crate::check::resource_kind::{ResourceKind, ServiceActions};
use crate::diagnostic::Diagnostic;
use crate::faults::Faults;
use crate::finding::resource_kind::{ACTION_OF_ANOTHER_KIND, ARN_OF_ANOTHER_KIND, IRRELEVANT_KEY};
use crate::pattern::Pattern;
use crate::service_authorization;
use crate::tree::{ActionPattern, Polarity, Statement};

/// The one key that AWS names; `s3` kinds know whose bucket they are.
const IRRELEVANT_IN_S3: &str = "s3:ResourceAccount";

pub(super) fn advise(statement: &Statement, kind: PolicyKind, faults: &mut Faults) {
    let Some(kind) = kind.resource_kind() else { return };
    actions(statement, kind, faults);
    resources(statement, kind, faults);
    let is_s3 = matches!(kind.name, "s3-bucket" | "s3-access-point");
    for key in statement.conditions.iter().flat_map(|condition| &condition.keys) {
        if is_s3 && key.key.value.eq_ignore_ascii_case(IRRELEVANT_IN_S3) {
            let message =
                format!("`{}` says nothing in the policy of {}", key.key.value, kind.title);
            faults.push(Diagnostic::new(&IRRELEVANT_KEY, key.key.span, message));
        }
    }
}

fn actions(statement: &Statement, kind: &ResourceKind, faults: &mut Faults) {
    let Some(element) =
        statement.action.as_ref().filter(|element| element.polarity == Polarity::Positive)
    else {
        return;
    };
    for pattern in &element.patterns {
        let text = pattern.value.text.as_str();
        let Some(prefix) = pattern.value.vendor() else { continue };
        if prefix.contains(['*', '?', '$']) || service_authorization::service(prefix).is_none() {
            continue;
        }
        let taken = kind.services.iter().find(|it| it.prefix.eq_ignore_ascii_case(prefix));
        if taken.is_some_and(|service| takes(service, &pattern.value)) {
            continue;
        }
        let message = format!("the policy of {} takes no `{text}`", kind.title);
        let fault = Diagnostic::new(&ACTION_OF_ANOTHER_KIND, pattern.span, message);
        let help = if taken.is_some() {
            "allow it in the policy of the user or role".to_owned()
        } else {
            let prefixes: Vec<String> =
                kind.services.iter().map(|it| format!("`{}:`", it.prefix)).collect();
            format!("write actions that begin with {}", prefixes.join(" or "))
        };
        faults.push(fault.with_help(help));
    }
}

/// Whether some action that the pattern matches is about resources of the kind. A name that no
/// action has is reported elsewhere.
fn takes(taken: &ServiceActions, written: &ActionPattern) -> bool {
    if taken.resource_types.is_empty() {
        return true;
    }
    let Some(service) = service_authorization::service(taken.prefix) else { return true };
    let pattern = Pattern::new(written.name());
    let mut matched = service
        .actions
        .iter()
        .filter(|action| pattern.matches_ignoring_case(action.name))
        .peekable();
    matched.peek().is_none()
        || matched.any(|action| {
            action.resource_types.iter().any(|it| taken.resource_types.contains(&it.name))
        })
}

fn resources(statement: &Statement, kind: &ResourceKind, faults: &mut Faults) {
    for pattern in statement.resource.iter().flat_map(|element| &element.patterns) {
        let text = without_variables(&pattern.value);
        if text == "*" || kind.arns.iter().any(|arn| intersect(arn, &text)) {
            continue;
        }
        let message = format!("`{}` is no ARN for the policy of {}", pattern.value, kind.title);
        let fault = Diagnostic::new(&ARN_OF_ANOTHER_KIND, pattern.span, message);
        let forms: Vec<String> = kind.arns.iter().map(|arn| format!("`{arn}`")).collect();
        faults.push(fault.with_help(format!("write an ARN of the form {}", forms.join(" or "))));
    }
}
