//! Whom `Principal` and `NotPrincipal` name, and how closely.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>,
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html>

use super::case::{Caller, Case};
use super::document::{Effect, Listed, Principal, is_account};

/// What an Allow of a resource's policy is worth to the caller within one account, from less to
/// more.
///
/// AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html>
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Grant {
    /// It names the account, which may pass the access on through identity policies.
    ToTheAccount,
    /// It names the role of a session, or the user who federated: no identity policy is needed, but
    /// boundary and session policies limit.
    ToTheRoleOrFederatingUser,
    /// It names the requesting user or session itself, or everyone: an implicit deny in identity
    /// policies, boundary and session policies does not limit it.
    Itself,
}

/// What the element grants the caller; none where the statement is not about the caller.
pub(super) fn grant(
    element: &Listed<Vec<Principal>>,
    effect: Effect,
    case: &Case,
) -> Option<Grant> {
    match element {
        Listed::These(principals) => {
            principals.iter().filter_map(|principal| named(principal, case)).max()
        }
        Listed::AllBut(principals) => {
            let is_excepted = match effect {
                Effect::Deny => is_excepted_from_a_deny(principals, case),
                Effect::Allow => {
                    principals.iter().any(|principal| named(principal, case).is_some())
                }
            };
            (!is_excepted).then_some(Grant::ToTheAccount)
        }
    }
}

/// How one principal names the caller.
fn named(principal: &Principal, case: &Case) -> Option<Grant> {
    match (principal, &case.caller) {
        (Principal::Everyone, _) => Some(Grant::Itself),
        // `*` stands for all services, or all providers.
        (Principal::Service(name), Caller::Service(caller))
        | (Principal::Federated(name), Caller::IdentityProvider(caller)) => {
            (name == "*" || name == caller).then_some(Grant::Itself)
        }
        (Principal::CanonicalUser(id), _) => {
            same(id, case.canonical_id.as_deref()?, Grant::ToTheAccount)
        }
        (Principal::Aws(name), caller) => {
            if let Some(account) = account_of_principal(name) {
                return same(account, caller.account()?, Grant::ToTheAccount);
            }
            named_by_arn_or_id(name, caller, case)
        }
        _ => None,
    }
}

fn same(name: &str, other: &str, grant: Grant) -> Option<Grant> {
    (name == other).then_some(grant)
}

fn named_by_arn_or_id(name: &str, caller: &Caller, case: &Case) -> Option<Grant> {
    // aws:userid: a user's is its unique id, a session's its role's id, a colon, and its name.
    let unique_id = || case.single("aws:userid").map(|id| id.split(':').next().unwrap_or(id));
    match caller {
        Caller::User { arn } => (name == arn || Some(name) == unique_id()).then_some(Grant::Itself),
        Caller::AssumedRole { session_arn, .. } if name == session_arn => Some(Grant::Itself),
        Caller::AssumedRole { role_arn, .. } => (name == role_arn || Some(name) == unique_id())
            .then_some(Grant::ToTheRoleOrFederatingUser),
        Caller::FederatedUser { arn, .. } if name == arn => Some(Grant::Itself),
        Caller::FederatedUser { federated_by, .. } => {
            same(name, federated_by, Grant::ToTheRoleOrFederatingUser)
        }
        Caller::Root { .. }
        | Caller::Service(_)
        | Caller::IdentityProvider(_)
        | Caller::Anonymous => None,
    }
}

/// The account, where the principal is one: twelve digits, or the ARN of its root.
fn account_of_principal(name: &str) -> Option<&str> {
    if is_account(name) {
        return Some(name);
    }
    let parts: Vec<&str> = name.splitn(6, ':').collect();
    match parts.as_slice() {
        [_, _, "iam", _, account, "root"] => Some(account),
        _ => None,
    }
}

/// Do not use resource-based policy statements that include a `NotPrincipal` policy element with a
/// Deny effect for IAM users or roles that have a permissions boundary policy attached. The
/// `NotPrincipal` element with a Deny effect will always deny any IAM principal that has a permissions
/// boundary policy attached, regardless of the values specified in the `NotPrincipal` element.
/// Else whoever is to be excepted is listed with its account, a session with its role too.
///
/// AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html>
fn is_excepted_from_a_deny(principals: &[Principal], case: &Case) -> bool {
    if case.has_permissions_boundary() {
        return false;
    }
    let lists =
        |grant: Grant| principals.iter().any(|principal| named(principal, case) == Some(grant));
    let is_everyone = principals.iter().any(|principal| matches!(principal, Principal::Everyone));
    is_everyone
        || match &case.caller {
            Caller::User { .. } | Caller::FederatedUser { .. } => {
                lists(Grant::Itself) && lists(Grant::ToTheAccount)
            }
            Caller::AssumedRole { .. } => {
                lists(Grant::Itself)
                    && lists(Grant::ToTheRoleOrFederatingUser)
                    && lists(Grant::ToTheAccount)
            }
            Caller::Root { .. } => lists(Grant::ToTheAccount),
            Caller::Service(_) | Caller::IdentityProvider(_) => lists(Grant::Itself),
            Caller::Anonymous => false,
        }
}
