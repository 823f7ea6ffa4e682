//! The condition keys that follow from who calls and whose resource it is.
//!
//! This is the one place where they are derived: the case format and the server fill in the same
//! list. What does not follow (the time, tags, addresses, `aws:userid`) comes with the request.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>

use super::{Principal, Request};

/// A condition key and how its value follows from a request; `None` where AWS leaves the key out.
pub(super) struct DerivedKey {
    pub(super) name: &'static str,
    pub(super) value: fn(&Request) -> Option<&str>,
}

/// All of them. The anchor of each on AWS's page is `condition-keys-` and the name in lower case
/// without `aws:`.
pub(super) const DERIVED_KEYS: &[DerivedKey] = &[
    DerivedKey { name: "aws:PrincipalArn", value: principal_arn },
    DerivedKey { name: "aws:PrincipalAccount", value: principal_account },
    DerivedKey { name: "aws:PrincipalType", value: principal_type },
    DerivedKey { name: "aws:username", value: user_name },
    DerivedKey { name: "aws:PrincipalIsAWSService", value: is_service },
    DerivedKey { name: "aws:PrincipalServiceName", value: service_name },
    DerivedKey { name: "aws:ResourceAccount", value: Request::resource_account },
];

/// For a role session the role's ARN, never the session's.
fn principal_arn(request: &Request) -> Option<&str> {
    match &request.principal {
        Principal::User { arn }
        | Principal::FederatedUser { arn, .. }
        | Principal::Root { arn } => Some(arn),
        Principal::AssumedRole { role_arn, .. } => Some(role_arn),
        Principal::Service(_) | Principal::IdentityProvider(_) | Principal::Anonymous => None,
    }
}

/// AWS: requests without credentials have the key too, with the value `anonymous`.
fn principal_account(request: &Request) -> Option<&str> {
    match request.principal {
        Principal::Anonymous => Some("anonymous"),
        _ => request.principal.account(),
    }
}

/// AWS: the table "Principal key values" of
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html>
fn principal_type(request: &Request) -> Option<&str> {
    match request.principal {
        Principal::User { .. } => Some("User"),
        Principal::AssumedRole { .. } => Some("AssumedRole"),
        Principal::FederatedUser { .. } => Some("FederatedUser"),
        Principal::Root { .. } => Some("Account"),
        Principal::Anonymous => Some("Anonymous"),
        Principal::Service(_) | Principal::IdentityProvider(_) => None,
    }
}

fn user_name(request: &Request) -> Option<&str> {
    match &request.principal {
        Principal::User { arn } => arn.rsplit_once('/').map(|(_, name)| name),
        _ => None,
    }
}

/// AWS: every signed request has the key. Anonymous requests have not, and those for
/// `AssumeRoleWithSAML` and `AssumeRoleWithWebIdentity` are not signed.
fn is_service(request: &Request) -> Option<&str> {
    match request.principal {
        Principal::Service(_) => Some("true"),
        Principal::IdentityProvider(_) | Principal::Anonymous => None,
        _ => Some("false"),
    }
}

fn service_name(request: &Request) -> Option<&str> {
    match &request.principal {
        Principal::Service(name) => Some(name),
        _ => None,
    }
}
