//! What the lineage looks up, answered from the request's own transaction.
//!
//! Every write guards on the account's authorization key, which every change of a label, boundary or
//! attachment bumps; so most of these reads need no guards of their own. Creations bump nothing, and
//! a new principal or session may refer to a policy: so what refers to one is read with guards.

use std::collections::{BTreeMap, BTreeSet};

use entail_lineage::{
    AccountId, Label, ObjectId, ObjectLineage, PolicyId, PolicyReferences, PolicyUsage,
    PrincipalId, PrincipalLineage, Reference, SealSet, World,
};
use entail_store::{
    Covered, Records, Transaction,
    limits::SCAN_ENTRIES_MAX,
    records::{
        Attachment, CarriedUntil, LineageEdge, Membership, PolicyReference, Record, ReferenceKind,
        SessionPolicyUntil, Timestamp, attachment, lineage, membership, reference,
    },
};

use crate::{
    caller::root_lineage, control_error::ControlError, entities, identifiers::IdKind, scan,
};

/// The store's transaction as the lineage's world.
#[derive(Debug)]
pub(crate) struct LineageWorld<'a> {
    records: Covered<'a>,
    guarded: &'a Transaction,
    account: &'a entail_policy::arn::AccountId,
    now: Timestamp,
}

impl<'a> LineageWorld<'a> {
    /// The world of `account` at the transaction's revision.
    pub(crate) fn new(
        transaction: &'a Transaction,
        account: &'a entail_policy::arn::AccountId,
        now: jiff::Timestamp,
    ) -> Self {
        let now = Timestamp::from_unix_seconds(now.as_second());
        Self { records: transaction.covered(), guarded: transaction, account, now }
    }

    fn is_carried(&self, policy: &PolicyId) -> Result<bool, ControlError> {
        let carried = self.guarded.find::<CarriedUntil>(policy)?;
        Ok(carried.is_some_and(|carried| carried.until > self.now))
    }

    fn is_session_policy(&self, policy: &PolicyId) -> Result<bool, ControlError> {
        let used = self.guarded.find::<SessionPolicyUntil>(policy)?;
        Ok(used.is_some_and(|used| used.until > self.now))
    }

    fn users_of(
        &self,
        policy: &PolicyReference,
        use_as: ReferenceKind,
    ) -> Result<Vec<String>, ControlError> {
        let prefix = reference::uses_of(self.account.as_str(), policy, use_as);
        let uses = all::<reference::Reference>(self.guarded, &prefix, |it| it.entity.clone())?;
        Ok(uses.into_iter().map(|it| it.entity).collect())
    }

    fn count_users(
        &self,
        policy: &PolicyReference,
        use_as: ReferenceKind,
    ) -> Result<u64, ControlError> {
        Ok(self.records.reference_count(policy, use_as)? as u64)
    }
}

