//! The layers of a decision: which apply to the caller, and what each says by itself.

use std::sync::Arc;

use super::control;
use super::layer_set::LayerSet;
use super::question::Question;
use super::statement::{PolicyForm, Scope};
use super::verdict::{Found, Grants, Verdict};
use crate::compile::Policy;
use crate::decision::Layer;
use crate::matching::principal::{Boundary, Reach};
use crate::matching::variables::Variables;
use crate::observer::Observer;
use crate::policy_set::PolicySet;
use crate::request::Principal;

/// What the layers of one decision say.
#[derive(Debug)]
pub(super) struct Layers<'q, 'a> {
    question: &'q Question<'q>,
    policies: &'a PolicySet,
    boundary: Boundary,
    /// The first layer that denies, and its first Deny.
    pub(super) deny: Option<(Layer, Found<'a>)>,
    /// Those that apply.
    pub(super) applying: LayerSet,
    /// Those of them that deny.
    pub(super) denying: LayerSet,
    /// Those of them that allow.
    pub(super) allowing: LayerSet,
    /// The first Allow of the identity-based policies.
    pub(super) identity_grant: Option<Found<'a>>,
    /// What the resource's policy grants.
    pub(super) resource_grants: Grants<'a>,
}

impl<'q, 'a> Layers<'q, 'a> {
    /// Before any layer is asked.
    pub(super) fn new(question: &'q Question<'q>, policies: &'a PolicySet) -> Self {
        // Root users and callers without an account have none, whatever is given.
        let can_have_one = question.account.is_some()
            && !matches!(question.request.principal, Principal::Root { .. });
        let boundary = if policies.permissions_boundary.is_some() && can_have_one {
            Boundary::Present
        } else {
            Boundary::Absent
        };
        Self {
            question,
            policies,
            boundary,
            deny: None,
            applying: LayerSet::default(),
            denying: LayerSet::default(),
            allowing: LayerSet::default(),
            identity_grant: None,
            resource_grants: Grants::default(),
        }
    }

    /// Asks the layers one by one.
    pub(super) fn ask(&mut self, observer: &mut impl Observer) {
        self.service_control(observer);
        self.resource_control(observer);
        self.vpc_endpoint(observer);
        self.inherited_boundary(observer);
        self.permissions_boundary(observer);
        self.session(observer);
        self.identity(observer);
        self.resource(observer);
    }

    /// [`Layer::Resource`] or [`Layer::Trust`].
    pub(super) fn resource_layer(&self) -> Layer {
        self.question.resource_layer
    }

    /// Which of these layers apply and do not allow: one that does not apply does not stand in the
    /// way.
    pub(super) fn short(&self, needed: LayerSet) -> LayerSet {
        needed.that_are_in(self.applying).that_are_not_in(self.allowing)
    }

    /// The layers of the decision, in the order in which a denial names one.
    pub(super) fn in_order(&self) -> impl Iterator<Item = Layer> {
        let resource_layer = self.resource_layer();
        Layer::ALL.into_iter().filter(move |layer| {
            !matches!(layer, Layer::Resource | Layer::Trust) || *layer == resource_layer
        })
    }

    fn add(&mut self, layer: Layer, verdict: &Verdict<'a>) {
        self.applying = self.applying.with(layer);
        if verdict.allows {
            self.allowing = self.allowing.with(layer);
        }
        if let Some(deny) = verdict.deny {
            self.denying = self.denying.with(layer);
            self.deny.get_or_insert((layer, deny));
        }
    }

    /// Whether a layer has denied: those after it can change the decision no more.
    fn is_settled<O: Observer>(&self, _observer: &O) -> bool {
        self.deny.is_some() && !O::COMPLETE
    }

    fn service_control(&mut self, observer: &mut impl Observer) {
        let layer = Layer::ServiceControl;
        match control::service_control(self.question, self.policies) {
            Err(why_not) => not_applicable(layer, why_not, observer),
            Ok(levels) => self.levels(layer, levels, PolicyForm::Identity, observer),
        }
    }

    /// `RCPFullAWSAccess` is attached at every level and cannot be detached, so that only a Deny
    /// of the policies given can matter.
    fn resource_control(&mut self, observer: &mut impl Observer) {
        let layer = Layer::ResourceControl;
        match control::resource_control(self.question, self.policies) {
            Err(why_not) => not_applicable(layer, why_not, observer),
            Ok(levels) => {
                self.levels(layer, levels, PolicyForm::Resource, observer);
                self.allowing = self.allowing.with(layer);
            }
        }
    }

    fn vpc_endpoint(&mut self, observer: &mut impl Observer) {
        match &self.policies.vpc_endpoint {
            None => not_applicable(
                Layer::VpcEndpoint,
                "the request comes through no VPC endpoint",
                observer,
            ),
            Some(policy) => {
                self.union(Layer::VpcEndpoint, [policy], PolicyForm::Endpoint, observer);
            }
        }
    }

