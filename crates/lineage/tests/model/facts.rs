//! A state: the world that the crate looks at, and beside it the ground truth that it does not
//! see: who made what, under which seals.

use std::collections::{BTreeMap, BTreeSet};

use entail_lineage::inherited::of_principal;
use entail_lineage::world::label_of;
use entail_lineage::{
    AdoptMode, Label, ObjectId, ObjectKind, PolicyId, PrincipalId, Reference, SealSet, SessionId,
    SessionLineage,
};

use crate::breach::Broken;
use crate::support::{Memory, key};

/// Whom a role's trust policy names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Trusted {
    Anybody,
    Outside,
    Provider,
    Service,
    IdentityCenter,
}

/// Who uses a credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Holder {
    /// Tries everything.
    Attacker,
    /// Takes the scenario's own steps only.
    Administrator,
}

/// What is true of a credential, whatever the crate records.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Truth {
    pub(crate) holder: Holder,
    /// Seals of all sessions on its derivation when they acted, less those admitted since: what
    /// must be among its ceilings.
    pub(crate) taint: SealSet,
    /// The same along chain, pass and birth, admitted ones too: what it must not loosen.
    pub(crate) origin: SealSet,
    /// Principals of the chain of sessions it was obtained through.
    pub(crate) ancestors: BTreeSet<PrincipalId>,
    /// The credential it was obtained through, and what the role admitted then.
    pub(crate) parent: Option<(SessionId, SealSet)>,
    /// What its ancestors passed on when they were deleted.
    pub(crate) last_outs: SealSet,
    /// Seals of whoever chose its session name.
    pub(crate) name_setter: SealSet,
}

impl Truth {
    pub(crate) fn of(holder: Holder) -> Self {
        Self {
            holder,
            taint: SealSet::new(),
            origin: SealSet::new(),
            ancestors: BTreeSet::new(),
            parent: None,
            last_outs: SealSet::new(),
            name_setter: SealSet::new(),
        }
    }
}

/// Seals of whoever made something, and whom it descends from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(crate) struct Birth {
    pub(crate) taint: SealSet,
    pub(crate) origin: SealSet,
    pub(crate) ancestors: BTreeSet<PrincipalId>,
}

/// Everything that makes two states different.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(crate) struct Facts {
    /// Its sessions are in the order of their ids, so that the order of obtaining does not count.
    pub(crate) world: Memory,
    pub(crate) truths: BTreeMap<SessionId, Truth>,
    pub(crate) trust: BTreeMap<PrincipalId, BTreeSet<Trusted>>,
    /// Makers of principals and objects, by id.
    pub(crate) births: BTreeMap<String, Birth>,
    /// Seals of the last writer of a role's trust policy or of a provider's settings, by id.
    pub(crate) writers: BTreeMap<String, SealSet>,
    /// Roles that services run under, and the seals of whoever handed them over or wrote the code.
    pub(crate) passes: BTreeSet<(PrincipalId, SealSet)>,
    /// Seals and provenance of whoever last set B and T.
    pub(crate) boundary_setters: BTreeMap<PrincipalId, SealSet>,
    pub(crate) transitive_setters: BTreeMap<PrincipalId, SealSet>,
    /// Exits that an administrator made.
    pub(crate) admitted: BTreeSet<(PrincipalId, PolicyId)>,
    /// What an administrator adopted, and the widest mode.
    pub(crate) adopted: BTreeMap<(Reference, PolicyId), AdoptMode>,
    /// What sessions made, and which.
    pub(crate) made_by: BTreeMap<Reference, SessionId>,
    /// Policies and groups that a less sealed session put to use, which may lock out their makers.
    pub(crate) touched: BTreeSet<ObjectId>,
    /// Policies whose edits are held from sealed sessions, because of sessions that have them.
    pub(crate) held: BTreeSet<PolicyId>,
    /// What the last step broke.
    pub(crate) broken: BTreeSet<Broken>,
}

impl Facts {
    /// A long-term credential of somebody who is there from the beginning.
    pub(crate) fn hold_key(&mut self, user: &str, holder: Holder) {
        let mut session = key(user);
        session.id = user.into();
        self.hold(session, Truth::of(holder));
    }

