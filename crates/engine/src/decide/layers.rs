//! The layers of a decision: which apply to the caller, and what each says by itself.

use std::cell::Cell;
use std::sync::Arc;

use super::control;
use super::question::Question;
use super::statement::{PolicyForm, Scope};
use super::verdict::{Found, Grants, Standing, Verdict};
use crate::compile::Policy;
use crate::decision::Layer;
use crate::matching::principal::{Boundary, Reach};
use crate::matching::variables::Variables;
use crate::observer::Observer;
use crate::policy_set::PolicySet;
use crate::request::Principal;

/// All layers of one decision.
#[derive(Debug)]
pub(super) struct Layers<'a> {
    service_control: Standing<'a>,
    resource_control: Standing<'a>,
    vpc_endpoint: Standing<'a>,
    inherited_boundary: Standing<'a>,
    permissions_boundary: Standing<'a>,
    session: Standing<'a>,
    identity: Standing<'a>,
    resource: Standing<'a>,
    resource_layer: Layer,
}

impl<'a> Layers<'a> {
    pub(super) fn evaluate(
        question: &'a Question<'a>,
        policies: &'a PolicySet,
        observer: &mut impl Observer,
    ) -> Self {
        let asker = Asker::new(question, policies);
        Self {
            service_control: asker.service_control(observer),
            resource_control: asker.resource_control(observer),
            vpc_endpoint: asker.vpc_endpoint(observer),
            inherited_boundary: asker.inherited_boundary(observer),
            permissions_boundary: asker.permissions_boundary(observer),
            session: asker.session(observer),
            identity: asker.identity(observer),
            resource: asker.resource(observer),
            resource_layer: question.resource_layer,
        }
    }

    /// The layers in the order in which a denial names one; see [`Layer::ALL`].
    pub(super) fn in_order(&self) -> impl Iterator<Item = (Layer, &Standing<'a>)> {
        [
            (Layer::ServiceControl, &self.service_control),
            (Layer::ResourceControl, &self.resource_control),
            (Layer::VpcEndpoint, &self.vpc_endpoint),
            (Layer::InheritedBoundary, &self.inherited_boundary),
            (Layer::PermissionsBoundary, &self.permissions_boundary),
            (Layer::Session, &self.session),
            (Layer::Identity, &self.identity),
            (self.resource_layer, &self.resource),
        ]
        .into_iter()
    }

    /// [`Layer::Resource`] or [`Layer::Trust`].
    pub(super) fn resource_layer(&self) -> Layer {
        self.resource_layer
    }

    /// What the resource's policy grants.
    pub(super) fn resource_grants(&self) -> Grants<'a> {
        self.resource.verdict().map(|verdict| verdict.grants).unwrap_or_default()
    }

    /// The first Allow of the identity-based policies.
    pub(super) fn identity_grant(&self) -> Option<Found<'a>> {
        self.identity.verdict()?.grants.first(|reach| reach == Reach::Account)
    }
}

/// Asks the layers one by one.
struct Asker<'a> {
    question: &'a Question<'a>,
    policies: &'a PolicySet,
    boundary: Boundary,
    /// Whether a layer has denied: those after it can change the decision no more.
    is_denied: Cell<bool>,
}

impl<'a> Asker<'a> {
    fn new(question: &'a Question<'a>, policies: &'a PolicySet) -> Self {
        let boundary = if policies.permissions_boundary.is_some() {
            Boundary::Present
        } else {
            Boundary::Absent
        };
        Self { question, policies, boundary, is_denied: Cell::new(false) }
    }

    fn is_settled<O: Observer>(&self, _observer: &O) -> bool {
        self.is_denied.get() && !O::COMPLETE
    }

    fn applies(&self, verdict: Verdict<'a>) -> Standing<'a> {
        self.is_denied.set(self.is_denied.get() || verdict.deny.is_some());
        Standing::Applies(verdict)
    }

    fn service_control(&self, observer: &mut impl Observer) -> Standing<'a> {
        let layer = Layer::ServiceControl;
        match control::service_control(self.question, self.policies) {
            Err(why_not) => not_applicable(layer, why_not, observer),
            Ok(levels) => self.levels(layer, levels, PolicyForm::Identity, observer),
        }
    }

