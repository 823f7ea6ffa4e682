//! The policies that a caller's requests meet, read on the transaction's revision.

use std::{collections::BTreeMap, sync::Arc};

use entail_engine::{InheritedBoundary, Policy, PolicySet, UndecidableKeys};
use entail_lineage::{
    PolicyId, PrincipalId, PrincipalLineage, Standing, condition::undecidable_keys,
};
use entail_store::{
    Covered, Records as _, Transaction,
    limits::SCAN_ENTRIES_MAX,
    records::{Group, PolicyReference},
};

use crate::{
    caller::{Caller, Identity},
    context::RequestContext,
    control_error::ControlError,
    entities::{self, ManagedPolicy},
    memberships,
};

/// Everything but the resource's own policy: that is part of each question.
pub(crate) fn assemble(
    context: &RequestContext<'_>,
    view: &Transaction,
    standing: &Standing<'_>,
) -> Result<PolicySet, ControlError> {
    let reader = Reader { context, records: view.covered() };
    let caller = &context.caller;
    Ok(PolicySet {
        identity: reader.identity(caller)?,
        permissions_boundary: reader.permissions_boundary(caller.lineage())?,
        inherited_boundaries: reader.inherited_boundaries(standing)?,
        session: reader.session(caller)?,
        ..PolicySet::default()
    })
}

struct Reader<'a> {
    context: &'a RequestContext<'a>,
    records: Covered<'a>,
}

impl Reader<'_> {
    fn identity(&self, caller: &Caller) -> Result<Vec<Arc<Policy>>, ControlError> {
        match &caller.identity {
            Identity::Root(_) => Ok(Vec::new()),
            Identity::User(user) => {
                let mut policies = self.inline(&user.inline_policies);
                policies.extend(self.attached(&user.id)?);
                for group in memberships::groups_of(&user.id, &self.records)? {
                    policies.extend(self.of_group(&group)?);
                }
                Ok(policies)
            }
            Identity::Role(role) => {
                let mut policies = self.inline(&role.inline_policies);
                policies.extend(self.attached(&role.id)?);
                Ok(policies)
            }
        }
    }

    /// The policies of a group that the user is in. Explanations and logs name an inline one
    /// `group/GROUP/POLICY`: no name of a policy has a slash.
    fn of_group(&self, group: &Group) -> Result<Vec<Arc<Policy>>, ControlError> {
        let inline = group.inline_policies.iter();
        let mut policies: Vec<_> = inline
            .map(|(name, text)| self.compiled(&format!("group/{}/{name}", group.name), text))
            .collect();
        policies.extend(self.attached(&group.holder())?);
        Ok(policies)
    }

    fn inline(&self, documents: &BTreeMap<String, String>) -> Vec<Arc<Policy>> {
        documents.iter().map(|(name, text)| self.compiled(name, text)).collect()
    }

    fn attached(&self, holder: &PrincipalId) -> Result<Vec<Arc<Policy>>, ControlError> {
        let attachments = self.records.attached_policies(holder, None, SCAN_ENTRIES_MAX)?;
        attachments.iter().map(|attachment| self.by_reference(&attachment.id.policy)).collect()
    }

    fn permissions_boundary(
        &self,
        principal: &PrincipalLineage,
    ) -> Result<Option<Arc<Policy>>, ControlError> {
        let boundary = principal.permissions_boundary.as_ref();
        boundary.map(|boundary| self.by_id(&boundary.policy)).transpose()
    }

    fn inherited_boundaries(
        &self,
        standing: &Standing<'_>,
    ) -> Result<Vec<InheritedBoundary>, ControlError> {
        let ceilings = standing.hard_ceilings().iter();
        ceilings
            .map(|seal| {
                Ok(InheritedBoundary {
                    policy: self.by_id(seal)?,
                    undecidable_keys: undecidable(seal, standing),
                })
            })
            .collect()
    }

    /// The session policies: `None` where the session has none, which for a federated user means
    /// that it has nothing.
    fn session(&self, caller: &Caller) -> Result<Option<Vec<Arc<Policy>>>, ControlError> {
        let Some(session) = caller.session() else { return Ok(None) };
        let mut policies = Vec::new();
        if let Some(text) = &session.inline_policy {
            policies.push(self.compiled("session policy", text));
        }
        for named in &session.managed_policies {
            policies.push(self.by_reference(&PolicyReference::from_text(named))?);
        }
        Ok(if policies.is_empty() { None } else { Some(policies) })
    }

    fn by_reference(&self, reference: &PolicyReference) -> Result<Arc<Policy>, ControlError> {
        match entities::by_reference(&self.records, reference)? {
            Some(policy) => self.in_force(&policy),
            None => Ok(unreadable(reference.as_str())),
        }
    }

    /// A policy that can't be found allows nothing.
    fn by_id(&self, id: &PolicyId) -> Result<Arc<Policy>, ControlError> {
        match entities::managed_policy_by_id(&self.records, id)? {
            Some(policy) => self.in_force(&policy),
            None => Ok(unreadable(id.as_str())),
        }
    }

    fn in_force(&self, policy: &ManagedPolicy) -> Result<Arc<Policy>, ControlError> {
        let arn = policy.arn(self.context.account());
        Ok(match entities::default_document(&self.records, policy)? {
            Some(text) => self.compiled(&arn, &text),
            None => unreadable(&arn),
        })
    }

    fn compiled(&self, name: &str, text: &str) -> Arc<Policy> {
        self.context.services.policies.compiled(name, text)
    }
}

fn unreadable(name: &str) -> Arc<Policy> {
    Arc::new(Policy::unreadable(name, "the policy is missing from the store"))
}

fn undecidable(seal: &PolicyId, standing: &Standing<'_>) -> UndecidableKeys {
    let undecidable = undecidable_keys(seal, standing);
    UndecidableKeys { keys: undecidable.keys().collect(), except: undecidable.except().collect() }
}