impl World for LineageWorld<'_> {
    type Error = ControlError;

    fn principal(&self, id: &PrincipalId) -> Result<Option<PrincipalLineage>, ControlError> {
        if id.as_str() == self.account.as_str() {
            return Ok(Some(root_lineage(self.account)));
        }
        match IdKind::of(id.as_str()) {
            Some(IdKind::User) => Ok(self.records.user(id)?.map(|user| user.lineage)),
            Some(IdKind::Role) => Ok(self.records.role(id)?.map(|role| role.lineage)),
            _ => Ok(None),
        }
    }

    fn object(&self, id: &ObjectId) -> Result<Option<ObjectLineage>, ControlError> {
        match IdKind::of(id.as_str()) {
            Some(IdKind::ManagedPolicy) => {
                let policy = self.records.policy(&PolicyId::new(id.as_str()))?;
                Ok(policy.map(|policy| policy.lineage))
            }
            Some(IdKind::Group) => Ok(self.records.group(id)?.map(|group| group.lineage)),
            _ => Ok(None),
        }
    }

    fn account_label(&self, id: &AccountId) -> Result<Label, ControlError> {
        if id.as_str() != self.account.as_str() {
            return Ok(Label::new());
        }
        match self.records.account_record()? {
            Some(account) => Ok(account.label),
            None => Err(ControlError::internal(format!("account `{id}` has no record"))),
        }
    }

    fn group_members(&self, group: &ObjectId) -> Result<BTreeSet<PrincipalId>, ControlError> {
        let prefix = membership::members_of(self.account.as_str(), group);
        let last_segment = |it: &Membership| it.id.user.as_str().to_owned();
        let members = all::<Membership>(&self.records, &prefix, last_segment)?;
        Ok(members.into_iter().map(|it| it.id.user).collect())
    }

    fn policy_references(&self, policy: &PolicyId) -> Result<PolicyReferences, ControlError> {
        let policy_reference = entities::policy_reference(policy);
        let prefix = attachment::attached_to(self.account.as_str(), &policy_reference);
        let attachments =
            all::<Attachment>(self.guarded, &prefix, |it| it.id.principal.as_str().to_owned())?;
        let principals = |use_as| -> Result<BTreeSet<PrincipalId>, ControlError> {
            let users = self.users_of(&policy_reference, use_as)?;
            Ok(users.into_iter().map(PrincipalId::new).collect())
        };
        Ok(PolicyReferences {
            attached_to: attachments
                .into_iter()
                .map(|it| entity(it.id.principal.as_str()))
                .collect(),
            permissions_boundary_of: principals(ReferenceKind::Boundary)?,
            transitive_boundary_of: principals(ReferenceKind::Transitive)?,
            inherited_by: self
                .users_of(&policy_reference, ReferenceKind::Inherited)?
                .iter()
                .map(|id| entity(id))
                .collect(),
            // Which seals the carrying sessions have is not known: none may be assumed.
            live_sessions: if self.is_carried(policy)? || self.is_session_policy(policy)? {
                BTreeSet::from([SealSet::new()])
            } else {
                BTreeSet::new()
            },
        })
    }

    fn policy_usage(&self, policy: &PolicyId) -> Result<PolicyUsage, ControlError> {
        let policy_reference = entities::policy_reference(policy);
        Ok(PolicyUsage {
            permissions_boundaries: self.count_users(&policy_reference, ReferenceKind::Boundary)?,
            transitive_boundaries: self
                .count_users(&policy_reference, ReferenceKind::Transitive)?,
            inherited: self.count_users(&policy_reference, ReferenceKind::Inherited)?,
            live_sessions: u64::from(self.is_carried(policy)?),
        })
    }

    fn descendants(
        &self,
        principal: &PrincipalId,
    ) -> Result<BTreeMap<Reference, SealSet>, ControlError> {
        let mut found = BTreeMap::new();
        let mut parents = vec![principal.clone()];
        while let Some(parent) = parents.pop() {
            let prefix = lineage::children_of(self.account.as_str(), &parent);
            for edge in all::<LineageEdge>(&self.records, &prefix, |it| it.child.clone())? {
                let child = entity(&edge.child);
                if found.contains_key(&child) {
                    continue;
                }
                let Some(label) = self.inherited_label(&child)? else { continue };
                found.insert(child, label.seals());
                parents.push(PrincipalId::new(edge.child));
            }
        }
        Ok(found)
    }
}

impl LineageWorld<'_> {
    /// The label something was born with; `None` where it is gone.
    fn inherited_label(&self, reference: &Reference) -> Result<Option<Label>, ControlError> {
        Ok(match reference {
            Reference::Principal(id) => self.principal(id)?.map(|it| it.inherited),
            Reference::Object(id) => self.object(id)?.map(|it| it.inherited),
            Reference::Account(id) => Some(self.account_label(id)?),
        })
    }
}

/// Every record under a prefix, however many pages they fill.
fn all<R: Record>(
    records: &impl Records,
    prefix: &entail_store::Prefix,
    last_segment: impl Fn(&R) -> String,
) -> Result<Vec<R>, ControlError> {
    Ok(scan::to_the_end(|last: Option<&R>| {
        let after = last.map(&last_segment);
        records.list::<R>(prefix, after.as_deref(), SCAN_ENTRIES_MAX)
    })?)
}

/// A unique id as a reference: users and roles are principals, anything else is an object.
fn entity(id: &str) -> Reference {
    match IdKind::of(id) {
        Some(IdKind::User | IdKind::Role) => Reference::Principal(PrincipalId::new(id)),
        _ => Reference::Object(ObjectId::new(id)),
    }
}
