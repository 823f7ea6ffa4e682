//! A world in memory, with short names instead of unique ids.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

use entail_lineage::create::{CreateObject, CreatePrincipal, Created, create_object};
use entail_lineage::gates::obtain::{Obtain, assume_role};
use entail_lineage::gates::write::{Write, check};
use entail_lineage::inherited::{ancestors, of_object, of_principal};
use entail_lineage::{
    AccountId, AdoptMode, Ancestry, BoundaryPolicy, Cascades, Closure, Label, Marking, ObjectId,
    ObjectKind, ObjectLineage, ObtainMode, Origin, PermissionsBoundary, PolicyId, PolicyReferences,
    PolicyUsage, PrincipalId, PrincipalKind, PrincipalLineage, Reference, Refusal, Refused,
    SealSet, SessionLineage, SessionRecord, Source, Standing, TransitiveBoundary, World, create,
};

pub(crate) const ACCOUNT: &str = "111122223333";

pub(crate) type Answer<T> = Result<T, Refused<Infallible>>;

/// Everything the gates look up, and the sessions that are alive.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(crate) struct Memory {
    pub(crate) principals: BTreeMap<PrincipalId, PrincipalLineage>,
    pub(crate) objects: BTreeMap<ObjectId, ObjectLineage>,
    pub(crate) accounts: BTreeMap<AccountId, Label>,
    pub(crate) attachments: BTreeSet<(Reference, PolicyId)>,
    pub(crate) members: BTreeSet<(PrincipalId, ObjectId)>,
    pub(crate) sessions: Vec<SessionLineage>,
    pub(crate) departed: BTreeMap<Reference, Vec<SessionRecord>>,
    pub(crate) last_outs: BTreeMap<PrincipalId, Label>,
    pub(crate) cascades: BTreeMap<PrincipalId, Cascades>,
    pub(crate) cascade_revision: u64,
}

impl Ancestry for Memory {
    type Error = Infallible;

    fn created_by(&self, reference: &Reference) -> Result<Vec<SessionRecord>, Infallible> {
        let living = match reference {
            Reference::Principal(id) => self.principals.get(id).map(|one| &one.created_by),
            Reference::Object(id) => self.objects.get(id).map(|one| &one.created_by),
            Reference::Account(_) => None,
        };
        Ok(living.or_else(|| self.departed.get(reference)).cloned().unwrap_or_default())
    }

    fn cascades(&self, root: &PrincipalId) -> Result<Cascades, Infallible> {
        Ok(self.cascades.get(root).cloned().unwrap_or_default())
    }

    fn cascade_revision(&self) -> Result<u64, Infallible> {
        Ok(self.cascade_revision)
    }
}

impl World for Memory {
    fn principal(&self, id: &PrincipalId) -> Result<Option<PrincipalLineage>, Infallible> {
        Ok(self.principals.get(id).cloned())
    }

    fn last_out(&self, deleted: &PrincipalId) -> Result<Label, Infallible> {
        Ok(self.last_outs.get(deleted).cloned().unwrap_or_default())
    }

    fn object(&self, id: &ObjectId) -> Result<Option<ObjectLineage>, Infallible> {
        Ok(self.objects.get(id).cloned())
    }

    fn account_label(&self, id: &AccountId) -> Result<Label, Infallible> {
        Ok(self.accounts.get(id).cloned().unwrap_or_default())
    }

    fn group_members(&self, group: &ObjectId) -> Result<BTreeSet<PrincipalId>, Infallible> {
        let members = self.members.iter().filter(|(_, of)| of == group);
        Ok(members.map(|(user, _)| user.clone()).collect())
    }

    fn policy_references(&self, policy: &PolicyId) -> Result<PolicyReferences, Infallible> {
        let principals = self.principals.values();
        let mut inherited_by: BTreeSet<Reference> = self
            .objects
            .values()
            .filter(|object| of_object(self, object).unwrap().contains(policy))
            .map(|object| Reference::Object(object.id.clone()))
            .collect();
        inherited_by.extend(
            principals
                .clone()
                .filter(|principal| of_principal(self, principal).unwrap().contains(policy))
                .map(|principal| Reference::Principal(principal.id.clone())),
        );
        let of = |found: fn(&PrincipalLineage) -> Option<&PolicyId>| {
            let using = self.principals.values().filter(|one| found(one) == Some(policy));
            using.map(|one| one.id.clone()).collect()
        };
        Ok(PolicyReferences {
            attached_to: self
                .attachments
                .iter()
                .filter(|(_, attached)| attached == policy)
                .map(|(to, _)| to.clone())
                .collect(),
            permissions_boundary_of: of(|one| one.permissions_boundary.as_ref().map(|b| &b.policy)),
            transitive_boundary_of: of(|one| one.transitive_boundary.as_ref().map(|t| &t.policy)),
            inherited_by,
            live_sessions: self
                .sessions
                .iter()
                .filter(|session| session.carried.contains(policy))
                .filter_map(|session| Standing::read(self, session).ok())
                .map(|standing| standing.seals().clone())
                .collect(),
        })
    }

