//! Names of calls and kinds, as the journal and the state have them.

use super::Call;
use crate::{endpoints::Service, state::PrincipalKind};

/// `iam:CreateRole`.
pub(super) fn call_name(call: &Call) -> String {
    Service::from(call.service).call(&call.operation)
}

/// `AWS::IAM::Role`.
pub(super) const fn kind_name(kind: PrincipalKind) -> &'static str {
    match kind {
        PrincipalKind::Role => "AWS::IAM::Role",
        PrincipalKind::User => "AWS::IAM::User",
    }
}