    /// `RCPFullAWSAccess` is attached at every level and cannot be detached, so that only a Deny
    /// of the policies given can matter.
    fn resource_control(&self, observer: &mut impl Observer) -> Standing<'a> {
        let layer = Layer::ResourceControl;
        let levels = match control::resource_control(self.question, self.policies) {
            Err(why_not) => return not_applicable(layer, why_not, observer),
            Ok(levels) => levels,
        };
        match self.levels(layer, levels, PolicyForm::Resource, observer) {
            Standing::Applies(verdict) => Standing::Applies(Verdict { allows: true, ..verdict }),
            Standing::NotApplicable => Standing::NotApplicable,
        }
    }

    fn vpc_endpoint(&self, observer: &mut impl Observer) -> Standing<'a> {
        match &self.policies.vpc_endpoint {
            None => not_applicable(
                Layer::VpcEndpoint,
                "the request comes through no VPC endpoint",
                observer,
            ),
            Some(policy) => {
                self.union(Layer::VpcEndpoint, [policy], PolicyForm::Endpoint, observer)
            }
        }
    }

    /// CHOICE: a ceiling that is given binds whoever calls, those without policies of their own
    /// included.
    fn inherited_boundary(&self, observer: &mut impl Observer) -> Standing<'a> {
        let boundaries = &self.policies.inherited_boundaries;
        if boundaries.is_empty() {
            let why_not = "the caller has inherited no boundary";
            return not_applicable(Layer::InheritedBoundary, why_not, observer);
        }
        if self.is_settled(observer) {
            return Standing::NotApplicable;
        }
        observer.layer(Layer::InheritedBoundary, None);
        let mut verdict = Verdict { allows: true, ..Verdict::default() };
        for boundary in boundaries {
            let mut scope = self.scope(PolicyForm::Identity);
            scope.variables.undecidable_keys = Some(&boundary.undecidable_keys);
            let mut level = Verdict::default();
            level.ask(&boundary.policy, None, &scope, observer);
            verdict.add_level(&level);
        }
        self.applies(verdict)
    }

    fn permissions_boundary(&self, observer: &mut impl Observer) -> Standing<'a> {
        let layer = Layer::PermissionsBoundary;
        match &self.policies.permissions_boundary {
            _ if self.has_no_account() => not_applicable(layer, NO_POLICIES, observer),
            _ if matches!(self.question.request.principal, Principal::Root { .. }) => {
                not_applicable(layer, ROOT, observer)
            }
            None => not_applicable(layer, "the caller has no permissions boundary", observer),
            Some(policy) => self.union(layer, [policy], PolicyForm::Identity, observer),
        }
    }

    /// AWS: a federated user without a session policy has only what a resource policy grants.
    /// <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html>
    fn session(&self, observer: &mut impl Observer) -> Standing<'a> {
        let layer = Layer::Session;
        let policies = self.policies.session.as_deref().unwrap_or_default();
        let is_federated =
            matches!(self.question.request.principal, Principal::FederatedUser { .. });
        if self.has_no_account() {
            not_applicable(layer, NO_POLICIES, observer)
        } else if policies.is_empty() && !is_federated {
            not_applicable(layer, "the session has no session policy", observer)
        } else {
            self.union(layer, policies, PolicyForm::Identity, observer)
        }
    }

    fn identity(&self, observer: &mut impl Observer) -> Standing<'a> {
        if self.has_no_account() {
            not_applicable(Layer::Identity, NO_POLICIES, observer)
        } else if self.question.acts_as_root() {
            not_applicable(Layer::Identity, ROOT, observer)
        } else {
            self.union(Layer::Identity, &self.policies.identity, PolicyForm::Identity, observer)
        }
    }

    /// The resource's policy. Where there is none it applies and grants nothing.
    fn resource(&self, observer: &mut impl Observer) -> Standing<'a> {
        let layer = self.question.resource_layer;
        self.union(layer, &self.policies.resource, PolicyForm::Resource, observer)
    }

    fn has_no_account(&self) -> bool {
        self.question.account.is_none()
    }

    fn scope(&self, form: PolicyForm) -> Scope<'a> {
        let context = &self.question.request.context;
        let variables = Variables { context, undecidable_keys: None };
        Scope { question: self.question, variables, form, boundary: self.boundary }
    }

    /// Policies of which one Allow is enough.
    fn union(
        &self,
        layer: Layer,
        policies: impl IntoIterator<Item = &'a Arc<Policy>>,
        form: PolicyForm,
        observer: &mut impl Observer,
    ) -> Standing<'a> {
        if self.is_settled(observer) {
            return Standing::NotApplicable;
        }
        observer.layer(layer, None);
        let scope = self.scope(form);
        let mut verdict = Verdict::default();
        for policy in policies {
            verdict.ask(policy, None, &scope, observer);
        }
        verdict.allows = !verdict.grants.is_empty();
        self.applies(verdict)
    }

    /// Levels of policies: each level must allow. No level at all allows nothing.
    fn levels(
        &self,
        layer: Layer,
        levels: &'a [Vec<Arc<Policy>>],
        form: PolicyForm,
        observer: &mut impl Observer,
    ) -> Standing<'a> {
        if self.is_settled(observer) {
            return Standing::NotApplicable;
        }
        observer.layer(layer, None);
        let scope = self.scope(form);
        let mut verdict = Verdict { allows: !levels.is_empty(), ..Verdict::default() };
        for (number, policies) in levels.iter().enumerate() {
            observer.level(number);
            let mut level = Verdict::default();
            for policy in policies {
                level.ask(policy, Some(number), &scope, observer);
            }
            verdict.add_level(&level);
        }
        self.applies(verdict)
    }
}

const NO_POLICIES: &str = "services, identity providers and anonymous callers have none";
const ROOT: &str = "the root user has none";

fn not_applicable<'a>(
    layer: Layer,
    why_not: &'static str,
    observer: &mut impl Observer,
) -> Standing<'a> {
    observer.layer(layer, Some(why_not));
    Standing::NotApplicable
}
