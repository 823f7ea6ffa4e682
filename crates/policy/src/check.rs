//! What AWS asks of a document beyond its grammar, which depends on where it is used.
//!
//! The texts and their order are those that AWS was seen to answer; where AWS's text is not known,
//! the general one of the step stands in for it.

mod action;
mod aws;
mod condition;
mod date;
mod document;
mod principal;
mod resource;
pub mod resource_kind;
mod value;

use crate::diagnostic::Diagnostic;
use crate::faults::Faults;
use crate::finding::{self, Stage};
use crate::parse::{Parsed, parse};
use crate::text::{Member, Value, ValueKind};
use crate::tree::{Document, Statement};
use resource_kind::ResourceKind;

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
    /// The policy of a resource of a known kind.
    ResourceOf(&'static ResourceKind),
    /// A service control policy.
    ServiceControl,
    /// A resource control policy.
    ResourceControl,
    /// The policy of a VPC endpoint.
    VpcEndpoint,
}

impl PolicyKind {
    /// Whether the document is a managed policy, for which AWS asks for the current version.
    pub fn is_managed(self) -> bool {
        matches!(self, PolicyKind::Identity | PolicyKind::PermissionsBoundary)
    }

    /// Whether the document must state the current version of the language.
    ///
    /// AWS: "Every RCP must include a `Version` element", and the same of SCPs:
    /// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html#rcp-syntax-version>
    pub(crate) fn needs_version(self) -> bool {
        let is_control = matches!(self, PolicyKind::ServiceControl | PolicyKind::ResourceControl);
        is_control || self.is_managed()
    }

    /// Whether the document must name principals; the others must not.
    pub fn takes_principal(self) -> bool {
        match self {
            PolicyKind::RoleTrust
            | PolicyKind::Resource
            | PolicyKind::ResourceOf(_)
            | PolicyKind::ResourceControl
            | PolicyKind::VpcEndpoint => true,
            PolicyKind::Identity
            | PolicyKind::InlineIdentity
            | PolicyKind::PermissionsBoundary
            | PolicyKind::Session
            | PolicyKind::ServiceControl => false,
        }
    }

    /// Whether another service than IAM, STS or Organizations keeps the document: each has rules
    /// of its own, so that some of IAM's errors are only warnings here.
    fn is_kept_by_another_service(self) -> bool {
        self.is_of_resource() || self == PolicyKind::VpcEndpoint
    }

    /// Whether the document is the policy of a resource other than a role.
    pub fn is_of_resource(self) -> bool {
        matches!(self, PolicyKind::Resource | PolicyKind::ResourceOf(_))
    }

    /// The kind of the resource, where the document is the policy of one and it is known.
    pub fn resource_kind(self) -> Option<&'static ResourceKind> {
        match self {
            PolicyKind::ResourceOf(kind) => Some(kind),
            _ => None,
        }
    }
}

/// Checks a document against the rules of its use.
///
/// Faults of the grammar are not repeated: [`parse`](crate::parse) has reported them. The result
/// is in AWS's order of checks, with AWS's texts.
pub fn check(document: &Document, kind: PolicyKind) -> Vec<Diagnostic> {
    if document.json.kind == ValueKind::Missing {
        return Vec::new();
    }
    let mut faults = Faults::default();
    document::check(document, kind, &mut faults);
    let objects = statement_objects(document);
    debug_assert_eq!(objects.len(), document.statements.len());
    for (statement, members) in document.statements.iter().zip(objects) {
        let written = Written { document, statement, members };
        principal::check(&written, kind, &mut faults);
        action::check(statement, kind, &mut faults);
        resource::check(&written, kind, &mut faults);
        condition::check(document, statement, kind, &mut faults);
    }
    in_order(document, kind, faults.into_sorted())
}

/// Parses and checks in one: all diagnostics in AWS's order of checks, with AWS's texts.
///
/// ```
/// use entail_policy::{PolicyKind, validate};
/// let validated = validate("{", PolicyKind::RoleTrust);
/// assert_eq!(validated.malformed_message(), Some("This policy contains invalid Json"));
/// let validated = validate("{", PolicyKind::Identity);
/// assert_eq!(validated.malformed_message(), Some("Syntax errors in policy."));
/// ```
pub fn validate(source: &str, kind: PolicyKind) -> Parsed {
    let Parsed { document, mut diagnostics } = parse(source);
    diagnostics.extend(check(&document, kind));
    let diagnostics = in_order(&document, kind, diagnostics);
    Parsed { document, diagnostics }
}

/// A statement, the document it stands in, and its members as they were written.
struct Written<'document> {
    document: &'document Document,
    statement: &'document Statement,
    members: &'document [Member],
}

/// Gives each error AWS's text and sorts by AWS's steps, then by place.
fn in_order(
    document: &Document,
    kind: PolicyKind,
    mut diagnostics: Vec<Diagnostic>,
) -> Vec<Diagnostic> {
    for diagnostic in &mut diagnostics {
        if diagnostic.aws_message.is_none() && diagnostic.is_error() {
            diagnostic.aws_message = aws::message(document, kind, diagnostic);
        }
    }
    // By the end of each place: that something is missing is known where the statement ends.
    diagnostics.sort_by_key(|diagnostic| {
        let span = diagnostic.primary.span;
        (stage(diagnostic), span.end, span.start)
    });
    diagnostics
}

fn stage(diagnostic: &Diagnostic) -> Stage {
    finding::find(diagnostic.code.id).map_or(Stage::Advice, |finding| finding.stage)
}

/// Whether a statement has one of these elements, readable or not.
fn has_element(members: &[Member], names: &[&str]) -> bool {
    members.iter().any(|member| names.contains(&member.key.value.as_str()))
}

/// The members of each statement as they were written.
// INVARIANT: the tree has one statement for each object under `Statement`, in the same order.
pub(crate) fn statement_objects(document: &Document) -> Vec<&[Member]> {
    let values = match member(&document.json, "Statement") {
        Some(Value { kind: ValueKind::Array(elements), .. }) => elements.as_slice(),
        Some(value) => std::slice::from_ref(value),
        None => &[],
    };
    values
        .iter()
        .filter_map(|value| match &value.kind {
            ValueKind::Object(members) => Some(members.as_slice()),
            _ => None,
        })
        .collect()
}

/// The first member of an object with this name.
fn member<'value>(value: &'value Value, name: &str) -> Option<&'value Value> {
    match &value.kind {
        ValueKind::Object(members) => {
            members.iter().find(|member| member.key.value == name).map(|member| &member.value)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests;
