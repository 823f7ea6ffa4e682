//! Names of calls, kinds and templates, as the journal and the state have them.

use entail_wire::sigv4::canonical_request::sha256;

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

/// The kind of principal that a type makes.
pub(super) fn principal_kind(name: &str) -> Option<PrincipalKind> {
    [PrincipalKind::Role, PrincipalKind::User].into_iter().find(|kind| kind_name(*kind) == name)
}

/// What a template is known by in the state file.
///
/// AWS: `GetTemplate` has a `?` in the place of every character that is not ASCII.
pub(super) fn template_hash(text: &str) -> String {
    let ascii = |character: char| if character.is_ascii() { character } else { '?' };
    sha256(text.chars().map(ascii).collect::<String>().as_bytes())
}
