//! `Principal` and `NotPrincipal`.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>

use super::Polarity;
use crate::arn::AccountId;
use crate::span::{Span, Spanned};

/// `Principal` or `NotPrincipal`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrincipalElement {
    /// Which of the two.
    pub polarity: Polarity,
    /// The element's value.
    pub span: Span,
    /// The principals in document order, those of all members together.
    pub principals: Vec<Spanned<Principal>>,
}

/// One principal of the element.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Principal {
    /// `"*"`, and `{"AWS": "*"}`, which means the same.
    Everyone,
    /// `{"AWS": ...}` with 12 digits or `arn:PARTITION:iam::ACCOUNT:root`: delegation to an account.
    Account(AccountId),
    /// `{"AWS": ...}` with the ARN of a user, role, assumed-role session or federated user.
    Arn(String),
    /// `{"AWS": ...}` with a unique id (`AIDA...`, `AROA...`): how AWS stores users and roles.
    UniqueId(String),
    /// `{"Service": ...}`: a service principal, or `*`.
    Service(String),
    /// `{"Federated": ...}`: the ARN of a SAML or OIDC provider, a web identity host, or `*`.
    Federated(String),
    /// `{"CanonicalUser": ...}`: an S3 canonical user id.
    CanonicalUser(String),
}
