//! What the gates look up. The server answers from its store transaction, so that every look-up
//! becomes a guard of the write it allowed; tests answer from memory.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::cascade::Cascades;
use crate::identifier::{AccountId, ObjectId, PolicyId, PrincipalId};
use crate::inherited;
use crate::label::Label;
use crate::object::{ObjectLineage, Reference};
use crate::principal::PrincipalLineage;
use crate::seal::SealSet;
use crate::session::SessionRecord;

/// Who descends from whom, and the cascades: all that [`crate::inherited`] looks up.
pub trait Ancestry {
    /// What can go wrong while looking up.
    type Error;

    /// The `created_by` chain of a principal or identity provider, also of a deleted one: something
    /// may descend from it, and a session through it may be alive. Empty where nobody made it.
    fn created_by(&self, reference: &Reference) -> Result<Vec<SessionRecord>, Self::Error>;

    /// The cascades of a principal, also of a deleted one.
    fn cascades(&self, root: &PrincipalId) -> Result<Cascades, Self::Error>;

    /// How many cascades there have ever been in this world. Whatever is created keeps the number.
    fn cascade_revision(&self) -> Result<u64, Self::Error>;
}

/// Look-ups at one revision.
pub trait World: Ancestry {
    /// A user, role or root user; `None` where it does not exist (any more). Every existing
    /// principal has a record, also one outside every lineage.
    fn principal(&self, id: &PrincipalId) -> Result<Option<PrincipalLineage>, Self::Error>;

    /// What a deleted principal passed on when it was deleted: its out. Sessions that it obtained
    /// before that are bound by it still (F3). A world in which nobody is deleted has none.
    ///
    /// # Errors
    /// The world failed.
    fn last_out(&self, deleted: &PrincipalId) -> Result<Label, Self::Error>;

    /// Any other labelled object; `None` counts as unlabelled, as AWS managed policies are.
    fn object(&self, id: &ObjectId) -> Result<Option<ObjectLineage>, Self::Error>;

    /// I of an account; empty where nothing labelled it.
    fn account_label(&self, id: &AccountId) -> Result<Label, Self::Error>;

    /// Members of a group.
    fn group_members(&self, group: &ObjectId) -> Result<BTreeSet<PrincipalId>, Self::Error>;

    /// Everything whose permissions a policy determines. Asked for when a sealed session edits
    /// the policy; never for unsealed sessions.
    fn policy_references(&self, policy: &PolicyId) -> Result<PolicyReferences, Self::Error>;

    /// The managed policies attached to a user, role or group, and the groups of a user: what they say
    /// holds for it, too. Asked for when it loses a seal (F8).
    ///
    /// # Errors
    /// The world failed.
    fn policies_and_groups_of(&self, holder: &Reference)
    -> Result<BTreeSet<ObjectId>, Self::Error>;

    /// How often a policy is in use as boundary or seal. Asked for when it is to be deleted.
    fn policy_usage(&self, policy: &PolicyId) -> Result<PolicyUsage, Self::Error>;

    /// Everything that exists and descends from the principal: made by its sessions, or by what
    /// those made, through deleted generations and identity providers too. Asked for when a
    /// transitive boundary changes, for the notes of the reply, and for cascades. A world without
    /// such an index may scan.
    fn descendants(&self, principal: &PrincipalId) -> Result<BTreeSet<Reference>, Self::Error>;
}

/// References to a policy that count for closure w1 (F5).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyReferences {
    /// Users, roles, groups and permission sets it is attached to.
    pub attached_to: BTreeSet<Reference>,
    /// Principals whose permissions boundary it is.
    pub permissions_boundary_of: BTreeSet<PrincipalId>,
    /// Principals whose transitive boundary it is.
    pub transitive_boundary_of: BTreeSet<PrincipalId>,
    /// Principals and objects that inherited it as a seal.
    pub inherited_by: BTreeSet<Reference>,
    /// Seals of each live session that carries it or has it as session policy, without
    /// repetition. Of a session whose seals are not known, say the empty set: the edit is then
    /// refused to every sealed session.
    pub live_sessions: BTreeSet<SealSet>,
}

/// Counts of the uses that forbid deleting a policy beside its attachments.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyUsage {
    /// Principals whose permissions boundary it is.
    pub permissions_boundaries: u64,
    /// Principals whose transitive boundary it is.
    pub transitive_boundaries: u64,
    /// Principals and objects that inherited it.
    pub inherited: u64,
    /// Live sessions that carry it; 1 where only the fact is known.
    pub live_sessions: u64,
}

impl PolicyUsage {
    /// Whether nothing stands against deletion.
    pub fn is_unused(&self) -> bool {
        *self == Self::default()
    }
}

/// label(o) = I(o) ∪ I(account(o)), as every gate sees it. What does not exist is unlabelled.
pub fn label_of<W: World>(world: &W, reference: &Reference) -> Result<Label, W::Error> {
    let (mut label, account) = match reference {
        Reference::Account(account) => return world.account_label(account),
        Reference::Principal(id) => match world.principal(id)? {
            Some(it) => (inherited::of_principal(world, &it)?, it.account),
            None => return Ok(Label::new()),
        },
        Reference::Object(id) => match world.object(id)? {
            Some(it) => (inherited::of_object(world, &it)?, it.account),
            None => return Ok(Label::new()),
        },
    };
    label.unite(&world.account_label(&account)?);
    Ok(label)
}

/// Label of a managed policy.
pub(crate) fn policy_label<W: World>(world: &W, policy: &PolicyId) -> Result<Label, W::Error> {
    label_of(world, &Reference::Object(policy.into()))
}
