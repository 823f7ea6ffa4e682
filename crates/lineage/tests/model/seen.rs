//! The world as the crate is shown it when a rule is taken away: as if what the rule looks at were
//! in order. All other rules are still asked, with the true records.

use std::collections::BTreeSet;
use std::convert::Infallible;

use entail_lineage::world::{Ancestry, World};
use entail_lineage::{
    AccountId, Cascades, Label, ObjectId, ObjectLineage, ObtainMode, PolicyId, PolicyReferences,
    PolicyUsage, PrincipalId, PrincipalLineage, Reference, SealSet, SessionRecord, Standing,
};

use crate::deed::Deed;
use crate::facts::Facts;
use crate::rule::{Off, Rule};
use crate::support::Memory;

/// Stands for a policy under another id, so that a session does not know its own seal.
pub(crate) const ALIAS: &str = "(the same under another id)";

#[derive(Debug, Clone)]
pub(crate) struct Seen<'a> {
    memory: &'a Memory,
    /// Policies of sessions that are held from every sealed session.
    held: &'a BTreeSet<PolicyId>,
    off: Off,
    /// What is written, shown with the writer's own label.
    raised: Option<(Reference, Label)>,
    /// What is referred to, shown without a label.
    lowered: Option<ObjectId>,
    /// The policy that [`ALIAS`] stands for.
    alias: Option<PolicyId>,
    /// Groups are shown empty.
    empty_groups: bool,
    /// Setters of B and T are shown with these seals.
    setters: Option<SealSet>,
}

impl<'a> Seen<'a> {
    /// As everybody sees it.
    pub(crate) fn new(facts: &'a Facts, off: Off) -> Self {
        Self {
            memory: &facts.world,
            held: &facts.held,
            off,
            raised: None,
            lowered: None,
            alias: None,
            empty_groups: false,
            setters: None,
        }
    }

    /// As it is shown for one deed.
    pub(crate) fn for_deed(mut self, deed: &Deed, standing: &Standing<'_>) -> Self {
        let is_off = |rule: &Rule| self.off.contains(rule);
        let edits_policy = matches!(deed, Deed::EditPolicy(_));
        self.empty_groups = is_off(if edits_policy { &Rule::F6 } else { &Rule::W2 });
        let setters = match deed {
            Deed::EditPolicy(_) => Rule::F7Editing,
            Deed::Delete(_) => Rule::F7Deletion,
            _ => Rule::W4,
        };
        if is_off(&setters) {
            self.setters = Some(standing.guarded_seals().clone());
        }
        if let Deed::EditPolicy(policy) = deed
            && is_off(&Rule::W3)
        {
            self.alias = Some(policy.clone());
        }
        self.raised = deed
            .written()
            .filter(|(_, rule)| is_off(rule))
            .map(|(written, _)| (written, standing.label().clone()));
        self.lowered = deed.referred().filter(|(_, rule)| is_off(rule)).map(|(id, _)| id);
        self
    }

    /// What is referred to, shown without a label.
    pub(crate) fn lowering(&self, object: ObjectId) -> Self {
        Self { lowered: Some(object), ..self.clone() }
    }

    /// The policy by the id under which the crate is to look at it.
    pub(crate) fn id_of(&self, policy: &PolicyId) -> PolicyId {
        if self.alias.as_ref() == Some(policy) { ALIAS.into() } else { policy.clone() }
    }

    fn behind<'b>(&'b self, policy: &'b PolicyId) -> &'b PolicyId {
        self.alias.as_ref().filter(|_| policy.as_str() == ALIAS).unwrap_or(policy)
    }

    fn raise(&self, reference: &Reference, label: &mut Label) {
        if let Some((raised, by)) = &self.raised
            && raised == reference
        {
            label.unite(by);
        }
    }
}

