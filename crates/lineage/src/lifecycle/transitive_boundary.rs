//! T alone: through the extra parameter or the reserved tag. A T set one way is changed or removed
//! only that way.

use std::collections::BTreeSet;

use crate::create::too_sealed;
use crate::gates::write::{check_label, check_setter};
use crate::gates::{missing, require};
use crate::identifier::{PolicyId, PrincipalId};
use crate::inherited;
use crate::label::Label;
use crate::lifecycle::{Note, Outcome, boundable};
use crate::object::Reference;
use crate::principal::{ApplyToSelf, Source, TransitiveBoundary};
use crate::refusal::{Closure, GateName, GateRefusal, Refusal, Refused};
use crate::seal::SealSet;
use crate::standing::Standing;
use crate::world::{World, label_of, policy_label};

/// A way to set T that names it directly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DirectSource {
    /// Parameter `TransitivePermissionsBoundary`.
    Parameter,
    /// Tag `entail:transitive-boundary`.
    Tag,
}

impl From<DirectSource> for Source {
    fn from(source: DirectSource) -> Self {
        match source {
            DirectSource::Parameter => Self::Parameter,
            DirectSource::Tag => Self::Tag,
        }
    }
}

/// Sets or replaces T of an existing principal, for example when its tag is written.
///
/// # Errors
/// A gate refuses (G-write, w4, own transitive boundary); T was set another way; the policy is
/// more sealed than the target; the target is service-linked or gone.
pub fn put_transitive_boundary<W: World>(
    world: &W,
    standing: &Standing<'_>,
    target: &PrincipalId,
    policy: &PolicyId,
    source: DirectSource,
) -> Result<Outcome, Refused<W::Error>> {
    let before = boundable(world, target)?;
    let mut outcome = Outcome { record: before, notes: Vec::new() };
    check_label(world, standing, &Reference::Principal(target.clone()))?;
    set(world, standing, &mut outcome, policy, source)?;
    Ok(outcome)
}

/// Removes T. Where there is none, the record comes back unchanged.
///
/// # Errors
/// A gate refuses (G-write, w4, own transitive boundary); T was set another way; the target is
/// service-linked or gone.
pub fn delete_transitive_boundary<W: World>(
    world: &W,
    standing: &Standing<'_>,
    target: &PrincipalId,
    source: DirectSource,
) -> Result<Outcome, Refused<W::Error>> {
    let before = boundable(world, target)?;
    let mut outcome = Outcome { record: before, notes: Vec::new() };
    check_label(world, standing, &Reference::Principal(target.clone()))?;
    if outcome.record.transitive_boundary.is_some() {
        check_change(world, standing, &outcome)?;
        check_source(&outcome, source)?;
        remove_unchecked(world, &mut outcome)?;
    }
    Ok(outcome)
}

/// Sets T by parameter or tag, the target's own label being checked already.
pub(super) fn set<W: World>(
    world: &W,
    standing: &Standing<'_>,
    outcome: &mut Outcome,
    policy: &PolicyId,
    source: DirectSource,
) -> Result<(), Refused<W::Error>> {
    check_change(world, standing, outcome)?;
    check_source(outcome, source)?;
    let lacking = lacking(world, outcome, policy)?;
    if !lacking.is_empty() {
        return Err(too_sealed(policy.clone(), outcome.record.id.clone(), lacking).into());
    }
    replace(world, standing, outcome, policy, source.into())
}

/// Sets T because a marked policy became B.
pub(super) fn set_by_mark<W: World>(
    world: &W,
    standing: &Standing<'_>,
    outcome: &mut Outcome,
    policy: &PolicyId,
) -> Result<(), Refused<W::Error>> {
    // Putting the same marked boundary again changes no T, and is open to whoever may put B.
    let same = outcome.record.transitive_boundary.as_ref().is_some_and(|t| &t.policy == policy);
    if same {
        return Ok(());
    }
    let missing = lacking(world, outcome, policy)?;
    if missing.is_empty() {
        check_change(world, standing, outcome)?;
        return replace(world, standing, outcome, policy, Source::MarkedPolicy);
    }
    outcome.notes.push(Note::TransitiveBoundaryNotSet { policy: policy.clone(), missing });
    Ok(())
}

