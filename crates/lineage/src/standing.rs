//! What a session's seals and ceilings are right now. Nothing but `carried` is frozen: setting a
//! transitive boundary binds sessions that already exist (invariant I6, F3).

use crate::identifier::{AccountId, PrincipalId};
use crate::inherited;
use crate::label::Label;
use crate::principal::{ApplyToSelf, PrincipalKind, PrincipalLineage};
use crate::refusal::{Refusal, Refused};
use crate::seal::SealSet;
use crate::session::{DerivationStep, SessionLineage};
use crate::world::World;

/// A session with its seals, provenance and ceilings, read from the world at one revision.
///
/// INVARIANT: use it only with the world it was read from, and only for one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing<'session> {
    session: &'session SessionLineage,
    principal: PrincipalLineage,
    label: Label,
    provenance: Label,
    seals: SealSet,
    guarded: SealSet,
    hard: SealSet,
    cascade_revision: u64,
}

impl<'session> Standing<'session> {
    /// Reads the session's standing.
    ///
    /// # Errors
    /// The principal is gone (fail closed: its labels can't be read), or the world failed.
    pub fn read<W: World>(
        world: &W,
        session: &'session SessionLineage,
    ) -> Result<Self, Refused<W::Error>> {
        let principal = world
            .principal(&session.principal)
            .map_err(Refused::World)?
            .ok_or_else(|| Refusal::UnknownPrincipal(session.principal.clone()))?;
        let mut label = session.carried.clone();
        let mut provenance = session.provenance.clone();
        provenance.unite(&principal.provenance);
        for step in &session.derivation {
            add_ancestor(world, step, &mut label, &mut provenance)?;
        }
        label.unite(&world.account_label(&principal.account).map_err(Refused::World)?);
        let inherited = inherited::of_principal(world, &principal).map_err(Refused::World)?;
        let hard = hard(&principal, &inherited, &label);
        label.unite(&inherited::passed_on(inherited, &principal));
        let seals = label.seals();
        let guarded = seals.union(&provenance.seals()).cloned().collect();
        let cascade_revision = world.cascade_revision().map_err(Refused::World)?;
        Ok(Self { session, principal, label, provenance, seals, guarded, hard, cascade_revision })
    }

    /// The session.
    pub fn session(&self) -> &SessionLineage {
        self.session
    }

    /// Its principal, as read.
    pub fn principal(&self) -> &PrincipalLineage {
        &self.principal
    }

    /// Id of its principal.
    pub fn principal_id(&self) -> &PrincipalId {
        &self.principal.id
    }

    /// Account of its principal.
    pub fn account(&self) -> &AccountId {
        &self.principal.account
    }

    /// S(s) with origins: carried, live `out` of every principal on the derivation, the own
    /// principal's `out`, and the account's label.
    pub fn label(&self) -> &Label {
        &self.label
    }

    /// S(s). Empty: the session meets no gate for what it writes, obtains and passes.
    pub fn seals(&self) -> &SealSet {
        &self.seals
    }

    /// What `admits` dropped, live.
    pub fn provenance(&self) -> &Label {
        &self.provenance
    }

    /// S(s) and provenance together: what counts where a seal protects itself (w3, w4, setting
    /// transitive boundaries; F1).
    pub fn guarded_seals(&self) -> &SealSet {
        &self.guarded
    }

    /// hard(s): each of these policies must allow every request of the session.
    pub fn hard_ceilings(&self) -> &SealSet {
        &self.hard
    }

    /// The world's count of cascades: what is created now was born after those.
    pub fn cascade_revision(&self) -> u64 {
        self.cascade_revision
    }

    /// Whether the session is outside every lineage, with no seal dropped on its way: stock AWS,
    /// and an administrator where it holds the named action.
    pub fn is_unsealed(&self) -> bool {
        self.guarded.is_empty()
    }
}

fn add_ancestor<W: World>(
    world: &W,
    step: &DerivationStep,
    label: &mut Label,
    provenance: &mut Label,
) -> Result<(), Refused<W::Error>> {
    let id = &step.record.principal;
    let out = match world.principal(id).map_err(Refused::World)? {
        Some(ancestor) => inherited::out(world, &ancestor),
        // Else deleting whoever was bound late would free the sessions that it had obtained.
        None => world.last_out(id),
    };
    let out = out.map_err(Refused::World)?;
    label.unite(&out.without(&step.admitted));
    provenance.unite(&out.only(&step.admitted));
    Ok(())
}

fn hard(principal: &PrincipalLineage, inherited: &Label, label_without_own: &Label) -> SealSet {
    let mut hard = label_without_own.seals();
    // AWS: a boundary can't be set on a service-linked role, so that it has a label and no ceiling.
    // https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePermissionsBoundary.html
    if principal.kind != PrincipalKind::ServiceLinkedRole {
        hard.extend(inherited.seals());
    }
    if let Some(transitive) = &principal.transitive_boundary
        && transitive.apply_to_self == ApplyToSelf::Yes
    {
        hard.insert(transitive.policy.clone());
    }
    hard
}
