//! A decision with all there is to say about it.

use serde::Serialize;

use super::changes::{self, Change, ContextChange, PlaceChanges};
use super::{Denial, Explanation, LayerExplanation, Shortage};
use crate::decide::decide;
use crate::decision::{Decision, Effect, Layer};
use crate::denial::denial_message;
use crate::limits::EXPLAINED_OBSTACLES;
use crate::policy_set::PolicySet;
use crate::request::{Principal, Request};

/// Why a request is decided as it is, and what would allow it. It serializes to the member
/// `explanation` of `entail decide --explain --format json`; see `docs/explanations.md`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The decision.
    #[serde(skip)]
    pub decision: Decision<'static>,
    /// AWS's own text of the denial; empty where the request is allowed.
    #[serde(skip)]
    pub message: String,
    /// The shortest reason, one sentence.
    pub reason: String,
    /// Every Deny that takes effect; nothing can allow while there is one.
    pub denials: Vec<Obstacle>,
    /// Every place that must have an Allow and has none, with what would have to change there.
    /// Where something denies, what would be short without it; changes are not sought then.
    pub short: Vec<Remedy>,
    /// Everything that was looked at.
    pub layers: Vec<LayerExplanation>,
    /// Layers that do not apply although the request meets policies of theirs.
    #[serde(skip)]
    pub(super) exempt: Vec<Layer>,
}

/// A Deny that takes effect, and what would keep it from that.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Obstacle {
    /// The Deny.
    #[serde(flatten)]
    pub denial: Denial,
    /// Who can change the policy.
    pub who: &'static str,
    /// A condition key with another value of which it does not match and no other Deny does; none
    /// where no such value was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub avoided_by: Option<ContextChange>,
}

/// A place that is short of an Allow, and what would have to change there.
///
/// The first changes of all places together allow the request, and so do the statements of all
/// places together: both have been tried.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Remedy {
    /// What is short.
    #[serde(flatten)]
    pub shortage: Shortage,
    /// Who can change the policies of the place.
    pub who: &'static str,
    /// Each of them would do at this place; the smallest first.
    pub changes: Vec<Change>,
    /// Whether the statements for the other places do without one here, such as a trust policy
    /// that comes to name the caller itself.
    pub spared: bool,
    /// Why there is no change to propose, where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub no_change: Option<&'static str>,
}

impl Report {
    /// Decides a request, explains the decision, and finds what would allow it. The decision is
    /// that of [`decide`]; what would allow it takes more decisions, tens of them.
    pub fn new(request: &Request, policies: &PolicySet) -> Self {
        let mut explanation = Explanation::new();
        let decision = decide(request, policies, &mut explanation);
        let shortages = explanation.shortages();
        let found = match decision.effect {
            Effect::ImplicitDeny => changes::find(&explanation, request, policies),
            Effect::Allow | Effect::ExplicitDeny => {
                shortages.iter().map(|_| PlaceChanges::default()).collect()
            }
        };
        let sought = |number: usize| number < EXPLAINED_OBSTACLES;
        let obstacles = explanation.denials().into_iter().enumerate().map(|(number, denial)| {
            let avoid = || changes::avoid(&denial, &explanation, request, policies);
            Obstacle {
                who: who_sets(denial.layer),
                avoided_by: sought(number).then(avoid).flatten(),
                denial,
            }
        });
        let denials = obstacles.collect();
        let remedies = shortages
            .into_iter()
            .zip(found)
            .map(|(shortage, found)| Remedy::new(shortage, found, decision.effect, request));
        Self {
            reason: explanation.reason(),
            denials,
            short: remedies.collect(),
            message: denial_message(request, &decision),
            exempt: exempt(&explanation, policies),
            layers: explanation.layers,
            decision: decision.into_owned(),
        }
    }
}

fn exempt(explanation: &Explanation, policies: &PolicySet) -> Vec<Layer> {
    let has_policies = |layer| match layer {
        Layer::ServiceControl => policies.service_control.is_some(),
        Layer::ResourceControl => policies.resource_control.is_some(),
        Layer::VpcEndpoint => policies.vpc_endpoint.is_some(),
        Layer::InheritedBoundary => !policies.inherited_boundaries.is_empty(),
        Layer::PermissionsBoundary => policies.permissions_boundary.is_some(),
        Layer::Session => policies.session.as_ref().is_some_and(|session| !session.is_empty()),
        Layer::Identity => !policies.identity.is_empty(),
        Layer::Resource | Layer::Trust => policies.resource.is_some(),
    };
    let silent = explanation.layers.iter().filter(|layer| layer.why_not.is_some());
    silent.map(|layer| layer.layer).filter(|layer| has_policies(*layer)).collect()
}

impl Remedy {
    fn new(shortage: Shortage, found: PlaceChanges, effect: Effect, request: &Request) -> Self {
        let no_change = if found.changes.is_empty() {
            Some(why_no_change(effect, &request.principal))
        } else {
            None
        };
        Self {
            who: who_sets(shortage.layer),
            changes: found.changes,
            spared: found.is_spared,
            no_change,
            shortage,
        }
    }
}

fn why_no_change(effect: Effect, caller: &Principal) -> &'static str {
    match (effect, caller) {
        (Effect::ExplicitDeny, _) => "no Allow helps while something denies",
        (_, Principal::Anonymous) => {
            "only a policy that allows everyone would: sign the request instead"
        }
        _ => "no statement or condition key tried would allow it",
    }
}

/// Who can change the policies of a layer.
fn who_sets(layer: Layer) -> &'static str {
    match layer {
        Layer::ServiceControl | Layer::ResourceControl => "whoever administers the organization",
        Layer::VpcEndpoint => "whoever owns the VPC endpoint",
        Layer::InheritedBoundary | Layer::PermissionsBoundary => "whoever set the boundary",
        Layer::Session => "whoever starts the session",
        Layer::Identity => "whoever manages the caller's policies",
        Layer::Resource => "whoever owns the resource",
        Layer::Trust => "whoever manages the role",
    }
}
