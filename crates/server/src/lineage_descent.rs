//! Descent and cascades as the store records them, for whatever can read it: transactions, and
//! views of one without guards.

use std::{cell::OnceCell, collections::BTreeSet};

use entail_lineage::{
    Ancestry, CascadeChange, Cascades, Label, ObjectId, ObjectLineage, PolicyId, PrincipalId,
    PrincipalLineage, Reference, SessionRecord, inherited,
};
use entail_store::{
    Prefix, Records,
    limits::SCAN_ENTRIES_MAX,
    records::{
        CascadeCount, Departed, InstanceProfile, LineageEdge, OpenIdConnectProvider, Record,
        ReferenceKind, RootCascades, SamlProvider, lineage, reference,
    },
};

use crate::{control_error::ControlError, entities, identifiers::IdKind, scan};

/// Who descends from whom, and what was cascaded.
///
/// A cascade bumps the account's authorization, so that none of this needs guards of its own.
#[derive(Debug)]
pub(crate) struct Descent<R> {
    records: R,
    revision: OnceCell<u64>,
}

impl<R: Records> Descent<R> {
    pub(crate) const fn new(records: R) -> Self {
        Self { records, revision: OnceCell::new() }
    }

    /// What it reads from.
    pub(crate) const fn records(&self) -> &R {
        &self.records
    }

    /// The record of a user or role; root's is not stored.
    pub(crate) fn principal(
        &self,
        id: &PrincipalId,
    ) -> Result<Option<PrincipalLineage>, ControlError> {
        match IdKind::of(id.as_str()) {
            Some(IdKind::User) => Ok(self.records.user(id)?.map(|user| user.lineage)),
            Some(IdKind::Role) => Ok(self.records.role(id)?.map(|role| role.lineage)),
            _ => Ok(None),
        }
    }

    /// What a user or role that is deleted passes on.
    pub(crate) fn last_out(&self, deleted: &PrincipalId) -> Result<Label, ControlError> {
        match self.records.find::<Departed>(deleted.as_str())? {
            Some(it) => inherited::of_departed(self, &it.out, it.revision, &it.created_by),
            None => Ok(Label::new()),
        }
    }

    /// The record of any other labelled object.
    pub(crate) fn object(&self, id: &ObjectId) -> Result<Option<ObjectLineage>, ControlError> {
        match IdKind::of(id.as_str()) {
            Some(IdKind::ManagedPolicy) => {
                let policy = self.records.policy(&PolicyId::new(id.as_str()))?;
                Ok(policy.map(|policy| policy.lineage))
            }
            Some(IdKind::Group) => Ok(self.records.group(id)?.map(|group| group.lineage)),
            Some(IdKind::InstanceProfile) => {
                let profile = self.records.find::<InstanceProfile>(id.as_str())?;
                Ok(profile.map(|profile| profile.lineage))
            }
            Some(IdKind::SamlProvider) => {
                let provider = self.records.find::<SamlProvider>(id.as_str())?;
                Ok(provider.map(|provider| provider.lineage))
            }
            Some(IdKind::OpenIdConnectProvider) => {
                let provider = self.records.find::<OpenIdConnectProvider>(id.as_str())?;
                Ok(provider.map(|provider| provider.lineage))
            }
            _ => Ok(None),
        }
    }

    /// I of something; `None` where it does not exist.
    fn inherited(&self, reference: &Reference) -> Result<Option<Label>, ControlError> {
        Ok(match reference {
            Reference::Principal(id) => match self.principal(id)? {
                Some(record) => Some(inherited::of_principal(self, &record)?),
                None => None,
            },
            Reference::Object(id) => match self.object(id)? {
                Some(record) => Some(inherited::of_object(self, &record)?),
                None => None,
            },
            Reference::Account(_) => None,
        })
    }

    /// What exists and descends from a principal, through however many generations, deleted ones
    /// too.
    pub(crate) fn descendants(
        &self,
        root: &PrincipalId,
    ) -> Result<BTreeSet<Reference>, ControlError> {
        let mut seen = BTreeSet::new();
        let mut found = BTreeSet::new();
        let mut parents = vec![root.clone()];
        while let Some(parent) = parents.pop() {
            let prefix = lineage::children_of(self.records.account(), &parent);
            for edge in all::<LineageEdge>(&self.records, &prefix, |it| it.child.clone())? {
                if !seen.insert(edge.child.clone()) {
                    continue;
                }
                let child = entity(&edge.child);
                if self.exists(&child)? {
                    found.insert(child);
                }
                parents.push(PrincipalId::new(edge.child));
            }
        }
        Ok(found)
    }