    /// Adds a credential; one that differs from an old one in its id only is the old one.
    pub(crate) fn hold(&mut self, mut session: SessionLineage, truth: Truth) {
        let wanted = session.id.clone();
        for known in &self.world.sessions {
            session.id.clone_from(&known.id);
            if &session == known && self.truths[&known.id] == truth {
                return;
            }
        }
        session.id = self.free_id(&session, &truth, &wanted);
        let place = self.world.sessions.partition_point(|known| known.id < session.id);
        self.truths.insert(session.id.clone(), truth);
        self.world.sessions.insert(place, session);
    }

    /// A readable id: the way the session was obtained.
    fn free_id(&self, session: &SessionLineage, truth: &Truth, wanted: &SessionId) -> SessionId {
        let mut id = match &truth.parent {
            Some((parent, _)) => format!("{parent}>{}", session.principal),
            None => wanted.to_string(),
        };
        while self.truths.contains_key(&SessionId::from(id.as_str())) {
            id.push('\'');
        }
        id.into()
    }

    pub(crate) fn session(&self, id: &SessionId) -> Option<&SessionLineage> {
        self.world.sessions.iter().find(|session| &session.id == id)
    }

    /// Seals of whoever created a role, or last wrote its trust policy.
    pub(crate) fn makers_of(&self, id: &str) -> SealSet {
        let born = self.births.get(id).map(|birth| birth.taint.clone()).unwrap_or_default();
        born.into_iter().chain(self.writers.get(id).cloned().unwrap_or_default()).collect()
    }

    pub(crate) fn origin_of(&self, id: &str) -> SealSet {
        self.births.get(id).map(|birth| birth.origin.clone()).unwrap_or_default()
    }

    pub(crate) fn label(&self, reference: &Reference) -> Label {
        let Ok(label) = label_of(&self.world, reference);
        label
    }

    /// Every principal and object.
    pub(crate) fn references(&self) -> Vec<Reference> {
        let principals = self.world.principals.keys().cloned().map(Reference::Principal);
        principals.chain(self.world.objects.keys().cloned().map(Reference::Object)).collect()
    }

    pub(crate) fn admits(&self, role: &PrincipalId) -> SealSet {
        let admitted = self.admitted.iter().filter(|(exit, _)| exit == role);
        admitted.map(|(_, seal)| seal.clone()).collect()
    }

    pub(crate) fn members(&self, group: &ObjectId) -> impl Iterator<Item = PrincipalId> {
        let members = self.world.members.iter().filter(move |(_, of)| of == group);
        members.map(|(user, _)| user.clone())
    }

    pub(crate) fn objects_of(&self, kind: ObjectKind) -> impl Iterator<Item = &ObjectId> {
        self.world.objects.values().filter(move |one| one.kind == kind).map(|one| &one.id)
    }

    pub(crate) fn policies(&self) -> impl Iterator<Item = PolicyId> {
        self.objects_of(ObjectKind::Policy).map(|id| PolicyId::from(id.as_str()))
    }

    /// Everything whose permissions a policy determines, straight from the records.
    pub(crate) fn determined_by(&self, policy: &PolicyId) -> BTreeSet<Reference> {
        let mut found: BTreeSet<_> = self
            .world
            .principals
            .values()
            .filter(|one| {
                of_principal(&self.world, one).unwrap().contains(policy)
                    || one.permissions_boundary.as_ref().is_some_and(|b| &b.policy == policy)
                    || one.transitive_boundary.as_ref().is_some_and(|t| &t.policy == policy)
            })
            .map(|one| Reference::Principal(one.id.clone()))
            .collect();
        for (to, _) in self.world.attachments.iter().filter(|(_, attached)| attached == policy) {
            found.extend(self.reached_through(to));
        }
        found
    }

    /// The thing itself, and the members where it is a group.
    pub(crate) fn reached_through(&self, to: &Reference) -> BTreeSet<Reference> {
        let mut reached = BTreeSet::from([to.clone()]);
        if let Reference::Object(group) = to {
            reached.extend(self.members(group).map(Reference::Principal));
        }
        reached
    }
}
