//! The state machine in memory, with the one look-up that the server answers in a way of its own.

use std::collections::BTreeSet;
use std::convert::Infallible;

use entail_lineage::world::{Ancestry, World};
use entail_lineage::{
    AccountId, Cascades, Label, ObjectId, ObjectLineage, PolicyId, PolicyReferences, PolicyUsage,
    PrincipalId, PrincipalLineage, Reference, Refusal, Refused, SealSet, SessionRecord,
};

#[path = "../../../../lineage/tests/lineage/support.rs"]
#[expect(dead_code, reason = "the tests of the lineage use the rest of it")]
mod support;

pub(super) use support::{Answer, Memory};

/// What became of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    Done,
    /// A gate refused.
    Gate,
    /// Another rule refused.
    Refused,
}

impl Outcome {
    pub(super) fn of<T>(answer: &Answer<T>) -> Self {
        match answer {
            Ok(_) => Self::Done,
            Err(Refused::Refusal(Refusal::Gate(_))) => Self::Gate,
            Err(_) => Self::Refused,
        }
    }
}

/// The world of the state machine.
#[derive(Debug, Default)]
pub(super) struct Mirror {
    pub(super) memory: Memory,
    /// Policies that are held from sealed sessions, because of sessions that carry them.
    pub(super) held: SealSet,
}

impl Ancestry for Mirror {
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

impl World for Mirror {
    fn principal(&self, id: &PrincipalId) -> Result<Option<PrincipalLineage>, Infallible> {
        self.memory.principal(id)
    }

    fn object(&self, id: &ObjectId) -> Result<Option<ObjectLineage>, Infallible> {
        self.memory.object(id)
    }

    fn account_label(&self, id: &AccountId) -> Result<Label, Infallible> {
        self.memory.account_label(id)
    }

    fn group_members(&self, group: &ObjectId) -> Result<BTreeSet<PrincipalId>, Infallible> {
        self.memory.group_members(group)
    }

    fn policy_references(&self, policy: &PolicyId) -> Result<PolicyReferences, Infallible> {
        let mut references = self.memory.policy_references(policy)?;
        // Found out when a session is obtained, and not by what lives now.
        references.live_sessions.clear();
        if self.held.contains(policy) {
            references.live_sessions.insert(SealSet::new());
        }
        Ok(references)
    }

    fn last_out(&self, deleted: &PrincipalId) -> Result<Label, Infallible> {
        self.memory.last_out(deleted)
    }

    fn policies_and_groups_of(&self, holder: &Reference) -> Result<BTreeSet<ObjectId>, Infallible> {
        self.memory.policies_and_groups_of(holder)
    }

    fn policy_usage(&self, policy: &PolicyId) -> Result<PolicyUsage, Infallible> {
        self.memory.policy_usage(policy)
    }

    fn descendants(&self, principal: &PrincipalId) -> Result<BTreeSet<Reference>, Infallible> {
        self.memory.descendants(principal)
    }
}