    fn exists(&self, reference: &Reference) -> Result<bool, ControlError> {
        Ok(match reference {
            Reference::Principal(id) => self.principal(id)?.is_some(),
            Reference::Object(id) => self.object(id)?.is_some(),
            Reference::Account(_) => false,
        })
    }

    /// Everything whose I has the policy.
    pub(crate) fn holders(&self, policy: &PolicyId) -> Result<BTreeSet<Reference>, ControlError> {
        let reference = entities::policy_reference(policy);
        let account = self.records.account();
        let prefix = reference::uses_of(account, &reference, ReferenceKind::Inherited);
        let uses = all::<reference::Reference>(&self.records, &prefix, |it| it.entity.clone())?;
        self.holders_among(policy, uses.iter().map(|it| entity(&it.entity)).collect())
    }

    /// The same where the index of stored labels was read already: with those whom a cascade
    /// reached, without those whom one freed.
    pub(crate) fn holders_among(
        &self,
        policy: &PolicyId,
        indexed: BTreeSet<Reference>,
    ) -> Result<BTreeSet<Reference>, ControlError> {
        if self.cascade_revision()? == 0 {
            return Ok(indexed);
        }
        let prefix = lineage::roots_with_cascades(self.records.account());
        let last_segment = |it: &RootCascades| it.root.as_str().to_owned();
        let mut roots = all::<RootCascades>(&self.records, &prefix, last_segment)?;
        roots.retain(|root| root.cascades.get(policy).is_some());
        if roots.is_empty() {
            return Ok(indexed);
        }
        let mut holders = indexed;
        for root in roots {
            let last = root.cascades.get(policy);
            if last.is_some_and(|cascade| cascade.change == CascadeChange::Added) {
                holders.extend(self.descendants(&root.root)?);
            }
        }
        let mut kept = BTreeSet::new();
        for holder in holders {
            if self.inherited(&holder)?.is_some_and(|label| label.contains(policy)) {
                kept.insert(holder);
            }
        }
        Ok(kept)
    }
}

impl<R: Records> Ancestry for Descent<R> {
    type Error = ControlError;

    fn created_by(&self, reference: &Reference) -> Result<Vec<SessionRecord>, ControlError> {
        let (living, id) = match reference {
            Reference::Principal(id) => (self.principal(id)?.map(|it| it.created_by), id.as_str()),
            Reference::Object(id) => (self.object(id)?.map(|it| it.created_by), id.as_str()),
            Reference::Account(_) => return Ok(Vec::new()),
        };
        match living {
            Some(created_by) => Ok(created_by),
            None => {
                Ok(self.records.find::<Departed>(id)?.map(|it| it.created_by).unwrap_or_default())
            }
        }
    }

    fn cascades(&self, root: &PrincipalId) -> Result<Cascades, ControlError> {
        let found = self.records.find::<RootCascades>(root)?;
        Ok(found.map(|it| it.cascades).unwrap_or_default())
    }

    fn cascade_revision(&self) -> Result<u64, ControlError> {
        if let Some(revision) = self.revision.get() {
            return Ok(*revision);
        }
        let count = self.records.find::<CascadeCount>(&())?.map_or(0, |it| it.count);
        Ok(*self.revision.get_or_init(|| count))
    }
}

/// Every record under a prefix, however many pages they fill.
pub(crate) fn all<R: Record>(
    records: &impl Records,
    prefix: &Prefix,
    last_segment: impl Fn(&R) -> String,
) -> Result<Vec<R>, ControlError> {
    Ok(scan::to_the_end(|last: Option<&R>| {
        let after = last.map(&last_segment);
        records.list::<R>(prefix, after.as_deref(), SCAN_ENTRIES_MAX)
    })?)
}

/// A unique id as a reference: users and roles are principals, anything else is an object.
pub(crate) fn entity(id: &str) -> Reference {
    match IdKind::of(id) {
        Some(IdKind::User | IdKind::Role) => Reference::Principal(PrincipalId::new(id)),
        _ => Reference::Object(ObjectId::new(id)),
    }
}
