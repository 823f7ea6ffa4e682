//! The decision function.
//!
//! Order: explicit denies of any layer first, then the layers that must allow and do not; within
//! each in the order of [`Layer::ALL`]. What must allow depends on how directly the resource's
//! policy names the caller ([`same_account`]) and on whose resource it is ([`cross_account`]).
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html>
//!
//! CHOICE: AWS does not document which layer a denial names where several deny; the order above is
//! ours and fixed.

mod cross_account;
mod layers;
mod same_account;
mod statement;

use crate::decision::{Decision, Effect, Layer, StatementReference};
use crate::matching::principal::Reach;
use crate::observer::{LayerOutcome, Observer};
use crate::policy_set::PolicySet;
use crate::request::{Principal, Request};
use layers::{Found, Layers};

/// Decides a request. Total: every request and every set of policies has an answer.
///
/// The observer sees how the answer comes about and has no say in it; give it
/// [`Silent`](crate::Silent) for the answer alone, an [`Explanation`](crate::Explanation) to keep
/// the reasons.
pub fn decide(request: &Request, policies: &PolicySet, observer: &mut impl Observer) -> Decision {
    let decision = if needs_no_permission(request) {
        Decision { effect: Effect::Allow, layer: Layer::Identity, statement: None }
    } else {
        let layers = Layers::evaluate(request, policies, observer);
        let setting = Setting::of(request);
        let best = layers.grants().iter().map(|(_, reach)| *reach).max();
        report(&layers, must_allow(setting, best), observer);
        explicit_deny(&layers)
            .or_else(|| implicit_deny(&layers, must_allow(setting, best)))
            .unwrap_or_else(|| allow(&layers, setting, best))
    };
    observer.decision(&decision);
    decision
}

/// AWS: no policy is asked about `sts:GetCallerIdentity`, an explicit deny has no effect; nor about
/// `sts:GetSessionToken`.
/// <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html>
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_getsessiontoken.html>
fn needs_no_permission(request: &Request) -> bool {
    let is_authenticated = request.principal.account().is_some();
    let is_free = ["sts:GetCallerIdentity", "sts:GetSessionToken"]
        .iter()
        .any(|action| action.eq_ignore_ascii_case(&request.action));
    is_authenticated && is_free
}

/// Whose resource it is, as seen by the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Setting {
    /// The caller's own account's.
    SameAccount(ResourcePolicy),
    /// Another account's.
    CrossAccount,
    /// The caller is a service, a provider or anonymous and has no policies of its own.
    NoIdentity,
}

/// Whether the resource's own policy must allow even in the same account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ResourcePolicy {
    Optional,
    Compulsory,
}

impl Setting {
    fn of(request: &Request) -> Self {
        let Some(account) = request.principal.account() else { return Self::NoIdentity };
        if request.resource_account() != Some(account) {
            return Self::CrossAccount;
        }
        let is_compulsory = resource_layer(request) == Layer::Trust || is_kms_key(request);
        Self::SameAccount(if is_compulsory {
            ResourcePolicy::Compulsory
        } else {
            ResourcePolicy::Optional
        })
    }
}

/// Which of the layers that a grant can stand in for must allow. [`Layer::Resource`] means the
/// trust policy too.
fn must_allow(setting: Setting, reach: Option<Reach>) -> &'static [Layer] {
    match setting {
        Setting::SameAccount(resource_policy) => same_account::must_allow(resource_policy, reach),
        Setting::CrossAccount => cross_account::MUST_ALLOW,
        Setting::NoIdentity => &[Layer::Resource],
    }
}

/// The layer of the resource's own policy: a role's is its trust policy.
fn resource_layer(request: &Request) -> Layer {
    let Some((service, name)) = request.action.split_once(':') else { return Layer::Resource };
    let is_role = resource_part(&request.resource).is_some_and(|part| part.starts_with("role/"));
    let starts_like_assume_role = name
        .get(.."AssumeRole".len())
        .is_some_and(|start| start.eq_ignore_ascii_case("AssumeRole"));
    let is_trust_action = starts_like_assume_role
        || ["TagSession", "SetSourceIdentity", "SetContext"]
            .iter()
            .any(|action| action.eq_ignore_ascii_case(name));
    if service.eq_ignore_ascii_case("sts") && is_role && is_trust_action {
        Layer::Trust
    } else {
        Layer::Resource
    }
}