    /// CHOICE: a ceiling that is given binds whoever calls, those without policies of their own
    /// included.
    fn inherited_boundary(&mut self, observer: &mut impl Observer) {
        let boundaries = &self.policies.inherited_boundaries;
        if boundaries.is_empty() {
            let why_not = "the caller has inherited no boundary";
            return not_applicable(Layer::InheritedBoundary, why_not, observer);
        }
        if self.is_settled(observer) {
            return;
        }
        observer.layer(Layer::InheritedBoundary, None);
        let mut verdict = Verdict::that_allows(true);
        for boundary in boundaries {
            let mut scope = self.scope(PolicyForm::Identity);
            scope.variables.undecidable_keys = Some(&boundary.undecidable_keys);
            let mut level = Verdict::default();
            level.ask(&boundary.policy, None, &scope, observer);
            verdict.add_level(&level);
        }
        self.add(Layer::InheritedBoundary, &verdict);
    }

    fn permissions_boundary(&mut self, observer: &mut impl Observer) {
        let layer = Layer::PermissionsBoundary;
        match &self.policies.permissions_boundary {
            _ if self.has_no_account() => not_applicable(layer, NO_POLICIES, observer),
            _ if matches!(self.question.request.principal, Principal::Root { .. }) => {
                not_applicable(layer, ROOT, observer);
            }
            None => not_applicable(layer, "the caller has no permissions boundary", observer),
            Some(policy) => {
                self.union(layer, [policy], PolicyForm::Identity, observer);
            }
        }
    }

    /// AWS: a federated user without a session policy has only what a resource policy grants.
    /// <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html>
    fn session(&mut self, observer: &mut impl Observer) {
        let layer = Layer::Session;
        let policies = self.policies.session.as_deref().unwrap_or_default();
        let is_federated =
            matches!(self.question.request.principal, Principal::FederatedUser { .. });
        if self.has_no_account() {
            not_applicable(layer, NO_POLICIES, observer);
        } else if policies.is_empty() && !is_federated {
            not_applicable(layer, "the session has no session policy", observer);
        } else {
            self.union(layer, policies, PolicyForm::Identity, observer);
        }
    }

    fn identity(&mut self, observer: &mut impl Observer) {
        if self.has_no_account() {
            not_applicable(Layer::Identity, NO_POLICIES, observer);
        } else if self.question.acts_as_root() {
            not_applicable(Layer::Identity, ROOT, observer);
        } else {
            let policies = &self.policies.identity;
            let grants = self.union(Layer::Identity, policies, PolicyForm::Identity, observer);
            self.identity_grant = grants.first(|reach| reach == Reach::Account);
        }
    }

    /// The resource's policy. Where there is none it applies and grants nothing.
    fn resource(&mut self, observer: &mut impl Observer) {
        let layer = self.question.resource_layer;
        let Some(policy) = &self.policies.resource else {
            observer.layer(layer, None);
            self.applying = self.applying.with(layer);
            return;
        };
        self.resource_grants = self.union(layer, [policy], PolicyForm::Resource, observer);
    }

    fn has_no_account(&self) -> bool {
        self.question.account.is_none()
    }

    fn scope(&self, form: PolicyForm) -> Scope<'q> {
        let context = &self.question.request.context;
        let variables = Variables { context, undecidable_keys: None };
        Scope { question: self.question, variables, form, boundary: self.boundary }
    }

    /// Policies of which one Allow is enough; what they grant.
    fn union(
        &mut self,
        layer: Layer,
        policies: impl IntoIterator<Item = &'a Arc<Policy>>,
        form: PolicyForm,
        observer: &mut impl Observer,
    ) -> Grants<'a> {
        if self.is_settled(observer) {
            return Grants::default();
        }
        observer.layer(layer, None);
        let scope = self.scope(form);
        let mut verdict = Verdict::default();
        for policy in policies {
            verdict.ask(policy, None, &scope, observer);
        }
        verdict.allows = !verdict.grants.is_empty();
        self.add(layer, &verdict);
        verdict.grants
    }

    /// Levels of policies: each level must allow. No level at all allows nothing.
    fn levels(
        &mut self,
        layer: Layer,
        levels: &'a [Vec<Arc<Policy>>],
        form: PolicyForm,
        observer: &mut impl Observer,
    ) {
        if self.is_settled(observer) {
            return;
        }
        observer.layer(layer, None);
        let scope = self.scope(form);
        let mut verdict = Verdict::that_allows(!levels.is_empty());
        for (number, policies) in levels.iter().enumerate() {
            observer.level(number);
            let mut level = Verdict::default();
            for policy in policies {
                level.ask(policy, Some(number), &scope, observer);
            }
            verdict.add_level(&level);
        }
        self.add(layer, &verdict);
    }
}

const NO_POLICIES: &str = "services, identity providers and anonymous callers have none";
const ROOT: &str = "the root user has none";

fn not_applicable(layer: Layer, why_not: &'static str, observer: &mut impl Observer) {
    observer.layer(layer, Some(why_not));
}
