//! The layers of a decision: which apply to the caller, and what each says by itself.

use std::sync::Arc;

use entail_policy::tree::Effect;

use super::statement::{self, PolicyForm, Scope};
use super::{acts_as_root, resource_layer};
use crate::compile::Policy;
use crate::decision::Layer;
use crate::matching::principal::{Boundary, Reach};
use crate::matching::variables::Variables;
use crate::observer::Observer;
use crate::policy_set::PolicySet;
use crate::request::{Principal, Request};
use crate::truth::Truth;

/// A statement that was found to match. An unreadable policy is found as a whole.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found<'a> {
    pub(super) policy: &'a Policy,
    pub(super) pointer: &'a str,
}

/// What a layer says.
#[derive(Debug, Default)]
pub(super) struct Verdict<'a> {
    /// The first Deny that matches.
    pub(super) deny: Option<Found<'a>>,
    /// Whether it allows; at every level, where it has levels.
    pub(super) allows: bool,
    /// The Allows that match and how directly they name the caller, in document order; without an
    /// observer that wants all, as many as can matter.
    grants: Vec<(Found<'a>, Reach)>,
}

/// Whether a layer applies, and what it says then.
#[derive(Debug)]
pub(super) enum Standing<'a> {
    /// It does not.
    NotApplicable,
    /// It does.
    Applies(Verdict<'a>),
}

impl<'a> Standing<'a> {
    pub(super) fn verdict(&self) -> Option<&Verdict<'a>> {
        match self {
            Self::NotApplicable => None,
            Self::Applies(verdict) => Some(verdict),
        }
    }

    /// A layer that does not apply does not stand in the way.
    pub(super) fn allows(&self) -> bool {
        self.verdict().is_none_or(|verdict| verdict.allows)
    }
}

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
        request: &'a Request,
        policies: &'a PolicySet,
        observer: &mut impl Observer,
    ) -> Self {
        let asker = Asker::new(request, policies);
        Self {
            service_control: asker.service_control(observer),
            resource_control: asker.resource_control(observer),
            vpc_endpoint: asker.vpc_endpoint(observer),
            inherited_boundary: asker.inherited_boundary(observer),
            permissions_boundary: asker.permissions_boundary(observer),
            session: asker.session(observer),
            identity: asker.identity(observer),
            resource: asker.resource(observer),
            resource_layer: resource_layer(request),
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
    pub(super) fn grants(&self) -> &[(Found<'a>, Reach)] {
        self.resource.verdict().map_or(&[], |verdict| &verdict.grants)
    }

    /// The first Allow of the identity-based policies.
    pub(super) fn identity_grant(&self) -> Option<&Found<'a>> {
        self.identity.verdict()?.grants.first().map(|(found, _)| found)
    }
}

/// Asks the layers one by one.
struct Asker<'a> {
    request: &'a Request,
    policies: &'a PolicySet,
    boundary: Boundary,
}

impl<'a> Asker<'a> {
    fn new(request: &'a Request, policies: &'a PolicySet) -> Self {
        let boundary = if policies.permissions_boundary.is_some() {
            Boundary::Present
        } else {
            Boundary::Absent
        };
        Self { request, policies, boundary }
    }