    fn policies_and_groups_of(&self, holder: &Reference) -> Result<BTreeSet<ObjectId>, Infallible> {
        let attached = self.attachments.iter().filter(|(to, _)| to == holder);
        let groups = self
            .members
            .iter()
            .filter(|(user, _)| Reference::Principal(user.clone()) == *holder)
            .map(|(_, group)| group.clone());
        Ok(attached.map(|(_, policy)| policy.into()).chain(groups).collect())
    }

    fn policy_usage(&self, policy: &PolicyId) -> Result<PolicyUsage, Infallible> {
        let references = self.policy_references(policy)?;
        Ok(PolicyUsage {
            permissions_boundaries: references.permissions_boundary_of.len() as u64,
            transitive_boundaries: references.transitive_boundary_of.len() as u64,
            inherited: references.inherited_by.len() as u64,
            live_sessions: references.live_sessions.len() as u64,
        })
    }

    fn descendants(&self, principal: &PrincipalId) -> Result<BTreeSet<Reference>, Infallible> {
        let principals = self
            .principals
            .values()
            .map(|one| (Reference::Principal(one.id.clone()), &one.created_by));
        let objects =
            self.objects.values().map(|one| (Reference::Object(one.id.clone()), &one.created_by));
        let mut found = BTreeSet::new();
        for (reference, created_by) in principals.chain(objects) {
            if ancestors(self, created_by)?.contains(principal) {
                found.insert(reference);
            }
        }
        Ok(found)
    }
}

impl Memory {
    /// An unlabelled user.
    pub(crate) fn user(&mut self, id: &str) -> &mut PrincipalLineage {
        self.principal_of_kind(id, PrincipalKind::User)
    }

    /// An unlabelled role.
    pub(crate) fn role(&mut self, id: &str) -> &mut PrincipalLineage {
        self.principal_of_kind(id, PrincipalKind::Role)
    }

    pub(crate) fn principal_of_kind(
        &mut self,
        id: &str,
        kind: PrincipalKind,
    ) -> &mut PrincipalLineage {
        let record = PrincipalLineage::unlabelled(id.into(), kind, ACCOUNT.into());
        self.principals.entry(id.into()).insert_entry(record).into_mut()
    }

    /// An unlabelled object.
    pub(crate) fn object_of_kind(&mut self, id: &str, kind: ObjectKind) -> &mut ObjectLineage {
        let record = ObjectLineage::unlabelled(id.into(), kind, ACCOUNT.into());
        self.objects.entry(id.into()).insert_entry(record).into_mut()
    }

    pub(crate) fn policy(&mut self, id: &str) -> &mut ObjectLineage {
        self.object_of_kind(id, ObjectKind::Policy)
    }

    pub(crate) fn group(&mut self, id: &str) -> &mut ObjectLineage {
        self.object_of_kind(id, ObjectKind::Group)
    }

    /// A user with a transitive boundary of the same name as the seal, set by an administrator.
    pub(crate) fn root_of(&mut self, id: &str, seal: &str) {
        self.policy(seal);
        self.user(id).transitive_boundary = Some(transitive(seal, Source::Parameter, &[]));
    }

    pub(crate) fn get(&self, id: &str) -> &PrincipalLineage {
        &self.principals[&PrincipalId::from(id)]
    }

    pub(crate) fn get_mut(&mut self, id: &str) -> &mut PrincipalLineage {
        self.principals.get_mut(&PrincipalId::from(id)).unwrap()
    }

    pub(crate) fn put(&mut self, record: PrincipalLineage) {
        self.principals.insert(record.id.clone(), record);
    }

