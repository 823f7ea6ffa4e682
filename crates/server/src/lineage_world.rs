//! What the lineage looks up, answered from the request's own transaction.
//!
//! Every write guards on the account's authorization key, which every change of a label, boundary or
//! attachment bumps; so most of these reads need no guards of their own. Creations bump nothing, and
//! a new principal or session may refer to a policy: so what refers to one is read with guards.

use std::collections::BTreeSet;

use entail_lineage::{
    AccountId, Ancestry, Cascades, Label, ObjectId, ObjectLineage, PolicyId, PolicyReferences,
    PolicyUsage, PrincipalId, PrincipalLineage, Reference, SealSet, SessionRecord, World,
};
use entail_store::{
    Covered, Records, Transaction,
    limits::SCAN_ENTRIES_MAX,
    records::{
        Attachment, CarriedUntil, HeldUntil, Membership, PolicyReference, ReferenceKind, Timestamp,
        attachment, membership, reference,
    },
};

use crate::{
    caller::root_lineage,
    control_error::ControlError,
    entities,
    lineage_descent::{Descent, all, entity},
};

/// The store's transaction as the lineage's world.
#[derive(Debug)]
pub(crate) struct LineageWorld<'a> {
    descent: Descent<Covered<'a>>,
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
        Self { descent: Descent::new(transaction.covered()), guarded: transaction, account, now }
    }

    fn is_carried(&self, policy: &PolicyId) -> Result<bool, ControlError> {
        let carried = self.guarded.find::<CarriedUntil>(policy)?;
        Ok(carried.is_some_and(|carried| carried.until > self.now))
    }

    fn is_held(&self, policy: &PolicyId) -> Result<bool, ControlError> {
        let held = self.guarded.find::<HeldUntil>(policy)?;
        Ok(held.is_some_and(|held| held.until > self.now))
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
        Ok(self.descent.records().reference_count(policy, use_as)? as u64)
    }
}

impl Ancestry for LineageWorld<'_> {
    type Error = ControlError;

    fn created_by(&self, reference: &Reference) -> Result<Vec<SessionRecord>, ControlError> {
        self.descent.created_by(reference)
    }

    fn cascades(&self, root: &PrincipalId) -> Result<Cascades, ControlError> {
        self.descent.cascades(root)
    }

    fn cascade_revision(&self) -> Result<u64, ControlError> {
        self.descent.cascade_revision()
    }
}

impl World for LineageWorld<'_> {
    fn principal(&self, id: &PrincipalId) -> Result<Option<PrincipalLineage>, ControlError> {
        if id.as_str() == self.account.as_str() {
            return Ok(Some(root_lineage(self.account)));
        }
        self.descent.principal(id)
    }

    fn last_out(&self, deleted: &PrincipalId) -> Result<Label, ControlError> {
        self.descent.last_out(deleted)
    }

    fn object(&self, id: &ObjectId) -> Result<Option<ObjectLineage>, ControlError> {
        self.descent.object(id)
    }

    fn account_label(&self, id: &AccountId) -> Result<Label, ControlError> {
        if id.as_str() != self.account.as_str() {
            return Ok(Label::new());
        }
        match self.descent.records().account_record()? {
            Some(account) => Ok(account.label),
            None => Err(ControlError::internal(format!("account `{id}` has no record"))),
        }
    }

    fn group_members(&self, group: &ObjectId) -> Result<BTreeSet<PrincipalId>, ControlError> {
        let prefix = membership::members_of(self.account.as_str(), group);
        let last_segment = |it: &Membership| it.id.user.as_str().to_owned();
        let members = all::<Membership>(self.descent.records(), &prefix, last_segment)?;
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
        let inherited = self.users_of(&policy_reference, ReferenceKind::Inherited)?;
        let inherited = inherited.iter().map(|id| entity(id)).collect();
        Ok(PolicyReferences {
            attached_to: attachments
                .into_iter()
                .map(|it| entity(it.id.principal.as_str()))
                .collect(),
            permissions_boundary_of: principals(ReferenceKind::Boundary)?,
            transitive_boundary_of: principals(ReferenceKind::Transitive)?,
            inherited_by: self.descent.holders_among(policy, inherited)?,
            // Sessions that bear the policy's seals hold it from nobody who may edit it. Which seals
            // the others have is not known: none may be assumed.
            live_sessions: if self.is_held(policy)? {
                BTreeSet::from([SealSet::new()])
            } else {
                BTreeSet::new()
            },
        })
    }

    fn policies_and_groups_of(
        &self,
        holder: &Reference,
    ) -> Result<BTreeSet<ObjectId>, ControlError> {
        let (records, id) = (self.descent.records(), PrincipalId::new(holder.to_string()));
        let attached = records.attached_policies(&id, None, SCAN_ENTRIES_MAX)?;
        let memberships = records.groups_of(&id, None, SCAN_ENTRIES_MAX)?;
        let customer = attached.into_iter().filter_map(|it| match it.id.policy {
            PolicyReference::Customer(policy) => Some(ObjectId::from(&policy)),
            // Nobody here writes a policy of AWS.
            PolicyReference::AwsManaged(_) => None,
        });
        Ok(customer.chain(memberships.into_iter().map(|it| it.id.group)).collect())
    }

    fn policy_usage(&self, policy: &PolicyId) -> Result<PolicyUsage, ControlError> {
        let policy_reference = entities::policy_reference(policy);
        Ok(PolicyUsage {
            permissions_boundaries: self.count_users(&policy_reference, ReferenceKind::Boundary)?,
            transitive_boundaries: self
                .count_users(&policy_reference, ReferenceKind::Transitive)?,
            inherited: self.descent.holders(policy)?.len() as u64,
            live_sessions: u64::from(self.is_carried(policy)?),
        })
    }

    fn descendants(&self, principal: &PrincipalId) -> Result<BTreeSet<Reference>, ControlError> {
        self.descent.descendants(principal)
    }
}
