//! Whether a statement applies to a request: all its elements must match.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html>

use super::case::{Case, UntrustedKeys};
use super::condition;
use super::document::{Effect, Listed, Statement, Version};
use super::filled::{Filled, fill};
use super::glob;
use super::principal::{Grant, grant};
use super::truth::Truth;

/// Where a policy stands, which says which elements it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Attached to an identity, a boundary, a session policy, an SCP: no `Principal`.
    Identity,
    /// The policy of a resource, an RCP, a VPC endpoint's policy: with `Principal`.
    Resource,
    /// A role's trust policy: with `Principal`, and its resource is the role itself.
    Trust,
}

/// Which condition keys a policy may believe: all of them, but in an inherited boundary not those
/// that its own lineage chose.
#[derive(Clone, Copy, Debug)]
pub(super) struct Believed<'case> {
    pub(super) untrusted: Option<&'case UntrustedKeys>,
}

impl Believed<'_> {
    pub(super) fn must_not_believe(self, key: &str) -> bool {
        self.untrusted.is_some_and(|untrusted| untrusted.covers(key))
    }
}

/// How a statement applies.
pub(super) enum Applies {
    No,
    /// It applies; what it grants where it is an Allow of a resource's policy.
    Yes(Grant),
}

/// Whether the statement applies. What cannot be evaluated makes an Allow not apply and a Deny
/// apply.
pub(super) fn applies(
    statement: &Statement,
    version: Version,
    place: Place,
    case: &Case,
    believed: Believed<'_>,
) -> Applies {
    let (principal, grant) = match place {
        Place::Identity => (Truth::from(statement.principal.is_none()), Grant::Itself),
        Place::Resource | Place::Trust => match &statement.principal {
            None => (Truth::Unknown, Grant::Itself),
            Some(element) => match grant(element, statement.effect, case) {
                Some(grant) => (Truth::Yes, grant),
                None => (Truth::No, Grant::Itself),
            },
        },
    };
    let conditions = statement
        .conditions
        .iter()
        .map(|condition| condition::holds(condition, version, case, believed));
    let all = Truth::all(
        [principal, action(statement, case), resource(statement, version, place, case, believed)]
            .into_iter()
            .chain(conditions),
    );
    match (all, statement.effect) {
        (Truth::Yes, _) | (Truth::Unknown, Effect::Deny) => Applies::Yes(grant),
        (Truth::No, _) | (Truth::Unknown, Effect::Allow) => Applies::No,
    }
}

fn action(statement: &Statement, case: &Case) -> Truth {
    let is_listed = |patterns: &[String]| {
        patterns.iter().any(|pattern| glob::matches_action(pattern, &case.action))
    };
    Truth::from(match &statement.action {
        Listed::These(patterns) => is_listed(patterns),
        Listed::AllBut(patterns) => !is_listed(patterns),
    })
}

/// "If the variable has no value, a statement with it in its Resource matches no resource"; in
/// `NotResource` it excepts none.
///
/// AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-no-value>
fn resource(
    statement: &Statement,
    version: Version,
    place: Place,
    case: &Case,
    believed: Believed<'_>,
) -> Truth {
    let is_listed = |patterns: &[String]| {
        Truth::any(patterns.iter().map(|pattern| match fill(pattern, version, case, believed) {
            Filled::Pattern(pattern) => {
                Truth::from(glob::matches_resource(&pattern, &case.resource))
            }
            Filled::NoValue => Truth::No,
            Filled::Unknown => Truth::Unknown,
        }))
    };
    match &statement.resource {
        Some(Listed::These(patterns)) => is_listed(patterns),
        Some(Listed::AllBut(patterns)) => is_listed(patterns).not(),
        None if place == Place::Identity => Truth::Unknown,
        None => Truth::Yes,
    }
}
