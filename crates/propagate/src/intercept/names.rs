//! Names of calls, kinds and hashes, as the journal and the state have them.

use ring::digest::{SHA256, digest};

use super::{Call, Fronted};
use crate::state::PrincipalKind;

/// `iam:CreateRole`.
pub(super) fn call_name(call: &Call) -> String {
    let service = match call.service {
        Fronted::Iam => "iam",
        Fronted::Sts => "sts",
        Fronted::CloudFormation => "cloudformation",
        Fronted::CloudControl => "cloudcontrol",
    };
    let operation = if call.operation.is_empty() { "?" } else { &call.operation };
    format!("{service}:{operation}")
}

/// `AWS::IAM::Role`.
pub(super) const fn kind_name(kind: PrincipalKind) -> &'static str {
    match kind {
        PrincipalKind::Role => "AWS::IAM::Role",
        PrincipalKind::User => "AWS::IAM::User",
    }
}

/// The SHA-256 of a text in hexadecimal digits.
pub(super) fn sha256(text: &str) -> String {
    let digest = digest(&SHA256, text.as_bytes());
    digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}
