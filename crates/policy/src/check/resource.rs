//! Resources and the form of their ARNs.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html>

use super::resource_kind::ResourceElementNeed;
use super::{PolicyKind, Written, has_element};
use crate::diagnostic::Diagnostic;
use crate::faults::Faults;
use crate::finding::Finding;
use crate::finding::resource::{
    IAM_RESOURCE_PATH, INCOMPLETE_ARN, INVALID_PARTITION, MISSING_RESOURCE, PROHIBITED_RESOURCE,
    RESOURCE_NOT_ARN, RESOURCE_REGION, RESOURCE_VENDOR,
};
use crate::tree::Polarity;

/// AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>
// CHOICE: AWS answers for its own partition only; we take all of them, because a policy may be
// written once for several.
const PARTITIONS: [&str; 8] =
    ["aws", "aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f", "aws-eusc"];

/// What the resource of an IAM ARN begins with, in the order of AWS's text.
const IAM_RESOURCE_TYPES: [&str; 13] = [
    "user/",
    "federated-user/",
    "role/",
    "group/",
    "instance-profile/",
    "mfa/",
    "server-certificate/",
    "policy/",
    "sms-mfa/",
    "saml-provider/",
    "oidc-provider/",
    "report/",
    "access-report/",
];

pub(super) fn check(written: &Written<'_>, kind: PolicyKind, faults: &mut Faults) {
    let Written { document, statement, members } = *written;
    let element = statement.resource.as_ref();
    if kind == PolicyKind::RoleTrust {
        if let Some(element) = element {
            let text = match element.polarity {
                Polarity::Positive => "Has prohibited field Resource",
                Polarity::Negated => "AssumeRole policy must not contain resources.",
            };
            let message = "a trust policy names no resource";
            let fault = Diagnostic::new(&PROHIBITED_RESOURCE, element.span, message);
            faults.push(fault.with_aws_message(text));
        }
        return;
    }
    let Some(element) = element else {
        let is_needed =
            kind.resource_kind().is_none_or(|it| it.resource == ResourceElementNeed::Required);
        if is_needed && !has_element(members, &["Resource", "NotResource"]) {
            let message = "the statement has neither `Resource` nor `NotResource`";
            faults.push(Diagnostic::new(&MISSING_RESOURCE, statement.span, message));
        }
        return;
    };
    if element.span.text(&document.source).starts_with('[') && element.patterns.is_empty() {
        let message = "the list of resources is empty";
        faults.push(Diagnostic::new(&MISSING_RESOURCE, element.span, message));
    }
    if kind.is_kept_by_another_service() {
        return;
    }
    for pattern in &element.patterns {
        if let Some(fault) = arn_fault(&pattern.value) {
            let diagnostic = Diagnostic::new(fault.finding, pattern.span, fault.message);
            faults.push(match fault.aws_message {
                Some(text) => diagnostic.with_aws_message(text),
                None => diagnostic,
            });
        }
    }
}

/// What is wrong with one resource.
struct ArnFault {
    finding: &'static Finding,
    message: String,
    aws_message: Option<String>,
}

impl ArnFault {
    fn new(finding: &'static Finding, message: String, text: impl Into<String>) -> ArnFault {
        ArnFault { finding, message, aws_message: Some(text.into()) }
    }
}

/// The first fault of a resource in AWS's order. AWS takes some ARNs with fewer than six
/// components, such as `arn:aws:fdsasf`; so do we, and they match nothing.
fn arn_fault(text: &str) -> Option<ArnFault> {
    if text == "*" {
        return None;
    }
    let Some((prefix, after_prefix)) = text.split_once(':') else {
        return Some(not_arn(text));
    };
    let (partition, after_partition) = match after_prefix.split_once(':') {
        Some((partition, rest)) => (partition, Some(rest)),
        None => (after_prefix, None),
    };
    if !is_partition(partition) {
        let padded = padded(partition, after_partition.unwrap_or(""));
        let message = format!("`{partition}` is no partition");
        let text = format!("Partition \"{partition}\" is not valid for resource \"{padded}\".");
        return Some(ArnFault::new(&INVALID_PARTITION, message, text));
    }
    if prefix != "arn" {
        return Some(not_arn(text));
    }
    after_partition.map_or_else(|| Some(vendor_fault(text)), |rest| service_fault(text, rest))
}

fn not_arn(text: &str) -> ArnFault {
    let message = format!("`{text}` is neither `*` nor an ARN");
    let aws = format!("Resource {text} must be in ARN format or \"*\".");
    ArnFault::new(&RESOURCE_NOT_ARN, message, aws)
}

fn vendor_fault(text: &str) -> ArnFault {
    let message = format!("`{text}` names no service");
    let aws = "Resource vendor must be fully qualified and cannot contain regexes.";
    ArnFault::new(&RESOURCE_VENDOR, message, aws)
}

/// Whether a partition is known. A wildcard may stand for several.
fn is_partition(partition: &str) -> bool {
    partition.contains('*') || PARTITIONS.contains(&partition)
}

/// The ARN as AWS writes it into its text: what is missing is `*`.
fn padded(partition: &str, rest: &str) -> String {
    let mut components: Vec<&str> =
        if rest.is_empty() { Vec::new() } else { rest.splitn(4, ':').collect() };
    components.resize(4, "*");
    format!("arn:{partition}:{}", components.join(":"))
}

/// Faults of what follows the partition.
fn service_fault(text: &str, rest: &str) -> Option<ArnFault> {
    let mut components = rest.splitn(4, ':');
    let service = components.next().unwrap_or("");
    let region = components.next();
    let account = components.next();
    let resource = components.next();
    if service.contains(['*', '?']) {
        return Some(vendor_fault(text));
    }
    let has_region = region.is_some_and(|region| !region.is_empty());
    let has_account = account.is_some_and(|account| !account.is_empty());
    let message = || format!("`{text}` names a region");
    if service == "iam" && has_region {
        let aws = format!("IAM resource {text} cannot contain region information.");
        return Some(ArnFault::new(&RESOURCE_REGION, message(), aws));
    }
    // CHOICE: recorded for ARNs without an account. Access points and jobs of S3 have both.
    if service == "s3" && has_region && !has_account {
        let aws = format!("Resource {text} can not contain region information.");
        return Some(ArnFault::new(&RESOURCE_REGION, message(), aws));
    }
    let iam =
        if service == "iam" && region.is_some() { iam_fault(resource.unwrap_or("")) } else { None };
    if iam.is_some() {
        return iam;
    }
    let is_cut = resource.is_none() && text.contains("::");
    (service.is_empty() || is_cut).then(|| ArnFault {
        finding: &INCOMPLETE_ARN,
        message: format!("`{text}` has too few components"),
        aws_message: None,
    })
}

fn iam_fault(resource: &str) -> Option<ArnFault> {
    let is_known = matches!(resource, "*" | "root")
        || IAM_RESOURCE_TYPES.iter().any(|start| resource.starts_with(start));
    if is_known {
        return None;
    }
    let aws = format!(
        "IAM resource path must either be \"*\", root, or start with {}.",
        IAM_RESOURCE_TYPES.join(", ")
    );
    let message = format!("`{resource}` does not begin with a type of IAM resource");
    Some(ArnFault::new(&IAM_RESOURCE_PATH, message, aws))
}

#[cfg(test)]
mod tests;
