//! Names of actions.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html>

use super::PolicyKind;
use crate::diagnostic::Diagnostic;
use crate::faults::Faults;
use crate::finding::action::{
    ACTION_COLONS, ACTION_WITHOUT_VENDOR, INVALID_VENDOR, TRUST_POLICY_ACTION,
};
use crate::span::Span;
use crate::tree::{ActionPattern, Statement};

pub(super) fn check(statement: &Statement, kind: PolicyKind, faults: &mut Faults) {
    let patterns = statement.action.iter().flat_map(|action| &action.patterns);
    for pattern in patterns {
        if kind == PolicyKind::RoleTrust {
            trust(&pattern.value, pattern.span, faults);
        } else {
            prefix(&pattern.value, pattern.span, faults);
        }
    }
}

fn trust(pattern: &ActionPattern, span: Span, faults: &mut Faults) {
    let is_sts = pattern.vendor().is_some_and(|vendor| vendor.eq_ignore_ascii_case("sts"));
    if !is_sts {
        let message = format!("`{}` is no action of STS", pattern.text);
        faults.push(Diagnostic::new(&TRUST_POLICY_ACTION, span, message));
    }
}

fn prefix(pattern: &ActionPattern, span: Span, faults: &mut Faults) {
    let text = &pattern.text;
    let Some(vendor) = pattern.vendor() else {
        if text != "*" {
            let message = format!("the action `{text}` has no service prefix");
            let fault = Diagnostic::new(&ACTION_WITHOUT_VENDOR, span, message);
            faults.push(fault.with_aws_message(
                "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.",
            ));
        }
        return;
    };
    if pattern.name().contains(':') {
        let message = format!("the action `{text}` has more than one colon");
        let fault = Diagnostic::new(&ACTION_COLONS, span, message);
        faults.push(fault.with_aws_message("Actions/Condition can contain only one colon."));
        return;
    }
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.');
    if vendor != "*" && !vendor.bytes().all(allowed) {
        let message = format!("`{vendor}` is no service prefix");
        let fault = Diagnostic::new(&INVALID_VENDOR, span, message);
        faults.push(fault.with_aws_message(format!("Vendor {vendor} is not valid")));
    }
}
