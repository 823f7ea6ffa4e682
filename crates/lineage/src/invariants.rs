//! The invariants I1 to I6 as functions that look at what a step did. Nothing in the crate relies
//! on them; tests, and a server in doubt about its own store, ask them.

use crate::attribute::Aspect;
use crate::identifier::{ObjectId, PolicyId, PrincipalId};
use crate::inherited;
use crate::label::Label;
use crate::object::Reference;
use crate::principal::{PrincipalKind, PrincipalLineage};
use crate::refusal::Refused;
use crate::seal::SealSet;
use crate::session::SessionLineage;
use crate::standing::Standing;
use crate::world::{World, label_of};

/// The six invariants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Invariant {
    /// I1: what a session creates bears its seals.
    Create,
    /// I2: what a session obtains bears its seals, less those admitted; carried never shrinks.
    Carry,
    /// I3: no step by a session under a seal removes that seal anywhere, or changes its policy.
    Monotone,
    /// I4: a role bears the seals of whoever last wrote its trust policy.
    Trust,
    /// I5: a passed role bears the seals of whoever passed it, less those it admits.
    Pass,
    /// I6: ceilings are those of this very moment.
    Live,
}

/// A broken invariant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("invariant {invariant:?} is broken at `{object}` for {} seals", seals.len())]
pub struct Violation {
    /// Which one.
    pub invariant: Invariant,
    /// The seals that are missing or were removed.
    pub seals: SealSet,
    /// Where.
    pub object: Reference,
}

/// What [`monotone`] looks at.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    /// Principals.
    pub principals: Vec<PrincipalId>,
    /// Other objects.
    pub objects: Vec<ObjectId>,
    /// Live sessions.
    pub sessions: Vec<SessionLineage>,
}

/// I1.
///
/// # Errors
/// A seal of the creator is not on the new label.
pub fn create(creator: &SealSet, label: &Label, object: &Reference) -> Result<(), Violation> {
    lacks_nothing(Invariant::Create, creator.difference(&label.seals()), object)
}

/// I2 for a session obtained through another.
///
/// # Errors
/// A seal of the obtaining session, not admitted by the role, is lost.
pub fn carry(
    obtaining: &SealSet,
    admits: &SealSet,
    obtained: &Standing<'_>,
) -> Result<(), Violation> {
    let object = Reference::Principal(obtained.principal_id().clone());
    let expected: SealSet = obtaining.difference(admits).cloned().collect();
    lacks_nothing(Invariant::Carry, expected.difference(obtained.seals()), &object)
}

/// I3 for a step by a session with these seals; `edited` is the policy whose text the step
/// changed. What the step deleted is not looked at: it bounds nobody any more.
///
/// # Errors
/// A seal of the actor was removed somewhere, or its policy edited; or the world failed.
pub fn monotone<W: World>(
    (before, after): (&W, &W),
    actor: &SealSet,
    scope: &Scope,
    edited: Option<&PolicyId>,
) -> Result<Vec<Violation>, Refused<W::Error>> {
    let mut violations = Vec::new();
    let mut compare = |was: SealSet, is: &SealSet, object: Reference| {
        let under: SealSet = was.intersection(actor).cloned().collect();
        violations.extend(lacks_nothing(Invariant::Monotone, under.difference(is), &object).err());
    };
    for id in &scope.principals {
        let pair = (find(before, id)?, find(after, id)?);
        let (Some(was), Some(is)) = pair else { continue };
        let object = Reference::Principal(id.clone());
        let inherited = inherited::of_principal(before, &was).map_err(Refused::World)?;
        let kept = inherited::of_principal(after, &is).map_err(Refused::World)?;
        compare(inherited.seals(), &kept.seals(), object.clone());
        // A lineage that set its own seal as T of a child may take it off again: the child keeps
        // passing it on, because it inherited it.
        let mut passed_on = inherited::out(after, &is).map_err(Refused::World)?.seals();
        passed_on.extend(after.account_label(&is.account).map_err(Refused::World)?.seals());
        compare(transitive(&was), &passed_on, object);
    }
    for id in &scope.objects {
        let object = Reference::Object(id.clone());
        if after.object(id).map_err(Refused::World)?.is_some() {
            let was = label_of(before, &object).map_err(Refused::World)?.seals();
            compare(was, &label_of(after, &object).map_err(Refused::World)?.seals(), object);
        }
    }
    for session in &scope.sessions {
        if let (Ok(was), Ok(is)) = (Standing::read(before, session), Standing::read(after, session))
        {
            let object = Reference::Principal(session.principal.clone());
            compare(was.seals().clone(), is.seals(), object);
        }
    }
    if let Some(edited) = edited.filter(|edited| actor.contains(edited)) {
        compare(SealSet::from([edited.clone()]), &SealSet::new(), Reference::Object(edited.into()));
    }
    Ok(violations)
}

/// I4 of one role.
///
/// # Errors
/// A seal of the trust policy's last writer is not on the role; or the world failed.
pub fn trust<W: World>(world: &W, role: &PrincipalId) -> Result<Option<Violation>, W::Error> {
    let Some(record) = world.principal(role)? else { return Ok(None) };
    let Some(writer) = record.writer_of(&Aspect::Trust) else { return Ok(None) };
    let object = Reference::Principal(role.clone());
    let label = label_of(world, &object)?.seals();
    Ok(lacks_nothing(Invariant::Trust, writer.difference(&label), &object).err())
}

/// I5 of one role in the hands of a service.
///
/// # Errors
/// A seal of the passing session, not admitted by the role, is not on it; or the world failed.
pub fn pass<W: World>(
    world: &W,
    passing: &SealSet,
    role: &PrincipalId,
) -> Result<Option<Violation>, W::Error> {
    let Some(record) = world.principal(role)? else { return Ok(None) };
    let object = Reference::Principal(role.clone());
    let mut present = label_of(world, &object)?.seals();
    present.extend(record.admits);
    Ok(lacks_nothing(Invariant::Pass, passing.difference(&present), &object).err())
}

/// I6: the ceilings just read are at least those that the world's records say now.
///
/// # Errors
/// A ceiling is missing; or the world failed.
pub fn live<W: World>(
    world: &W,
    session: &SessionLineage,
) -> Result<Option<Violation>, Refused<W::Error>> {
    let standing = Standing::read(world, session)?;
    let account = world.account_label(standing.account()).map_err(Refused::World)?;
    let mut expected = session.carried.seals();
    expected.extend(account.seals());
    if standing.principal().kind != PrincipalKind::ServiceLinkedRole {
        let inherited = inherited::of_principal(world, standing.principal());
        expected.extend(inherited.map_err(Refused::World)?.seals());
    }
    let object = Reference::Principal(session.principal.clone());
    let missing = expected.difference(standing.hard_ceilings());
    Ok(lacks_nothing(Invariant::Live, missing, &object).err())
}

fn lacks_nothing<'a>(
    invariant: Invariant,
    missing: impl Iterator<Item = &'a PolicyId>,
    object: &Reference,
) -> Result<(), Violation> {
    let seals: SealSet = missing.cloned().collect();
    if seals.is_empty() {
        Ok(())
    } else {
        Err(Violation { invariant, seals, object: object.clone() })
    }
}

fn find<W: World>(
    world: &W,
    id: &PrincipalId,
) -> Result<Option<PrincipalLineage>, Refused<W::Error>> {
    world.principal(id).map_err(Refused::World)
}

fn transitive(principal: &PrincipalLineage) -> SealSet {
    principal.transitive_boundary.iter().map(|transitive| transitive.policy.clone()).collect()
}
