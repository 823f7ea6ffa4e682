//! Trying proposals: the engine decides whether they would allow the request.

use std::sync::Arc;

use super::{Change, ContextChange, statement};
use crate::compile::Policy;
use crate::decide::decide;
use crate::decision::{Effect, Layer};
use crate::explain::findings::Place;
use crate::observer::Silent;
use crate::policy_set::PolicySet;
use crate::request::Request;

/// What is proposed for a place: other condition keys where there are any, else a statement.
#[derive(Clone, Debug)]
pub(super) struct Proposal {
    layer: Layer,
    /// The level, or which of the inherited boundaries.
    number: usize,
    policy: Option<String>,
    pub(super) keys: Vec<ContextChange>,
    pub(super) statement: Option<serde_json::Value>,
}

impl Proposal {
    /// The statement that the place is short of.
    pub(super) fn of(place: &Place<'_>, request: &Request) -> Self {
        let layer = place.layer.layer;
        let which = || {
            let policies = place.policies.first();
            let mut all = place.layer.policies.iter();
            policies.and_then(|policy| all.position(|other| std::ptr::eq(other, *policy)))
        };
        let number = place.level.or_else(which).unwrap_or_default();
        Self {
            layer,
            number,
            policy: place.policies.first().map(|policy| policy.name.clone()),
            keys: Vec::new(),
            statement: statement::minimal(layer, request),
        }
    }

    /// No change at all at this place.
    pub(super) fn nothing(&self) -> Self {
        Self { keys: Vec::new(), statement: None, ..self.clone() }
    }

    pub(super) fn as_change(&self) -> Option<Change> {
        let statement = self.statement.clone()?;
        Some(Change::Statement { policy: self.policy.clone(), statement })
    }

    /// The statement as a policy of its own.
    fn as_policy(&self) -> Option<Arc<Policy>> {
        let statement = self.statement.as_ref().filter(|_| self.keys.is_empty())?;
        let document = serde_json::json!({ "Version": "2012-10-17", "Statement": statement });
        Some(Arc::new(Policy::from_text("proposal", &document.to_string())))
    }
}

/// A request and its policies, to be decided with changes.
#[derive(Debug)]
pub(super) struct Trial<'a> {
    pub(super) request: &'a Request,
    policies: &'a PolicySet,
}

impl<'a> Trial<'a> {
    pub(super) fn new(request: &'a Request, policies: &'a PolicySet) -> Self {
        Self { request, policies }
    }

    /// Whether the request is allowed with all the proposals.
    ///
    /// A policy cannot be taken apart once it is compiled, so that where a layer has one policy
    /// only, the statement stands in its place. The first decision shows that none of its Denies
    /// takes effect, and an Allow beside the one proposed could only allow more.
    pub(super) fn allows(&self, proposals: &[Proposal]) -> bool {
        let mut request = self.request.clone();
        for change in proposals.iter().flat_map(|proposal| &proposal.keys) {
            change.apply(&mut request);
        }
        if decide(&request, self.policies, &mut Silent).effect == Effect::ExplicitDeny {
            return false;
        }
        let mut policies = self.policies.clone();
        for proposal in proposals {
            if let Some(policy) = proposal.as_policy() {
                add(&mut policies, proposal, policy);
            }
        }
        decide(&request, &policies, &mut Silent).is_allowed()
    }
}

fn add(policies: &mut PolicySet, proposal: &Proposal, policy: Arc<Policy>) {
    let level = |levels: &mut Option<Vec<Vec<Arc<Policy>>>>, policy| {
        let level = levels.as_mut().and_then(|levels| levels.get_mut(proposal.number));
        if let Some(level) = level {
            level.push(policy);
        }
    };
    match proposal.layer {
        Layer::ServiceControl => level(&mut policies.service_control, policy),
        Layer::ResourceControl => level(&mut policies.resource_control, policy),
        Layer::VpcEndpoint => policies.vpc_endpoint = Some(policy),
        Layer::InheritedBoundary => {
            if let Some(boundary) = policies.inherited_boundaries.get_mut(proposal.number) {
                boundary.policy = policy;
            }
        }
        Layer::PermissionsBoundary => policies.permissions_boundary = Some(policy),
        Layer::Session => policies.session.get_or_insert_default().push(policy),
        Layer::Identity => policies.identity.push(policy),
        Layer::Resource | Layer::Trust => policies.resource = Some(policy),
    }
}
