//! Policy documents, and the ARNs of what they name.

use serde_json::{Value, json};

use super::house::ACCOUNT;

pub(crate) const ADMINISTRATOR_ACCESS: &str = "arn:aws:iam::aws:policy/AdministratorAccess";
pub(crate) const READ_ONLY_ACCESS: &str = "arn:aws:iam::aws:policy/ReadOnlyAccess";

/// Metadata of a SAML provider, made up.
pub(crate) const SAML_METADATA: &str = include_str!("../../../../../corpus/wire/saml/office.xml");

/// The provider `office`.
pub(crate) const SAML_ARN: &str = "arn:aws:iam::111122223333:saml-provider/office";

/// The provider `https://login.example.com`.
pub(crate) const OIDC_ARN: &str = "arn:aws:iam::111122223333:oidc-provider/login.example.com";

/// Of no certificate.
pub(crate) const THUMBPRINT: &str = "0123456789abcdef0123456789ABCDEF01234567";

/// A policy under this path is transitive where it is set as a boundary.
pub(crate) const TRANSITIVE_PATH: &str = "/entail/transitive/";

pub(crate) fn document(statements: &[Value]) -> String {
    json!({"Version": "2012-10-17", "Statement": statements}).to_string()
}

pub(crate) fn allow(actions: &[&str]) -> Value {
    json!({"Effect": "Allow", "Action": actions, "Resource": "*"})
}

pub(crate) fn deny(actions: &[&str]) -> Value {
    json!({"Effect": "Deny", "Action": actions, "Resource": "*"})
}

pub(crate) fn deny_if(actions: &[&str], condition: &Value) -> Value {
    json!({"Effect": "Deny", "Action": actions, "Resource": "*", "Condition": condition})
}

/// Everything but these actions: the cap that a test can see.
pub(crate) fn allow_all_except(actions: &[&str]) -> String {
    document(&[allow(&["*"]), deny(actions)])
}

/// Everything, and nothing denied.
pub(crate) fn allow_all() -> String {
    document(&[allow(&["*"])])
}

/// A trust policy that lets the account's policies decide who assumes the role.
pub(crate) fn trust_account() -> String {
    trust(&format!("arn:aws:iam::{ACCOUNT}:root"))
}

pub(crate) fn trust(principal: &str) -> String {
    document(&[json!({
        "Effect": "Allow",
        "Principal": {"AWS": principal},
        "Action": ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"],
    })])
}

/// The baseline of the article on self-referencing boundaries: nobody under it creates a principal
/// without it or changes a role's boundary. A Deny of access keys shows the cap.
pub(crate) fn self_referencing_baseline(own_arn: &str) -> String {
    let other = json!({"StringNotEquals": {"iam:PermissionsBoundary": own_arn}});
    document(&[
        allow(&["*"]),
        deny_if(&["iam:CreateUser", "iam:CreateRole"], &other),
        deny(&["iam:DeleteRolePermissionsBoundary", "iam:PutRolePermissionsBoundary"]),
        deny(&["iam:CreateAccessKey"]),
    ])
}

pub(crate) fn role_arn(name: &str) -> String {
    format!("arn:aws:iam::{ACCOUNT}:role/{name}")
}

/// The ARN of a policy under a path that begins and ends with `/`.
pub(crate) fn policy_arn(path: &str, name: &str) -> String {
    format!("arn:aws:iam::{ACCOUNT}:policy{path}{name}")
}
