//! The ARNs of IAM entities and sessions.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns>

use entail_policy::arn::AccountId;
use entail_store::records::{Group, InstanceProfile, Policy, Role, User};

/// `arn:aws:iam::ACCOUNT:root`.
pub(crate) fn root(account: &AccountId) -> String {
    format!("arn:aws:iam::{account}:root")
}

/// A user by path and name; the path begins and ends with `/`.
pub(crate) fn user(account: &AccountId, path: &str, name: &str) -> String {
    format!("arn:aws:iam::{account}:user{path}{name}")
}

/// A role by path and name.
pub(crate) fn role(account: &AccountId, path: &str, name: &str) -> String {
    format!("arn:aws:iam::{account}:role{path}{name}")
}

/// A group by path and name.
pub(crate) fn group(account: &AccountId, path: &str, name: &str) -> String {
    format!("arn:aws:iam::{account}:group{path}{name}")
}

/// An instance profile by path and name.
pub(crate) fn instance_profile(account: &AccountId, path: &str, name: &str) -> String {
    format!("arn:aws:iam::{account}:instance-profile{path}{name}")
}

/// A SAML provider by name.
pub(crate) fn saml_provider(account: &AccountId, name: &str) -> String {
    format!("arn:aws:iam::{account}:saml-provider/{name}")
}

/// An `OpenID` Connect provider by its URL without the scheme.
pub(crate) fn open_id_connect_provider(account: &AccountId, url: &str) -> String {
    format!("arn:aws:iam::{account}:oidc-provider/{url}")
}

/// A customer managed policy by path and name.
pub(crate) fn policy(account: &AccountId, path: &str, name: &str) -> String {
    format!("arn:aws:iam::{account}:policy{path}{name}")
}

/// The ARN of a user's record.
pub(crate) fn of_user(account: &AccountId, record: &User) -> String {
    user(account, &record.path, &record.name)
}

/// The ARN of a role's record.
pub(crate) fn of_role(account: &AccountId, record: &Role) -> String {
    role(account, &record.path, &record.name)
}

/// The ARN of a group's record.
pub(crate) fn of_group(account: &AccountId, record: &Group) -> String {
    group(account, &record.path, &record.name)
}

/// The ARN of an instance profile's record.
pub(crate) fn of_instance_profile(account: &AccountId, record: &InstanceProfile) -> String {
    instance_profile(account, &record.path, &record.name)
}

/// The ARN of a policy's record.
pub(crate) fn of_policy(account: &AccountId, record: &Policy) -> String {
    policy(account, &record.path, &record.name)
}

/// A session of a role; the role's path is not part of it.
pub(crate) fn assumed_role(account: &AccountId, role_name: &str, session_name: &str) -> String {
    format!("arn:aws:sts::{account}:assumed-role/{role_name}/{session_name}")
}

/// A user made by `GetFederationToken`.
pub(crate) fn federated_user(account: &AccountId, name: &str) -> String {
    format!("arn:aws:sts::{account}:federated-user/{name}")
}
