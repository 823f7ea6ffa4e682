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
    let reader = Reader { context, records: view.covered(), replacement: None };
    let caller = &context.caller;
    Ok(PolicySet {
        session: reader.session(caller)?,
        ..reader.of_principal(&caller.identity, standing)?
    })
}

/// Another document for a managed policy than the one in force: what would be.
#[derive(Debug, Clone)]
pub(crate) struct Replacement<'a> {
    pub(crate) policy: PolicyId,
    pub(crate) document: &'a str,
}

/// The policies that a session of somebody else would meet, and the documents that grant in them.
pub(crate) fn of_principal(
    identity: &Identity,
    standing: &Standing<'_>,
    replacement: Option<&Replacement<'_>>,
    context: &RequestContext<'_>,
    view: &Transaction,
) -> Result<(PolicySet, Vec<String>), ControlError> {
    let reader = Reader { context, records: view.covered(), replacement };
    let granting = reader.documents(identity)?.into_iter().filter_map(|document| document.text);
    Ok((reader.of_principal(identity, standing)?, granting.collect()))
}

struct Reader<'a> {
    context: &'a RequestContext<'a>,
    records: Covered<'a>,
    replacement: Option<&'a Replacement<'a>>,
}

/// A policy's name and text; one that is missing from the store has none.
struct Document {
    name: String,
    text: Option<String>,
}

impl Reader<'_> {
    fn of_principal(
        &self,
        identity: &Identity,
        standing: &Standing<'_>,
    ) -> Result<PolicySet, ControlError> {
        let documents = self.documents(identity)?;
        Ok(PolicySet {
            identity: documents.iter().map(|document| self.compile(document)).collect(),
            permissions_boundary: self.permissions_boundary(identity.lineage())?,
            inherited_boundaries: self.inherited_boundaries(standing)?,
            ..PolicySet::default()
        })
    }

    fn documents(&self, identity: &Identity) -> Result<Vec<Document>, ControlError> {
        match identity {
            Identity::Root(_) => Ok(Vec::new()),
            Identity::User(user) => {
                let mut policies = inline(&user.inline_policies);
                policies.extend(self.attached(&user.id)?);
                for group in memberships::groups_of(&user.id, &self.records)? {
                    policies.extend(self.of_group(&group)?);
                }
                Ok(policies)
            }
            Identity::Role(role) => {
                let mut policies = inline(&role.inline_policies);
                policies.extend(self.attached(&role.id)?);
                Ok(policies)
            }
        }
    }

    /// The policies of a group that the user is in. Explanations and logs name an inline one
    /// `group/GROUP/POLICY`: no name of a policy has a slash.
    fn of_group(&self, group: &Group) -> Result<Vec<Document>, ControlError> {
        let mut policies = inline(&group.inline_policies);
        for policy in &mut policies {
            policy.name = format!("group/{}/{}", group.name, policy.name);
        }
        policies.extend(self.attached(&group.holder())?);
        Ok(policies)
    }

    fn attached(&self, holder: &PrincipalId) -> Result<Vec<Document>, ControlError> {
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
            let document = self.by_reference(&PolicyReference::from_text(named))?;
            policies.push(self.compile(&document));
        }
        Ok(if policies.is_empty() { None } else { Some(policies) })
    }

    fn by_reference(&self, reference: &PolicyReference) -> Result<Document, ControlError> {
        match entities::by_reference(&self.records, reference)? {
            Some(policy) => self.in_force(&policy),
            None => Ok(Document { name: reference.as_str().to_owned(), text: None }),
        }
    }

    /// A policy that can't be found allows nothing.
    fn by_id(&self, id: &PolicyId) -> Result<Arc<Policy>, ControlError> {
        let document = match entities::managed_policy_by_id(&self.records, id)? {
            Some(policy) => self.in_force(&policy)?,
            None => Document { name: id.to_string(), text: None },
        };
        Ok(self.compile(&document))
    }

    fn in_force(&self, policy: &ManagedPolicy) -> Result<Document, ControlError> {
        let replaced = self.replacement.filter(|it| it.policy == policy.id());
        let text = match replaced {
            Some(replacement) => Some(replacement.document.to_owned()),
            None => entities::default_document(&self.records, policy)?,
        };
        Ok(Document { name: policy.arn(self.context.account()), text })
    }

    fn compile(&self, document: &Document) -> Arc<Policy> {
        match &document.text {
            Some(text) => self.compiled(&document.name, text),
            None => unreadable(&document.name),
        }
    }

    fn compiled(&self, name: &str, text: &str) -> Arc<Policy> {
        self.context.services.policies.compiled(name, text)
    }
}

fn inline(documents: &BTreeMap<String, String>) -> Vec<Document> {
    let documents = documents.iter();
    documents
        .map(|(name, text)| Document { name: name.clone(), text: Some(text.clone()) })
        .collect()
}

fn unreadable(name: &str) -> Arc<Policy> {
    Arc::new(Policy::unreadable(name, "the policy is missing from the store"))
}

fn undecidable(seal: &PolicyId, standing: &Standing<'_>) -> UndecidableKeys {
    let undecidable = undecidable_keys(seal, standing);
    UndecidableKeys { keys: undecidable.keys().collect(), except: undecidable.except().collect() }
}