    fn service_control(&self, observer: &mut impl Observer) -> Standing<'a> {
        let request = self.request;
        let account = request.principal.account();
        let levels = match &self.policies.service_control {
            _ if account.is_none() => Err("the caller belongs to no account"),
            None => Err("the caller's account is in no organization"),
            Some(_) if request.principal_organization_management_account.as_deref() == account => {
                Err("SCPs do not limit the management account")
            }
            Some(_) if request.principal.is_service_linked() => {
                Err("SCPs do not limit service-linked roles")
            }
            Some(levels) => Ok(levels),
        };
        match levels {
            Err(why_not) => not_applicable(Layer::ServiceControl, why_not, observer),
            Ok(levels) => {
                self.levels(Layer::ServiceControl, levels, PolicyForm::Identity, observer)
            }
        }
    }

    /// `RCPFullAWSAccess` is attached at every level and cannot be detached, so that only a Deny
    /// of the policies given can matter.
    fn resource_control(&self, observer: &mut impl Observer) -> Standing<'a> {
        let request = self.request;
        let management = request.resource_organization_management_account.as_deref();
        let levels = match &self.policies.resource_control {
            None => Err("the resource's account is in no organization"),
            Some(_) if management.is_some() && management == request.resource_account() => {
                Err("RCPs do not limit resources of the management account")
            }
            Some(_) if request.principal.is_service_linked() => {
                Err("RCPs do not limit service-linked roles")
            }
            Some(_) if request.action.eq_ignore_ascii_case("kms:RetireGrant") => {
                Err("RCPs do not limit kms:RetireGrant")
            }
            Some(levels) => Ok(levels),
        };
        match levels {
            Err(why_not) => not_applicable(Layer::ResourceControl, why_not, observer),
            Ok(levels) => {
                let standing =
                    self.levels(Layer::ResourceControl, levels, PolicyForm::Resource, observer);
                match standing {
                    Standing::Applies(verdict) => {
                        Standing::Applies(Verdict { allows: true, ..verdict })
                    }
                    Standing::NotApplicable => Standing::NotApplicable,
                }
            }
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
                self.union(Layer::VpcEndpoint, [policy], PolicyForm::Resource, observer)
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
        observer.layer(Layer::InheritedBoundary, None);
        let mut verdict = Verdict { allows: true, ..Verdict::default() };
        for boundary in boundaries {
            let mut scope = self.scope(PolicyForm::Identity);
            scope.variables.undecidable_keys = Some(&boundary.undecidable_keys);
            let mut level = Verdict::default();
            ask(&boundary.policy, None, &scope, observer, &mut level);
            verdict.add_level(&level);
        }
        Standing::Applies(verdict)
    }

    fn permissions_boundary(&self, observer: &mut impl Observer) -> Standing<'a> {
        let layer = Layer::PermissionsBoundary;
        match &self.policies.permissions_boundary {
            _ if self.has_no_account() => not_applicable(layer, NO_POLICIES, observer),
            _ if matches!(self.request.principal, Principal::Root { .. }) => {
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
        let is_federated = matches!(self.request.principal, Principal::FederatedUser { .. });
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
        } else if acts_as_root(&self.request.principal) {
            not_applicable(Layer::Identity, ROOT, observer)
        } else {
            self.union(Layer::Identity, &self.policies.identity, PolicyForm::Identity, observer)
        }
    }

    /// The resource's policy. Where there is none it applies and grants nothing.
    fn resource(&self, observer: &mut impl Observer) -> Standing<'a> {
        let layer = resource_layer(self.request);
        self.union(layer, &self.policies.resource, PolicyForm::Resource, observer)
    }

    fn has_no_account(&self) -> bool {
        self.request.principal.account().is_none()
    }

    fn scope(&self, form: PolicyForm) -> Scope<'a> {
        let variables = Variables { context: &self.request.context, undecidable_keys: None };
        Scope { request: self.request, variables, form, boundary: self.boundary }
    }

    /// Policies of which one Allow is enough.
    fn union(
        &self,
        layer: Layer,
        policies: impl IntoIterator<Item = &'a Arc<Policy>>,
        form: PolicyForm,
        observer: &mut impl Observer,
    ) -> Standing<'a> {
        observer.layer(layer, None);
        let scope = self.scope(form);
        let mut verdict = Verdict::default();
        for policy in policies {
            ask(policy, None, &scope, observer, &mut verdict);
        }
        verdict.allows = !verdict.grants.is_empty();
        Standing::Applies(verdict)
    }

    /// Levels of policies: each level must allow. No level at all allows nothing.
    fn levels(
        &self,
        layer: Layer,
        levels: &'a [Vec<Arc<Policy>>],
        form: PolicyForm,
        observer: &mut impl Observer,
    ) -> Standing<'a> {
        observer.layer(layer, None);
        let scope = self.scope(form);
        let mut verdict = Verdict { allows: !levels.is_empty(), ..Verdict::default() };
        for (number, policies) in levels.iter().enumerate() {
            let mut level = Verdict::default();
            for policy in policies {
                ask(policy, Some(number), &scope, observer, &mut level);
            }
            verdict.add_level(&level);
        }
        Standing::Applies(verdict)
    }
}

const NO_POLICIES: &str = "services, identity providers and anonymous callers have none";
const ROOT: &str = "the root user has none";

impl<'a> Verdict<'a> {
    fn add_level(&mut self, level: &Verdict<'a>) {
        self.deny = self.deny.or(level.deny);
        self.allows &= !level.grants.is_empty();
    }

    fn has_direct_grant(&self) -> bool {
        self.grants.iter().any(|(_, reach)| *reach == Reach::Direct)
    }
}

fn not_applicable<'a>(
    layer: Layer,
    why_not: &'static str,
    observer: &mut impl Observer,
) -> Standing<'a> {
    observer.layer(layer, Some(why_not));
    Standing::NotApplicable
}

/// Adds what a policy says to the verdict of its level.
///
/// INVARIANT: what is skipped without [`Observer::COMPLETE`] cannot change the decision: anything
/// after the first Deny, and an Allow beside one that is as good.
fn ask<'a, O: Observer>(
    policy: &'a Policy,
    level: Option<usize>,
    scope: &Scope<'_>,
    observer: &mut O,
    verdict: &mut Verdict<'a>,
) {
    if verdict.deny.is_some() && !O::COMPLETE {
        return;
    }
    observer.policy(policy, level);
    if policy.unreadable_reason().is_some() {
        verdict.deny = verdict.deny.or(Some(Found { policy, pointer: "" }));
        return;
    }
    for statement in policy.statements() {
        let is_enough = match scope.form {
            PolicyForm::Identity => !verdict.grants.is_empty(),
            PolicyForm::Resource => verdict.has_direct_grant(),
        };
        if statement.effect == Effect::Allow && is_enough && !O::COMPLETE {
            continue;
        }
        let (truth, reach) = statement::evaluate(statement, scope, observer);
        let found = Found { policy, pointer: &statement.pointer };
        match (statement.effect, truth) {
            (Effect::Allow, Truth::True) => verdict.grants.push((found, reach)),
            (Effect::Deny, Truth::True | Truth::Undecided) => {
                verdict.deny = verdict.deny.or(Some(found));
                if !O::COMPLETE {
                    return;
                }
            }
            _ => {}
        }
    }
}
