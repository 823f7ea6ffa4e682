//! `Principal` and `NotPrincipal`: whom does a statement name, and how directly?
//!
//! How directly decides what the grant needs besides itself: see
//! [`same_account`](crate::decide::same_account). Names are compared as a whole: no wildcard
//! matches part of a principal.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>

use entail_policy::tree::{Effect, Polarity, Principal as Named, PrincipalElement};

use crate::observer::Compared;
use crate::request::{Principal, Request, ValueRef};
use crate::truth::Truth;

/// How directly a statement names the caller, the least direct first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reach {
    /// Through its account: a delegation to the account's own policies.
    Account,
    /// Through the role or user behind the session: stands in for identity-based policies.
    Issuer,
    /// Itself, or everyone: stands in for identity-based policies, permissions boundary and
    /// session policies.
    Direct,
}

/// Whether a boundary of the caller's own is present, which changes what `NotPrincipal` means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Boundary {
    Present,
    Absent,
}

/// Whether the element speaks of the caller, and how directly.
pub(crate) fn matches(
    element: &PrincipalElement,
    effect: Effect,
    request: &Request,
    boundary: Boundary,
) -> (Truth, Reach) {
    match element.polarity {
        Polarity::Positive => match reach(element, request) {
            Some(reach) => (Truth::True, reach),
            None => (Truth::False, Reach::Account),
        },
        Polarity::Negated => (not_listed(element, effect, request, boundary), Reach::Account),
    }
}

/// The most direct way in which the element names the caller.
fn reach(element: &PrincipalElement, request: &Request) -> Option<Reach> {
    element.principals.iter().filter_map(|named| reach_of(&named.value, request)).max()
}

fn reach_of(named: &Named, request: &Request) -> Option<Reach> {
    let caller = &request.principal;
    match named {
        Named::Everyone => Some(Reach::Direct),
        Named::Account(account) => {
            (caller.account() == Some(account.as_str())).then_some(Reach::Account)
        }
        Named::Arn(arn) => reach_of_arn(arn, caller),
        Named::UniqueId(id) => reach_of_unique_id(id, request),
        Named::Service(name) => match caller {
            Principal::Service(caller) => names(name, caller).then_some(Reach::Direct),
            _ => None,
        },
        Named::Federated(name) => match caller {
            Principal::IdentityProvider(caller) => names(name, caller).then_some(Reach::Direct),
            _ => None,
        },
        Named::CanonicalUser(id) => {
            (request.principal_canonical_id.as_ref() == Some(id)).then_some(Reach::Account)
        }
    }
}

/// Services and providers are named as a whole, or all by `*`.
fn names(named: &str, caller: &str) -> bool {
    named == "*" || named == caller
}

/// AWS: table of `evaluation-logic`: a role's ARN does not reach past the session's limits, the
/// ARN of the session does.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html>
fn reach_of_arn(named: &str, caller: &Principal) -> Option<Reach> {
    match caller {
        Principal::User { arn } | Principal::Root { arn } => {
            (arn == named).then_some(Reach::Direct)
        }
        Principal::AssumedRole { session_arn, .. } if session_arn == named => Some(Reach::Direct),
        Principal::AssumedRole { role_arn, .. } => (role_arn == named).then_some(Reach::Issuer),
        Principal::FederatedUser { arn, .. } if arn == named => Some(Reach::Direct),
        Principal::FederatedUser { federated_by, .. } => {
            (federated_by == named).then_some(Reach::Issuer)
        }
        Principal::Service(_) | Principal::IdentityProvider(_) | Principal::Anonymous => None,
    }
}

/// AWS stores users and roles by unique id. The id is `aws:userid` up to its colon.
fn reach_of_unique_id(id: &str, request: &Request) -> Option<Reach> {
    let Some(ValueRef::Single(user_id)) = request.context.get("aws:userid") else { return None };
    if user_id.split(':').next() != Some(id) {
        return None;
    }
    match &request.principal {
        Principal::User { .. } => Some(Reach::Direct),
        Principal::AssumedRole { .. } => Some(Reach::Issuer),
        _ => None,
    }
}

/// Whether a `NotPrincipal` leaves the caller in.
///
/// AWS: a Deny with `NotPrincipal` always denies a principal with a permissions boundary, whatever
/// it lists. <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html>
///
/// CHOICE: AWS says to list the account, the role and the session to except a session, and that
/// otherwise the exception "might" not work. A caller listed in part is undecided here: a Deny
/// applies, an Allow does not.
fn not_listed(
    element: &PrincipalElement,
    effect: Effect,
    request: &Request,
    boundary: Boundary,
) -> Truth {
    if effect == Effect::Deny && boundary == Boundary::Present {
        return Truth::True;
    }
    let is_listed = |reach: Reach| {
        element.principals.iter().any(|named| reach_of(&named.value, request) == Some(reach))
    };
    let is_everyone = element.principals.iter().any(|named| named.value == Named::Everyone);
    let needed: &[Reach] = match &request.principal {
        Principal::AssumedRole { .. } => &[Reach::Account, Reach::Issuer, Reach::Direct],
        Principal::User { .. } | Principal::FederatedUser { .. } => {
            &[Reach::Account, Reach::Direct]
        }
        Principal::Root { .. } => &[Reach::Account],
        Principal::Service(_) | Principal::IdentityProvider(_) | Principal::Anonymous => {
            &[Reach::Direct]
        }
    };
    if ![Reach::Account, Reach::Issuer, Reach::Direct].into_iter().any(is_listed) {
        Truth::True
    } else if is_everyone || needed.iter().all(|reach| is_listed(*reach)) {
        Truth::False
    } else {
        Truth::Undecided
    }
}

/// What was compared.
pub(crate) fn describe(
    element: &PrincipalElement,
    effect: Effect,
    request: &Request,
    boundary: Boundary,
) -> Compared {
    let (truth, reach) = matches(element, effect, request, boundary);
    let (name, note) = match (element.polarity, truth) {
        (Polarity::Positive, Truth::True) => ("Principal", note_of(reach)),
        (Polarity::Positive, _) => ("Principal", None),
        (Polarity::Negated, Truth::True)
            if effect == Effect::Deny && boundary == Boundary::Present =>
        {
            ("NotPrincipal", Some("no NotPrincipal excepts a caller with a permissions boundary"))
        }
        (Polarity::Negated, Truth::Undecided) => (
            "NotPrincipal",
            Some("the caller is excepted in part; account, role and session must all be listed"),
        ),
        (Polarity::Negated, _) => ("NotPrincipal", None),
    };
    let mut listed = element.principals.iter();
    Compared {
        name: name.to_owned(),
        expected: element.principals.iter().map(|named| text_of(&named.value)).collect(),
        found: Some(vec![request.principal.display_name().to_owned()]),
        covered_by: listed
            .find(|named| {
                let found = reach_of(&named.value, request);
                found.is_some_and(|found| element.polarity == Polarity::Negated || found == reach)
            })
            .map(|named| text_of(&named.value)),
        notes: note.map(str::to_owned).into_iter().collect(),
        ..Compared::default()
    }
}

fn note_of(reach: Reach) -> Option<&'static str> {
    match reach {
        Reach::Account => Some("through its account"),
        Reach::Issuer => Some("through what issued its session"),
        Reach::Direct => None,
    }
}

fn text_of(named: &Named) -> String {
    match named {
        Named::Everyone => "*".to_owned(),
        Named::Account(account) => account.to_string(),
        Named::Arn(text)
        | Named::UniqueId(text)
        | Named::Service(text)
        | Named::Federated(text)
        | Named::CanonicalUser(text) => text.clone(),
    }
}
