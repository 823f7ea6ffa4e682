//! What AWS asks of a document beyond its grammar, which depends on where it is used.

use crate::diagnostic::Diagnostic;
use crate::tree::Document;

/// What a document is used as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PolicyKind {
    /// A managed policy.
    Identity,
    /// A policy embedded in a user, group or role.
    InlineIdentity,
    /// A managed policy used as permissions boundary.
    PermissionsBoundary,
    /// A session policy of `AssumeRole` or `GetFederationToken`.
    Session,
    /// A role's trust policy.
    RoleTrust,
    /// The policy of another resource, such as a bucket or a key.
    Resource,
    /// A service control policy.
    ServiceControl,
    /// A resource control policy.
    ResourceControl,
    /// The policy of a VPC endpoint.
    VpcEndpoint,
}

/// Checks a document against the rules of its use.
pub fn check(_document: &Document, _kind: PolicyKind) -> Vec<Diagnostic> {
    Vec::new()
}

/// Parses and checks in one: all diagnostics in AWS's order of checks.
pub fn validate(source: &str, kind: PolicyKind) -> crate::Parsed {
    let mut parsed = crate::parse(source);
    parsed.diagnostics.extend(check(&parsed.document, kind));
    parsed
}
