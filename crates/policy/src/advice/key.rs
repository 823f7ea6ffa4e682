//! Condition keys: whether they exist, and what they hold.

use super::similar::most_similar;
use crate::diagnostic::Diagnostic;
use crate::faults::Faults;
use crate::finding::service::{
    MISSING_TAG_KEY, OLD_GLOBAL_KEY, UNKNOWN_GLOBAL_KEY, UNKNOWN_SERVICE_IN_KEY,
    UNKNOWN_SERVICE_KEY,
};
use crate::service_authorization::{self, ConditionKey, global_keys};
use crate::span::Spanned;

/// Keys that services put into the sessions they make: they belong to a service and are in the
/// requests of others.
///
/// AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>
pub(super) const SESSION_KEYS: [&str; 9] = [
    "codebuild:buildArn",
    "codebuild:projectArn",
    "ec2:RoleDelivery",
    "ec2:SourceInstanceARN",
    "glue:CredentialIssuingService",
    "glue:RoleAssumedBy",
    "identitystore:UserId",
    "lambda:SourceFunctionArn",
    "ssm:SourceInstanceARN",
];

/// Keys that AWS replaced, behind `aws:`, and what it says instead.
///
/// AWS: <https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html#source-account-versus-source-owner>
const OLD_KEYS: [(&str, &str); 2] =
    [("ARN", "aws:PrincipalArn"), ("SourceOwner", "aws:SourceAccount")];

/// Finds a key; reports one that is none. Keys of identity providers are not known here.
pub(super) fn find(key: &Spanned<String>, faults: &mut Faults) -> Option<&'static ConditionKey> {
    let (prefix, name) = key.value.split_once(':')?;
    if prefix.eq_ignore_ascii_case("aws") {
        let found = global_keys::find(&key.value);
        if found.is_none() {
            faults.push(unknown_global(key, name));
        }
        return found;
    }
    if prefix.contains('.') || prefix.eq_ignore_ascii_case("saml") || prefix.contains("${") {
        return None;
    }
    let Some(service) = service_authorization::service(prefix) else {
        let message = format!("there is no service `{prefix}`");
        faults.push(Diagnostic::new(&UNKNOWN_SERVICE_IN_KEY, key.span, message));
        return None;
    };
    let found = service.condition_key(&key.value);
    let is_session_key = SESSION_KEYS.iter().any(|known| known.eq_ignore_ascii_case(&key.value));
    if found.is_none() && !is_session_key {
        let stem = format!("{}/", key.value.trim_end_matches('/')).to_ascii_lowercase();
        let is_tag = service
            .condition_keys
            .iter()
            .any(|known| known.name.contains("TagKey") && is_stem(&known.name, &stem));
        faults.push(if is_tag {
            missing_tag(key)
        } else {
            let message = format!("{} has no condition key `{}`", service.name, key.value);
            let fault = Diagnostic::new(&UNKNOWN_SERVICE_KEY, key.span, message);
            let names = service.condition_keys.iter().map(|known| known.name.as_str());
            with_similar(fault, &key.value, names)
        });
    }
    found
}

fn unknown_global(key: &Spanned<String>, name: &str) -> Diagnostic {
    let old = OLD_KEYS.iter().find(|(old, _)| old.eq_ignore_ascii_case(name));
    if let Some((_, new)) = old {
        let message = format!("AWS replaced `{}`", key.value);
        let fault = Diagnostic::new(&OLD_GLOBAL_KEY, key.span, message);
        return fault.with_help(format!("write `{new}`"));
    }
    let stem = format!("{}/", key.value.trim_end_matches('/')).to_ascii_lowercase();
    if global_keys::all().iter().any(|known| is_stem(&known.name, &stem)) {
        return missing_tag(key);
    }
    let message = format!("there is no global condition key `{}`", key.value);
    let fault = Diagnostic::new(&UNKNOWN_GLOBAL_KEY, key.span, message);
    with_similar(fault, &key.value, global_keys::all().iter().map(|known| known.name.as_str()))
}

/// Whether `name` is `stem`, which ends in a slash, and a placeholder.
fn is_stem(name: &str, stem: &str) -> bool {
    name.to_ascii_lowercase().strip_prefix(stem).is_some_and(|rest| rest.starts_with(['$', '<']))
}

fn missing_tag(key: &Spanned<String>) -> Diagnostic {
    let name = key.value.trim_end_matches('/');
    let message = format!("`{name}` names no tag");
    let fault = Diagnostic::new(&MISSING_TAG_KEY, key.span, message);
    fault.with_help(format!("write `{name}/` and the key of the tag"))
}

fn with_similar<'name>(
    fault: Diagnostic,
    written: &str,
    names: impl Iterator<Item = &'name str>,
) -> Diagnostic {
    match most_similar(written, names) {
        Some(similar) => fault.with_help(format!("write `{similar}`")),
        None => fault,
    }
}