impl Ancestry for Seen<'_> {
    type Error = Infallible;

    fn created_by(&self, reference: &Reference) -> Result<Vec<SessionRecord>, Infallible> {
        self.memory.created_by(reference)
    }

    fn cascades(&self, root: &PrincipalId) -> Result<Cascades, Infallible> {
        self.memory.cascades(root)
    }

    fn cascade_revision(&self) -> Result<u64, Infallible> {
        self.memory.cascade_revision()
    }
}

impl World for Seen<'_> {
    fn principal(&self, id: &PrincipalId) -> Result<Option<PrincipalLineage>, Infallible> {
        let Some(mut record) = self.memory.principals.get(id).cloned() else { return Ok(None) };
        self.raise(&Reference::Principal(id.clone()), &mut record.inherited);
        if self.off.contains(&Rule::F10) {
            record.obtain = ObtainMode::Carry;
        }
        if let Some(setters) = &self.setters {
            if let Some(boundary) = &mut record.permissions_boundary {
                boundary.setter_label.extend(setters.iter().cloned());
            }
            if let Some(transitive) = &mut record.transitive_boundary {
                transitive.setter_label.extend(setters.iter().cloned());
            }
        }
        if let (Some(alias), Some(boundary)) = (&self.alias, &mut record.permissions_boundary)
            && &boundary.policy == alias
        {
            boundary.policy = ALIAS.into();
        }
        Ok(Some(record))
    }

    fn object(&self, id: &ObjectId) -> Result<Option<ObjectLineage>, Infallible> {
        let policy = PolicyId::from(id.as_str());
        let id = ObjectId::from(self.behind(&policy));
        let Some(mut record) = self.memory.objects.get(&id).cloned() else { return Ok(None) };
        if self.lowered.as_ref() == Some(&id) {
            record.inherited = Label::new();
        }
        self.raise(&Reference::Object(id), &mut record.inherited);
        Ok(Some(record))
    }

    fn account_label(&self, id: &AccountId) -> Result<Label, Infallible> {
        let mut label = if self.off.contains(&Rule::AccountLabel) {
            Label::new()
        } else {
            self.memory.account_label(id)?
        };
        self.raise(&Reference::Account(id.clone()), &mut label);
        Ok(label)
    }

    fn group_members(&self, group: &ObjectId) -> Result<BTreeSet<PrincipalId>, Infallible> {
        if self.empty_groups { Ok(BTreeSet::new()) } else { self.memory.group_members(group) }
    }

    fn policy_references(&self, policy: &PolicyId) -> Result<PolicyReferences, Infallible> {
        let mut references = self.memory.policy_references(self.behind(policy))?;
        // As the server has it: of live sessions only those count that were found to matter when
        // they were obtained.
        references.live_sessions.clear();
        if self.held.contains(self.behind(policy)) {
            references.live_sessions.insert(SealSet::new());
        }
        if self.off.contains(&Rule::F5References) || self.off.contains(&Rule::W1) {
            references.transitive_boundary_of.clear();
            references.inherited_by.clear();
            references.live_sessions.clear();
        }
        if self.off.contains(&Rule::W1) {
            references.attached_to.clear();
            references.permissions_boundary_of.clear();
        }
        Ok(references)
    }

    fn last_out(&self, deleted: &PrincipalId) -> Result<Label, Infallible> {
        if self.off.contains(&Rule::F3Deleted) {
            return Ok(Label::new());
        }
        self.memory.last_out(deleted)
    }

    fn policies_and_groups_of(&self, holder: &Reference) -> Result<BTreeSet<ObjectId>, Infallible> {
        self.memory.policies_and_groups_of(holder)
    }

    fn policy_usage(&self, policy: &PolicyId) -> Result<PolicyUsage, Infallible> {
        self.memory.policy_usage(self.behind(policy))
    }

    fn descendants(&self, principal: &PrincipalId) -> Result<BTreeSet<Reference>, Infallible> {
        self.memory.descendants(principal)
    }
}