/// AWS: a key policy must allow explicitly, the account's own principals too.
/// <https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html>
fn is_kms_key(request: &Request) -> bool {
    let is_kms = request
        .action
        .split_once(':')
        .is_some_and(|(service, _)| service.eq_ignore_ascii_case("kms"));
    is_kms && resource_part(&request.resource).is_some_and(|part| part.starts_with("key/"))
}

fn resource_part(arn: &str) -> Option<&str> {
    arn.splitn(6, ':').nth(5)
}

fn explicit_deny(layers: &Layers<'_>) -> Option<Decision> {
    layers.in_order().find_map(|(layer, standing)| {
        let found = standing.verdict()?.deny?;
        Some(Decision { effect: Effect::ExplicitDeny, layer, statement: Some(found.reference()) })
    })
}

fn implicit_deny(layers: &Layers<'_>, must_allow: &[Layer]) -> Option<Decision> {
    layers
        .in_order()
        .find(|(layer, standing)| is_needed(*layer, must_allow) && !standing.allows())
        .map(|(layer, _)| Decision { effect: Effect::ImplicitDeny, layer, statement: None })
}

/// A layer that no grant can stand in for is needed wherever it applies.
fn is_needed(layer: Layer, must_allow: &[Layer]) -> bool {
    match layer {
        Layer::ServiceControl
        | Layer::ResourceControl
        | Layer::VpcEndpoint
        | Layer::InheritedBoundary => true,
        Layer::PermissionsBoundary | Layer::Session | Layer::Identity => {
            must_allow.contains(&layer)
        }
        Layer::Resource | Layer::Trust => must_allow.contains(&Layer::Resource),
    }
}

/// Names the grant: the identity-based one where it holds by itself, else the first statement of
/// the resource's policy that suffices.
fn allow(layers: &Layers<'_>, setting: Setting, best: Option<Reach>) -> Decision {
    let by = |layer, found: Option<&Found<'_>>| Decision {
        effect: Effect::Allow,
        layer,
        statement: found.map(Found::reference),
    };
    let suffices = |reach| {
        let needed = must_allow(setting, reach);
        layers.in_order().all(|(layer, standing)| !is_needed(layer, needed) || standing.allows())
    };
    let identity_holds = setting != Setting::NoIdentity && suffices(best.map(|_| Reach::Account));
    let of_resource =
        || layers.grants().iter().find(|(_, reach)| suffices(Some(*reach))).map(|(found, _)| found);
    let of_identity = layers.identity_grant().filter(|_| identity_holds);
    match (of_identity, of_resource()) {
        (Some(found), _) => by(Layer::Identity, Some(found)),
        (None, Some(found)) => by(layers.resource_layer(), Some(found)),
        (None, None) => by(Layer::Identity, None),
    }
}

fn report(layers: &Layers<'_>, must_allow: &[Layer], observer: &mut impl Observer) {
    for (layer, standing) in layers.in_order() {
        let outcome = match standing.verdict() {
            None => LayerOutcome::NotApplicable,
            Some(verdict) if verdict.deny.is_some() => LayerOutcome::ExplicitDeny,
            Some(verdict) if verdict.allows => LayerOutcome::Allow,
            Some(_) if is_needed(layer, must_allow) => LayerOutcome::ImplicitDeny,
            Some(_) => LayerOutcome::NotNeeded,
        };
        observer.layer_end(layer, outcome);
    }
}

/// The root user, and who federated from it, have no identity-based policies.
fn acts_as_root(principal: &Principal) -> bool {
    match principal {
        Principal::Root { .. } => true,
        Principal::FederatedUser { federated_by, .. } => {
            resource_part(federated_by) == Some("root")
        }
        _ => false,
    }
}

impl Found<'_> {
    fn reference(&self) -> StatementReference {
        StatementReference {
            policy: self.policy.name().to_owned(),
            pointer: self.pointer.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests;