/// Removes T with the gate's checks, whatever its source.
pub(super) fn remove<W: World>(
    world: &W,
    standing: &Standing<'_>,
    outcome: &mut Outcome,
) -> Result<(), Refused<W::Error>> {
    check_change(world, standing, outcome)?;
    remove_unchecked(world, outcome)
}

/// Who may change T: nobody sealed on itself; else whoever may write the target with all its seals
/// and provenance, and was not outranked by the last setter (w4).
fn check_change<W: World>(
    world: &W,
    standing: &Standing<'_>,
    outcome: &Outcome,
) -> Result<(), Refused<W::Error>> {
    let seals = standing.guarded_seals();
    if seals.is_empty() {
        return Ok(());
    }
    let (gate, record) = (GateName::Write, &outcome.record);
    let object = Reference::Principal(record.id.clone());
    if standing.principal_id() == &record.id {
        let (closure, missing) = (Closure::OwnTransitiveBoundary, seals.clone());
        return Err(GateRefusal { gate, closure, missing, object }.into());
    }
    let present = label_of(world, &object).map_err(Refused::World)?.write_seals();
    require(gate, Closure::Label, seals, &present, &object)?;
    if let Some(existing) = &record.transitive_boundary {
        check_setter(standing, &existing.setter_label, &record.id)?;
    }
    Ok(())
}

fn check_source(outcome: &Outcome, requested: DirectSource) -> Result<(), Refusal> {
    let requested = Source::from(requested);
    match &outcome.record.transitive_boundary {
        Some(existing) if existing.source != requested => Err(Refusal::SourceMismatch {
            principal: outcome.record.id.clone(),
            existing: existing.source,
            requested,
        }),
        _ => Ok(()),
    }
}

/// Seals of the policy that the target lacks (F5).
// CHOICE: seals adopted for passing only don't count for the target, as in the write gate; else
// the policy's makers could not edit it any more, which is what F5 is there to prevent.
fn lacking<W: World>(
    world: &W,
    outcome: &Outcome,
    policy: &PolicyId,
) -> Result<SealSet, Refused<W::Error>> {
    let target = Reference::Principal(outcome.record.id.clone());
    let policy = policy_label(world, policy).map_err(Refused::World)?.write_seals();
    let label = label_of(world, &target).map_err(Refused::World)?.write_seals();
    Ok(missing(&policy, &label))
}

fn replace<W: World>(
    world: &W,
    standing: &Standing<'_>,
    outcome: &mut Outcome,
    policy: &PolicyId,
    source: Source,
) -> Result<(), Refused<W::Error>> {
    let existing = outcome.record.transitive_boundary.take();
    let apply_to_self = existing.as_ref().map_or(ApplyToSelf::No, |t| t.apply_to_self);
    let replaced = existing.map(|existing| existing.policy).filter(|existing| existing != policy);
    outcome.record.transitive_boundary = Some(TransitiveBoundary {
        policy: policy.clone(),
        source,
        setter_label: standing.guarded_seals().clone(),
        apply_to_self,
    });
    let descendants = descendants(world, &outcome.record.id, |label| !label.contains(policy))?;
    if !descendants.is_empty() {
        outcome.notes.push(Note::Uncovered { seal: policy.clone(), replaced, descendants });
    }
    Ok(())
}

fn remove_unchecked<W: World>(world: &W, outcome: &mut Outcome) -> Result<(), Refused<W::Error>> {
    let Some(removed) = outcome.record.transitive_boundary.take() else { return Ok(()) };
    let seal = removed.policy;
    let descendants = descendants(world, &outcome.record.id, |label| label.contains(&seal))?;
    if !descendants.is_empty() {
        outcome.notes.push(Note::Kept { seal, descendants });
    }
    Ok(())
}

fn descendants<W: World>(
    world: &W,
    principal: &PrincipalId,
    keep: impl Fn(&Label) -> bool,
) -> Result<BTreeSet<Reference>, Refused<W::Error>> {
    let mut kept = BTreeSet::new();
    for reference in world.descendants(principal).map_err(Refused::World)? {
        if keep(&inherited::of_reference(world, &reference).map_err(Refused::World)?) {
            kept.insert(reference);
        }
    }
    Ok(kept)
}
