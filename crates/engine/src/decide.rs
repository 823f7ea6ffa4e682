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
mod layer_set;
mod layers;
mod question;
mod same_account;
mod statement;
mod verdict;

use crate::decision::{Decision, Effect, Layer};
use crate::matching::principal::Reach;
use crate::observer::{LayerOutcome, Observer};
use crate::policy_set::PolicySet;
use crate::request::Request;
use layer_set::LayerSet;
use layers::Layers;
use question::Question;
use verdict::Found;

/// Decides a request. Total: every request and every set of policies has an answer.
///
/// The observer sees how the answer comes about and has no say in it; give it
/// [`Silent`](crate::Silent) for the answer alone, an [`Explanation`](crate::Explanation) to keep
/// the reasons.
pub fn decide<'a>(
    request: &Request,
    policies: &'a PolicySet,
    observer: &mut impl Observer,
) -> Decision<'a> {
    observer.request(request);
    let question = Question::new(request);
    let decision = if question.needs_no_permission() {
        Decision { effect: Effect::Allow, layer: Layer::Identity, statement: None }
    } else {
        let mut layers = Layers::new(&question, policies);
        layers.ask(observer);
        let setting = Setting::of(&question);
        let best = layers.resource_grants.best();
        let needed = needed(setting, best);
        report(&layers, needed, observer);
        explicit_deny(&layers)
            .or_else(|| implicit_deny(&layers, needed))
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
        if question.resource_account != Some(account) {
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

/// Those that no grant can stand in for are needed wherever they apply.
const ALWAYS_NEEDED: LayerSet = LayerSet::of(&[
    Layer::ServiceControl,
    Layer::ResourceControl,
    Layer::VpcEndpoint,
    Layer::InheritedBoundary,
]);

/// The layers that must allow where they apply.
fn needed(setting: Setting, reach: Option<Reach>) -> LayerSet {
    ALWAYS_NEEDED.and(match setting {
        Setting::SameAccount(resource_policy) => same_account::must_allow(resource_policy, reach),
        Setting::CrossAccount => cross_account::MUST_ALLOW,
        Setting::NoIdentity => LayerSet::of(&[Layer::Resource, Layer::Trust]),
    })
}

fn explicit_deny<'a>(layers: &Layers<'_, 'a>) -> Option<Decision<'a>> {
    let (layer, found) = layers.deny?;
    Some(Decision { effect: Effect::ExplicitDeny, layer, statement: Some(found.reference()) })
}

fn implicit_deny<'a>(layers: &Layers<'_, 'a>, needed: LayerSet) -> Option<Decision<'a>> {
    let layer = layers.short(needed).first()?;
    Some(Decision { effect: Effect::ImplicitDeny, layer, statement: None })
}

/// Names the grant: the identity-based one where it holds by itself, else the first statement of
/// the resource's policy that suffices.
fn allow<'a>(layers: &Layers<'_, 'a>, setting: Setting, best: Option<Reach>) -> Decision<'a> {
    let suffices = |reach| layers.short(needed(setting, reach)).is_empty();
    let identity_holds =
        || setting != Setting::NoIdentity && suffices(best.map(|_| Reach::Account));
    let of_identity = layers.identity_grant.filter(|_| identity_holds());
    let of_resource = || layers.resource_grants.first(|reach| suffices(Some(reach)));
    let (layer, found) = match of_identity {
        Some(found) => (Layer::Identity, Some(found)),
        None => match of_resource() {
            Some(found) => (layers.resource_layer(), Some(found)),
            None => (Layer::Identity, None),
        },
    };
    let statement = found.map(Found::reference);
    Decision { effect: Effect::Allow, layer, statement }
}

fn report<O: Observer>(layers: &Layers<'_, '_>, needed: LayerSet, observer: &mut O) {
    if !O::COMPLETE {
        return;
    }
    let short = layers.short(needed);
    for layer in layers.in_order() {
        if short.contains(layer) {
            observer.short(layer);
        }
        let outcome = if !layers.applying.contains(layer) {
            LayerOutcome::NotApplicable
        } else if layers.denying.contains(layer) {
            LayerOutcome::ExplicitDeny
        } else if layers.allowing.contains(layer) {
            LayerOutcome::Allow
        } else if short.contains(layer) {
            LayerOutcome::ImplicitDeny
        } else {
            LayerOutcome::NotNeeded
        };
        observer.layer_end(layer, outcome);
    }
}

#[cfg(test)]
mod tests;
