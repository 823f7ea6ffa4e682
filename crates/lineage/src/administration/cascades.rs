//! A transitive boundary for what was created before it was set, and its withdrawal.

use std::collections::{BTreeMap, BTreeSet};

use crate::administration::{
    LabelEffect, Labelled, LineageWrite, LineageWrites, check_administrator, check_not_too_sealed,
};
use crate::cascade::{Cascade, CascadeChange, Cascades};
use crate::create::check_limit;
use crate::identifier::{PolicyId, PrincipalId};
use crate::label::{Label, Origin};
use crate::limits::{CASCADED_SEALS_PER_ROOT_MAX, CASCADED_SEALS_PER_ROOT_QUOTA};
use crate::object::Reference;
use crate::refusal::{Refusal, Refused};
use crate::standing::Standing;
use crate::world::World;

/// A cascade to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CascadeRequest {
    /// The principal whose descendants are meant. To withdraw, it need not exist any more.
    pub root: PrincipalId,
    /// The seal. To add it, it must be the root's transitive boundary.
    pub seal: PolicyId,
    /// Add or withdraw.
    pub change: CascadeChange,
    /// What becomes of the lineage's writes when the seal is withdrawn.
    pub writes: LineageWrites,
    /// Now, in seconds since 1970-01-01T00:00:00Z.
    pub time: u64,
}

/// What a cascade would do, descendant by descendant. Who keeps label and origins is not listed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CascadePlan {
    /// Whose label changes, and how.
    pub affected: BTreeMap<Reference, LabelEffect>,
    /// What sessions under the seal wrote last on those who lose it (F8).
    pub writes: BTreeSet<LineageWrite>,
    /// Why the cascade would be refused even if the writes were accepted: labels that would grow
    /// too long, descendants that lack the seal's own seals.
    pub obstacles: BTreeMap<Reference, Refusal>,
}

/// What to store after a cascade.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CascadeOutcome {
    /// What it does.
    pub plan: CascadePlan,
    /// All cascades of the root, this one included.
    pub cascades: Cascades,
    /// The world's new count of cascades.
    pub revision: u64,
}

/// The dry run: lists who is affected. It refuses only what is no cascade at all.
///
/// # Errors
/// The session is no administrator's; the seal to be added is not the root's transitive boundary.
pub fn plan_cascade<W: World>(
    world: &W,
    standing: &Standing<'_>,
    request: &CascadeRequest,
) -> Result<CascadePlan, Refused<W::Error>> {
    check_administrator(standing)?;
    if request.change == CascadeChange::Added {
        check_emits(world, request)?;
    }
    let mut plan = CascadePlan::default();
    for reference in world.descendants(&request.root).map_err(Refused::World)? {
        consider(world, standing, request, &reference, &mut plan)?;
    }
    Ok(plan)
}

/// Makes the cascade: one record on the root, whatever the number of descendants.
///
/// # Errors
/// As [`plan_cascade`]; a label would grow too long, which is refused and never truncated (F17); a
/// descendant lacks the seal's own seals (F5); the lineage's writes are not accepted (F8); the root
/// has cascades of too many seals.
pub fn cascade<W: World>(
    world: &W,
    standing: &Standing<'_>,
    request: &CascadeRequest,
) -> Result<CascadeOutcome, Refused<W::Error>> {
    let plan = plan_cascade(world, standing, request)?;
    if let Some(obstacle) = plan.obstacles.values().next() {
        return Err(obstacle.clone().into());
    }
    if request.writes == LineageWrites::Refuse && !plan.writes.is_empty() {
        let (seal, writes) = (request.seal.clone(), plan.writes);
        return Err(Refusal::WrittenUnderSeal { seal, writes }.into());
    }
    let revision = standing.cascade_revision();
    let by = standing.session().record(request.time);
    let mut cascades = world.cascades(&request.root).map_err(Refused::World)?;
    cascades.put(request.seal.clone(), Cascade { revision, change: request.change, by });
    if cascades.len() > CASCADED_SEALS_PER_ROOT_MAX {
        let (quota, limit) = (CASCADED_SEALS_PER_ROOT_QUOTA, CASCADED_SEALS_PER_ROOT_MAX);
        return Err(Refusal::LimitExceeded { quota, limit }.into());
    }
    Ok(CascadeOutcome { plan, cascades, revision: revision.saturating_add(1) })
}

fn check_emits<W: World>(world: &W, request: &CascadeRequest) -> Result<(), Refused<W::Error>> {
    let root = world.principal(&request.root).map_err(Refused::World)?;
    let root = root.ok_or_else(|| Refusal::UnknownPrincipal(request.root.clone()))?;
    let emitted = root.transitive_boundary.map(|transitive| transitive.policy);
    if emitted.as_ref() == Some(&request.seal) {
        return Ok(());
    }
    Err(Refusal::NotTransitiveBoundary { principal: root.id, policy: request.seal.clone() }.into())
}

fn consider<W: World>(
    world: &W,
    standing: &Standing<'_>,
    request: &CascadeRequest,
    reference: &Reference,
    plan: &mut CascadePlan,
) -> Result<(), Refused<W::Error>> {
    let record = Labelled::find(world, reference)?;
    let before = record.inherited(world).map_err(Refused::World)?;
    let after = changed(&before, request);
    if after == before {
        return Ok(());
    }
    let effect = effect(&before, &after, &request.seal);
    plan.affected.insert(reference.clone(), effect);
    match effect {
        LabelEffect::Loses => {
            let written = record.written_under(world, &request.seal);
            plan.writes.extend(written.map_err(Refused::World)?);
        }
        LabelEffect::Gains => {
            let label = crate::world::label_of(world, reference).map_err(Refused::World)?;
            let allowed = check_limit(standing.seals(), &after)
                .map_err(Refused::from)
                .and_then(|()| check_not_too_sealed(world, &request.seal, reference, &label));
            match allowed {
                Ok(()) => {}
                Err(Refused::Refusal(refusal)) => {
                    plan.obstacles.insert(reference.clone(), refusal);
                }
                Err(failed) => return Err(failed),
            }
        }
        LabelEffect::Origins => {}
    }
    Ok(())
}

/// The label after the cascade: everything that exists was born before it.
fn changed(before: &Label, request: &CascadeRequest) -> Label {
    let mut after = before.clone();
    let origin = Origin::Principal(request.root.clone());
    match request.change {
        CascadeChange::Added => after.add(request.seal.clone(), origin),
        CascadeChange::Withdrawn => {
            after.remove(&request.seal, &origin);
        }
    }
    after
}

fn effect(before: &Label, after: &Label, seal: &PolicyId) -> LabelEffect {
    match (before.contains(seal), after.contains(seal)) {
        (false, true) => LabelEffect::Gains,
        (true, false) => LabelEffect::Loses,
        _ => LabelEffect::Origins,
    }
}
