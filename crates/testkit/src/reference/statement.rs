//! Whether a statement applies to a request: all its elements must match.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html>

use super::case::{Caller, Case, UndecidableKeys};
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
    /// The policy of a resource, an RCP: with `Principal`.
    Resource,
    /// The policy of a VPC endpoint: with `Principal`, where an account may be its root user alone.
    Endpoint,
    /// A role's trust policy: with `Principal`, and its resource is the role itself.
    Trust,
}

/// Which condition keys a policy may believe: all of them, but in an inherited boundary not those
/// that its own lineage chose.
#[derive(Clone, Copy, Debug)]
pub(super) struct Believed<'case> {
    pub(super) undecidable: Option<&'case UndecidableKeys>,
}

impl Believed<'_> {
    pub(super) fn must_not_believe(self, key: &str) -> bool {
        self.undecidable.is_some_and(|undecidable| undecidable.covers(key))
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
        // AWS stores no policy with this element where it does not belong, nor one without it where
        // it does; what such a statement says cannot be told.
        Place::Identity if statement.principal.is_some() => (Truth::Unknown, Grant::Itself),
        Place::Identity => (Truth::Yes, Grant::Itself),
        Place::Resource | Place::Endpoint | Place::Trust => match &statement.principal {
            None => (Truth::Unknown, Grant::Itself),
            Some(element) => match grant(element, statement.effect, case) {
                Some(Grant::ToTheAccount)
                    if lets_in_the_root_user_alone(place, statement, case) =>
                {
                    (Truth::No, Grant::Itself)
                }
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

/// For gateway endpoints ... if you specify the principal as an account's id or as the ARN of its
/// root, access is granted to the AWS account root user only.
///
/// CHOICE: every endpoint of S3 and `DynamoDB` counts as a gateway, for a request does not tell.
///
/// AWS: <https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html>
fn lets_in_the_root_user_alone(place: Place, statement: &Statement, case: &Case) -> bool {
    place == Place::Endpoint
        && statement.effect == Effect::Allow
        && ["s3", "dynamodb"].contains(&case.service().as_str())
        && !matches!(case.caller, Caller::Root { .. })
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

/// If the variable has no value, a statement with it in its Resource matches no resource; in
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
            Filled::Pattern(pattern) => glob::matches_resource(&pattern, &case.resource),
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
