//! `Principal` and `NotPrincipal`.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>

use super::elements::{strings, unknown, wrong_type};
use crate::arn::{AccountId, Arn};
use crate::diagnostic::Diagnostic;
use crate::faults::Faults;
use crate::finding::principal::INVALID_PRINCIPAL;
use crate::span::Spanned;
use crate::text::{Value, ValueKind};
use crate::tree::Principal;

const KNOWN: &[&str] = &["AWS", "Service", "Federated", "CanonicalUser"];

/// Prefixes of the unique ids that a principal may be written as: users and roles.
///
/// AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids>
const UNIQUE_ID_PREFIXES: [&str; 2] = ["AIDA", "AROA"];

/// Letters and digits of the shortest unique id that AWS makes.
const UNIQUE_ID_LENGTH_MIN: usize = 16;

/// Reads the element's value; `None` where it has the wrong type.
pub(super) fn principals(
    element: &str,
    value: &Value,
    faults: &mut Faults,
) -> Option<Vec<Spanned<Principal>>> {
    match &value.kind {
        ValueKind::String(text) if text == "*" => {
            Some(vec![Spanned::new(Principal::Everyone, value.span)])
        }
        ValueKind::Object(members) => {
            let mut principals = Vec::new();
            for member in members {
                let name = member.key.value.as_str();
                if !KNOWN.contains(&name) {
                    let text = format!("Invalid principal in policy: \"{name}\"");
                    faults.push(unknown(member, KNOWN).with_aws_message(text));
                    continue;
                }
                let texts = strings(name, &member.value, faults).unwrap_or_default();
                for text in texts {
                    principals.push(principal(name, text, faults));
                }
            }
            Some(principals)
        }
        _ => {
            wrong_type(element, "`\"*\"` or an object such as `{\"AWS\": ...}`", value, faults);
            None
        }
    }
}

fn principal(name: &str, text: Spanned<String>, faults: &mut Faults) -> Spanned<Principal> {
    let Spanned { value, span } = text;
    let principal = match name {
        "Service" => Principal::Service(value),
        "Federated" => Principal::Federated(value),
        "CanonicalUser" => Principal::CanonicalUser(value),
        _ => aws(&value).unwrap_or_else(|| {
            let message = format!("`{value}` is no principal");
            let text = format!("Invalid principal in policy: \"AWS\":\"{value}\"");
            let fault = Diagnostic::new(&INVALID_PRINCIPAL, span, message);
            faults.push(fault.with_aws_message(text));
            Principal::Arn(value)
        }),
    };
    Spanned::new(principal, span)
}

/// Reads a value of `{"AWS": ...}`; `None` where it is of no known form.
fn aws(text: &str) -> Option<Principal> {
    if text == "*" {
        return Some(Principal::Everyone);
    }
    if let Ok(account) = AccountId::parse(text) {
        return Some(Principal::Account(account));
    }
    if is_unique_id(text) {
        return Some(Principal::UniqueId(text.to_owned()));
    }
    let arn = Arn::parse(text).ok()?;
    if arn.service() == "iam" && arn.region().is_empty() && arn.resource() == "root" {
        return arn.account_id().map(Principal::Account);
    }
    let names_an_identity = matches!(arn.service(), "iam" | "sts")
        && arn.region().is_empty()
        && !arn.account().is_empty()
        && arn.resource_type_and_id().is_some_and(|(kind, id)| !kind.is_empty() && !id.is_empty());
    names_an_identity.then(|| Principal::Arn(text.to_owned()))
}

fn is_unique_id(text: &str) -> bool {
    UNIQUE_ID_PREFIXES.iter().any(|prefix| text.starts_with(prefix))
        && text.len() >= UNIQUE_ID_LENGTH_MIN
        && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}