    /// Creates a principal and stores it.
    pub(crate) fn create(
        &mut self,
        session: &SessionLineage,
        request: &CreatePrincipal,
    ) -> Answer<Created> {
        let created = create::create_principal(self, &Standing::read(self, session)?, request)?;
        self.put(created.record.clone());
        Ok(created)
    }

    /// Creates a policy and stores it.
    pub(crate) fn create_policy(
        &mut self,
        session: &SessionLineage,
        id: &str,
    ) -> Answer<ObjectLineage> {
        let request = CreateObject {
            id: id.into(),
            kind: ObjectKind::Policy,
            account: ACCOUNT.into(),
            time: 1,
        };
        let object = create_object(&Standing::read(self, session)?, &request)?;
        self.objects.insert(object.id.clone(), object.clone());
        Ok(object)
    }

    pub(crate) fn assume(&self, session: &SessionLineage, role: &str) -> Answer<SessionLineage> {
        assume_role(self, &Standing::read(self, session)?, &obtain(role))
    }

    pub(crate) fn write(&self, session: &SessionLineage, write: &Write) -> Answer<()> {
        check(self, &Standing::read(self, session)?, write)
    }

    pub(crate) fn seals_of(&self, session: &SessionLineage) -> SealSet {
        Standing::read(self, session).unwrap().seals().clone()
    }

    pub(crate) fn hard_ceilings_of(&self, session: &SessionLineage) -> SealSet {
        Standing::read(self, session).unwrap().hard_ceilings().clone()
    }
}

/// A long-term session of a principal.
pub(crate) fn key(principal: &str) -> SessionLineage {
    SessionLineage::long_term(format!("AKIA-{principal}").into(), principal.into())
}

pub(crate) fn seals(seals: &[&str]) -> SealSet {
    seals.iter().map(|seal| PolicyId::from(*seal)).collect()
}

/// A label whose entries all come from principal `root`.
pub(crate) fn label(seals: &[&str]) -> Label {
    seals.iter().map(|seal| (PolicyId::from(*seal), Origin::Principal("root".into()))).collect()
}

pub(crate) fn adopted(seal: &str, mode: AdoptMode) -> Label {
    Label::from_iter([(seal.into(), Origin::Adopt { administrator: "admin".into(), mode })])
}

pub(crate) fn boundary(policy: &str, setter: &[&str]) -> PermissionsBoundary {
    PermissionsBoundary { policy: policy.into(), setter_label: seals(setter) }
}

pub(crate) fn transitive(policy: &str, source: Source, setter: &[&str]) -> TransitiveBoundary {
    TransitiveBoundary {
        policy: policy.into(),
        source,
        setter_label: seals(setter),
        apply_to_self: entail_lineage::ApplyToSelf::No,
    }
}

pub(crate) fn marked(policy: &str) -> BoundaryPolicy {
    BoundaryPolicy { policy: policy.into(), marking: Marking::Marked }
}

pub(crate) fn unmarked(policy: &str) -> BoundaryPolicy {
    BoundaryPolicy { policy: policy.into(), marking: Marking::Unmarked }
}

pub(crate) fn new_principal(id: &str, kind: PrincipalKind) -> CreatePrincipal {
    CreatePrincipal {
        id: id.into(),
        kind,
        account: ACCOUNT.into(),
        permissions_boundary: None,
        transitive_parameter: None,
        transitive_tag: None,
        time: 1,
    }
}

pub(crate) fn obtain(role: &str) -> Obtain {
    Obtain {
        role: role.into(),
        session: format!("ASIA-{role}").into(),
        mode: ObtainMode::Carry,
        set: BTreeSet::new(),
        inherited: BTreeSet::new(),
        time: 1,
    }
}

pub(crate) fn principal(id: &str) -> Reference {
    Reference::Principal(id.into())
}

pub(crate) fn object(id: &str) -> Reference {
    Reference::Object(id.into())
}

/// The rule that refused, the seals, and the object.
pub(crate) fn refusal<T: std::fmt::Debug>(answer: Answer<T>) -> (Closure, SealSet, Reference) {
    match answer {
        Err(Refused::Refusal(Refusal::Gate(gate))) => (gate.closure, gate.missing, gate.object),
        other => panic!("expected a gate to refuse, got {other:?}"),
    }
}

/// The refusal that is not a gate's.
pub(crate) fn refused<T: std::fmt::Debug>(answer: Answer<T>) -> Refusal {
    match answer {
        Err(Refused::Refusal(refusal)) => refusal,
        other => panic!("expected a refusal, got {other:?}"),
    }
}
