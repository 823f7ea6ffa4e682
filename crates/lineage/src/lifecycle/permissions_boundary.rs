//! `Put*PermissionsBoundary` and `Delete*PermissionsBoundary`: B, and T where the policy is marked
//! or the extra parameter names one.

use crate::gates::require;
use crate::gates::write::{check_label, check_points_up, check_setter};
use crate::identifier::{PolicyId, PrincipalId};
use crate::label::Label;
use crate::lifecycle::transitive_boundary::{DirectSource, remove, set, set_by_mark};
use crate::lifecycle::{Note, Outcome, boundable};
use crate::object::Reference;
use crate::principal::{PermissionsBoundary, PrincipalLineage, Source};
use crate::refusal::{Closure, GateName, GateRefusal, Refused};
use crate::seal::{BoundaryPolicy, Marking};
use crate::standing::Standing;
use crate::world::{World, label_of, policy_label};

/// A boundary to be put. At least one of the two policies is named; the server sees to that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PutPermissionsBoundary {
    /// The user or role.
    pub target: PrincipalId,
    /// Parameter `PermissionsBoundary`.
    pub permissions_boundary: Option<BoundaryPolicy>,
    /// Parameter `TransitivePermissionsBoundary`.
    pub transitive_boundary: Option<PolicyId>,
}

/// Puts B, T or both.
///
/// A marked B replaces only a T that a mark had set, and sets one where there is none; an unmarked
/// B leaves T. The parameter wins over the mark.
///
/// # Errors
/// A gate refuses (G-write, w4, w5, own transitive boundary); T was set another way; T is more
/// sealed than the target; the target is service-linked or gone.
pub fn put_permissions_boundary<W: World>(
    world: &W,
    standing: &Standing<'_>,
    request: &PutPermissionsBoundary,
) -> Result<Outcome, Refused<W::Error>> {
    let before = boundable(world, &request.target)?;
    let mut outcome = Outcome { record: before, notes: Vec::new() };
    check_label(world, standing, &Reference::Principal(request.target.clone()))?;
    if let Some(boundary) = &request.permissions_boundary {
        put_own(world, standing, &mut outcome.record, boundary)?;
    }
    match (&request.transitive_boundary, &request.permissions_boundary) {
        (Some(policy), _) => {
            set(world, standing, &mut outcome, policy, DirectSource::Parameter)?;
        }
        (None, Some(boundary)) => put_by_mark(world, standing, &mut outcome, boundary)?,
        (None, None) => {}
    }
    Ok(outcome)
}

/// Removes B, and T where a marked policy had set it.
///
/// # Errors
/// A gate refuses (G-write, w4, own transitive boundary); the target is service-linked or gone.
pub fn delete_permissions_boundary<W: World>(
    world: &W,
    standing: &Standing<'_>,
    target: &PrincipalId,
) -> Result<Outcome, Refused<W::Error>> {
    let before = boundable(world, target)?;
    let mut outcome = Outcome { record: before, notes: Vec::new() };
    check_label(world, standing, &Reference::Principal(target.clone()))?;
    if let Some(boundary) = outcome.record.permissions_boundary.take() {
        check_setter(standing, &boundary.setter_label, target)?;
    }
    let marked = matches!(
        &outcome.record.transitive_boundary,
        Some(transitive) if transitive.source == Source::MarkedPolicy
    );
    if marked {
        remove(world, standing, &mut outcome)?;
    }
    Ok(outcome)
}

fn put_own<W: World>(
    world: &W,
    standing: &Standing<'_>,
    record: &mut PrincipalLineage,
    boundary: &BoundaryPolicy,
) -> Result<(), Refused<W::Error>> {
    if let Some(existing) = &record.permissions_boundary {
        check_setter(standing, &existing.setter_label, &record.id)?;
    }
    let target = Reference::Principal(record.id.clone());
    let policy = policy_label(world, &boundary.policy).map_err(Refused::World)?;
    let label = label_of(world, &target).map_err(Refused::World)?;
    check_points_up(standing, &policy, &label, &target)?;
    check_locks_nobody_out(standing, &policy, &target)?;
    record.permissions_boundary = Some(PermissionsBoundary {
        policy: boundary.policy.clone(),
        setter_label: standing.guarded_seals().clone(),
    });
    Ok(())
}

/// w4 asks whoever edits the policy later for no seal that the setter of B lacks (F7). So a setter
/// who could not write the policy itself must bear its seals: else its makers would be locked out.
fn check_locks_nobody_out(
    standing: &Standing<'_>,
    policy: &Label,
    target: &Reference,
) -> Result<(), GateRefusal> {
    let (own, policy) = (standing.seals(), policy.write_seals());
    if own.is_subset(&policy) {
        return Ok(());
    }
    require(GateName::Write, Closure::W5, &policy, own, target)
}

fn put_by_mark<W: World>(
    world: &W,
    standing: &Standing<'_>,
    outcome: &mut Outcome,
    boundary: &BoundaryPolicy,
) -> Result<(), Refused<W::Error>> {
    let existing = outcome.record.transitive_boundary.as_ref();
    let replaceable = existing.is_none_or(|existing| existing.source == Source::MarkedPolicy);
    if boundary.marking == Marking::Marked && replaceable {
        return set_by_mark(world, standing, outcome, &boundary.policy);
    }
    if let Some(existing) = existing {
        let policy = existing.policy.clone();
        outcome.notes.push(Note::TransitiveBoundaryKept { policy });
    }
    Ok(())
}
