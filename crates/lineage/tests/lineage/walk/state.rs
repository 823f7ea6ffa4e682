//! State of a walk: the world, and the ground truth that the crate does not see.

use std::collections::{BTreeMap, BTreeSet};

use entail_lineage::inherited::{of_object, of_principal};
use entail_lineage::{ObjectId, ObjectLineage, PolicyId, PrincipalId, SealSet, SessionLineage};

use crate::support::{Memory, key};

/// Which gate the driver ignores.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gates {
    All,
    WithoutInherit,
    WithoutExplicitAdds,
    WithoutCarry,
    WithoutLiveDerivation,
    WithoutProvenance,
    WithoutProviderLabel,
    WithoutTrustWrite,
    WithoutCredentialWrite,
    WithoutTransitiveWrite,
    WithoutW1,
    WithoutW2,
    WithoutW3,
    WithoutW4,
    WithoutW5,
    WithoutTransitivePointsUp,
    WithoutPass,
    WithoutF8,
}

/// A credential somebody holds.
#[derive(Debug, Clone)]
pub(crate) struct Credential {
    pub(crate) session: SessionLineage,
    /// Seals of all sessions on its derivation when they acted, less those admitted since.
    pub(crate) taint: SealSet,
    /// The same along chain, pass and birth, admitted ones too.
    pub(crate) origin: SealSet,
    /// The credential it was obtained through, and what the role admitted then.
    pub(crate) parent: Option<(usize, SealSet)>,
}

/// Whom a role's trust policy names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Trusted {
    Anybody,
    Outside,
    Provider,
    Service,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct State {
    pub(crate) world: Memory,
    pub(crate) credentials: Vec<Credential>,
    pub(crate) trust: BTreeMap<PrincipalId, BTreeSet<Trusted>>,
    /// Seals of whoever created a principal or last wrote its trust.
    pub(crate) makers: BTreeMap<PrincipalId, SealSet>,
    /// The same for origins, of creators only.
    pub(crate) maker_origins: BTreeMap<PrincipalId, SealSet>,
    pub(crate) passes: Vec<(PrincipalId, SealSet)>,
    /// Seals and provenance of whoever last set each permissions boundary.
    pub(crate) boundary_setters: BTreeMap<PrincipalId, SealSet>,
    /// Policies and groups with the session that made them.
    pub(crate) made_by: BTreeMap<ObjectId, SessionLineage>,
    /// Policies and groups that a less sealed session put to use: their makers may be locked out.
    pub(crate) touched: BTreeSet<ObjectId>,
    /// An exit was made, or something disowned: a session may then carry a sub-seal without the seals of its policy, and
    /// keep the policy's makers from editing it as long as it lives.
    pub(crate) admitted_ever: bool,
    pub(crate) counter: usize,
}

impl State {
    /// Two lineages, an administrator, and outside principals of every sort.
    pub(crate) fn new() -> Self {
        let mut state = Self::default();
        state.world.user("admin");
        state.world.user("outsider");
        state.world.root_of("dev", "t");
        state.world.root_of("dev2", "t2");
        state.world.user("late");
        state.world.group("staff");
        for policy in ["strict", "s3"] {
            state.world.policy(policy);
        }
        let roles = [
            ("shared", Trusted::Anybody),
            ("exit", Trusted::Anybody),
            ("federated", Trusted::Provider),
            ("service", Trusted::Service),
        ];
        for (role, trusted) in roles {
            state.world.role(role);
            state.trust.insert(role.into(), [trusted].into());
        }
        for user in ["admin", "dev", "dev2", "late"] {
            state.hold(key(user), SealSet::new(), SealSet::new());
        }
        state
    }

    pub(crate) fn hold(&mut self, session: SessionLineage, taint: SealSet, origin: SealSet) {
        self.world.sessions.push(session.clone());
        self.credentials.push(Credential { session, taint, origin, parent: None });
    }

    /// A new unique id; names never come again.
    pub(crate) fn fresh(&mut self, prefix: &str) -> String {
        self.counter += 1;
        format!("{prefix}{}", self.counter)
    }

    /// Principals whose permissions a policy determines, straight from the records.
    pub(crate) fn determined_by(&self, policy: &PolicyId) -> BTreeSet<PrincipalId> {
        let mut found: BTreeSet<_> = self
            .world
            .principals
            .values()
            .filter(|one| {
                of_principal(&self.world, one).unwrap().contains(policy)
                    || one.permissions_boundary.as_ref().is_some_and(|b| &b.policy == policy)
                    || one.transitive_boundary.as_ref().is_some_and(|t| &t.policy == policy)
            })
            .map(|one| one.id.clone())
            .collect();
        for (to, attached) in &self.world.attachments {
            if attached != policy {
                continue;
            }
            match to {
                entail_lineage::Reference::Principal(id) => {
                    found.insert(id.clone());
                }
                entail_lineage::Reference::Object(group) => found.extend(self.members(group)),
                entail_lineage::Reference::Account(_) => {}
            }
        }
        found.retain(|id| self.world.principals.contains_key(id));
        found
    }

    /// The seals of an object that count for writes.
    pub(crate) fn write_seals(&self, object: &ObjectLineage) -> SealSet {
        of_object(&self.world, object).unwrap().write_seals()
    }

    pub(crate) fn members(&self, group: &ObjectId) -> BTreeSet<PrincipalId> {
        let members = self.world.members.iter().filter(|(_, of)| of == group);
        members.map(|(user, _)| user.clone()).collect()
    }

    /// The first of the principals that lacks one of the seals.
    pub(crate) fn outside(
        &self,
        seals: &SealSet,
        principals: impl IntoIterator<Item = PrincipalId>,
    ) -> Option<PrincipalId> {
        principals.into_iter().find(|id| {
            let label = self.world.principals.get(id);
            let label = label.map(|one| of_principal(&self.world, one).unwrap().seals());
            !seals.is_subset(&label.unwrap_or_default())
        })
    }
}
