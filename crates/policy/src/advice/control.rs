//! Resource control policies.
//!
//! AWS: <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html>

use super::{allows, asks_for};
use crate::check::PolicyKind;
use crate::diagnostic::Diagnostic;
use crate::faults::Faults;
use crate::finding::control::{RESOURCE_CONTROL_NOT_ACTION, RESOURCE_CONTROL_PRINCIPAL_KEY};
use crate::tree::{Polarity, Statement};

const IS_SERVICE: &str = "aws:PrincipalIsAWSService";

/// Keys that principals of accounts have and service principals do not.
const ACCOUNT_KEYS: [&str; 4] =
    ["aws:PrincipalAccount", "aws:PrincipalArn", "aws:PrincipalOrgID", "aws:PrincipalOrgPaths"];

pub(super) fn advise(statement: &Statement, kind: PolicyKind, faults: &mut Faults) {
    if kind != PolicyKind::ResourceControl {
        return;
    }
    if let Some(action) = &statement.action
        && action.polarity == Polarity::Negated
    {
        let message = "a resource control policy takes no `NotAction`";
        faults.push(Diagnostic::new(&RESOURCE_CONTROL_NOT_ACTION, action.span, message));
    }
    if allows(statement) || asks_for(statement, IS_SERVICE) {
        return;
    }
    for key in statement.conditions.iter().flat_map(|condition| &condition.keys) {
        let name = key.key.value.as_str();
        if ACCOUNT_KEYS.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            let message = format!("service principals have no `{name}`");
            let fault = Diagnostic::new(&RESOURCE_CONTROL_PRINCIPAL_KEY, key.key.span, message);
            let help = format!("add `\"BoolIfExists\": {{\"{IS_SERVICE}\": \"false\"}}`");
            faults.push(fault.with_help(help));
        }
    }
}
