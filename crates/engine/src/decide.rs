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

mod control;
mod cross_account;
mod layers;
mod question;
mod same_account;
mod statement;
mod verdict;

use crate::decision::{Decision, Effect, Layer, StatementReference};
use crate::matching::principal::Reach;
use crate::observer::{LayerOutcome, Observer};
use crate::policy_set::PolicySet;
use crate::request::Request;
use layers::Layers;
use question::Question;
use verdict::Found;

/// Decides a request. Total: every request and every set of policies has an answer.
///
/// The observer sees how the answer comes about and has no say in it; give it
/// [`Silent`](crate::Silent) for the answer alone, an [`Explanation`](crate::Explanation) to keep
/// the reasons.
pub fn decide(request: &Request, policies: &PolicySet, observer: &mut impl Observer) -> Decision {
    observer.request(request);
    let question = Question::new(request);
    let decision = if question.needs_no_permission() {
        Decision { effect: Effect::Allow, layer: Layer::Identity, statement: None }
    } else {
        let layers = Layers::evaluate(&question, policies, observer);
        let setting = Setting::of(&question);
        let best = layers.resource_grants().best();
        report(&layers, must_allow(setting, best), observer);
        explicit_deny(&layers)
            .or_else(|| implicit_deny(&layers, must_allow(setting, best)))
            .unwrap_or_else(|| allow(&layers, setting, best))
    };
    observer.decision(&decision);
    decision
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
    fn of(question: &Question<'_>) -> Self {
        let Some(account) = question.account else { return Self::NoIdentity };
        if question.request.resource_account() != Some(account) {
            return Self::CrossAccount;
        }
        let is_compulsory = question.resource_layer == Layer::Trust || question.is_about_kms_key();
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

fn explicit_deny(layers: &Layers<'_>) -> Option<Decision> {
    layers.in_order().find_map(|(layer, standing)| {
        let found = standing.verdict()?.deny.as_ref()?;
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
    let by = |layer, found: Option<Found<'_>>| Decision {
        effect: Effect::Allow,
        layer,
        statement: found.map(|found| found.reference()),
    };
    let suffices = |reach| {
        let needed = must_allow(setting, reach);
        layers.in_order().all(|(layer, standing)| !is_needed(layer, needed) || standing.allows())
    };
    let identity_holds = setting != Setting::NoIdentity && suffices(best.map(|_| Reach::Account));
    let of_identity = layers.identity_grant().filter(|_| identity_holds);
    let of_resource = || layers.resource_grants().first(|reach| suffices(Some(reach)));
    match of_identity {
        Some(found) => by(Layer::Identity, Some(found)),
        None => match of_resource() {
            Some(found) => by(layers.resource_layer(), Some(found)),
            None => by(Layer::Identity, None),
        },
    }
}

fn report(layers: &Layers<'_>, must_allow: &[Layer], observer: &mut impl Observer) {
    for (layer, standing) in layers.in_order() {
        let is_short = is_needed(layer, must_allow) && !standing.allows();
        if is_short {
            observer.short(layer);
        }
        let outcome = match standing.verdict() {
            None => LayerOutcome::NotApplicable,
            Some(verdict) if verdict.deny.is_some() => LayerOutcome::ExplicitDeny,
            Some(verdict) if verdict.allows => LayerOutcome::Allow,
            Some(_) if is_short => LayerOutcome::ImplicitDeny,
            Some(_) => LayerOutcome::NotNeeded,
        };
        observer.layer_end(layer, outcome);
    }
}

impl Found<'_> {
    fn reference(&self) -> StatementReference {
        StatementReference {
            policy: self.policy.shared_name(),
            pointer: self.pointer.cloned().unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests;
