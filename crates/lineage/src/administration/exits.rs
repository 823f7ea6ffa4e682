//! What an administrator sets on a single role or principal: the seals it admits, whether its own
//! seal binds it, and how sealed sessions obtain it.

use crate::administration::check_administrator;
use crate::identifier::{PolicyId, PrincipalId};
use crate::lifecycle::boundable;
use crate::limits::{ADMITTED_SEALS_MAX, ADMITTED_SEALS_QUOTA};
use crate::principal::{ApplyToSelf, ObtainMode, PrincipalKind, PrincipalLineage};
use crate::refusal::{Refusal, Refused};
use crate::standing::Standing;
use crate::world::World;

/// A trusted exit: the role drops the seal from what is carried into it (F1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admit {
    /// The role.
    pub role: PrincipalId,
    /// The seal.
    pub seal: PolicyId,
}

/// Makes an exit. Sessions that take it from now on keep the seal as provenance.
///
/// # Errors
/// The session is no administrator's; there is no such role; it admits too many seals.
pub fn admit<W: World>(
    world: &W,
    standing: &Standing<'_>,
    request: &Admit,
) -> Result<PrincipalLineage, Refused<W::Error>> {
    let mut role = role(world, standing, &request.role)?;
    role.admits.insert(request.seal.clone());
    if role.admits.len() > ADMITTED_SEALS_MAX {
        let (quota, limit) = (ADMITTED_SEALS_QUOTA, ADMITTED_SEALS_MAX);
        return Err(Refusal::LimitExceeded { quota, limit }.into());
    }
    Ok(role)
}

/// Closes an exit. Sessions that took it stay outside until they expire.
///
/// # Errors
/// The session is no administrator's; there is no such role; it does not admit the seal.
pub fn withdraw_admission<W: World>(
    world: &W,
    standing: &Standing<'_>,
    request: &Admit,
) -> Result<PrincipalLineage, Refused<W::Error>> {
    let mut role = role(world, standing, &request.role)?;
    if role.admits.remove(&request.seal) {
        return Ok(role);
    }
    Err(Refusal::NotAdmitted { role: role.id, seal: request.seal.clone() }.into())
}

/// Sets whether a principal's transitive boundary is a ceiling of its own sessions too (F7). The
/// administrator thereby is the last setter of the transitive boundary (w4).
///
/// # Errors
/// The session is no administrator's; the principal is service-linked or gone, or has no
/// transitive boundary.
pub fn set_apply_to_self<W: World>(
    world: &W,
    standing: &Standing<'_>,
    target: &PrincipalId,
    apply_to_self: ApplyToSelf,
) -> Result<PrincipalLineage, Refused<W::Error>> {
    check_administrator(standing)?;
    let mut record = boundable(world, target)?;
    match &mut record.transitive_boundary {
        Some(transitive) => {
            transitive.apply_to_self = apply_to_self;
            transitive.setter_label.clone_from(standing.guarded_seals());
            Ok(record)
        }
        None => Err(Refusal::NoTransitiveBoundary(record.id).into()),
    }
}

/// Sets how sealed sessions obtain a role (F10).
///
/// # Errors
/// The session is no administrator's; there is no such role.
pub fn set_obtain_mode<W: World>(
    world: &W,
    standing: &Standing<'_>,
    role: &PrincipalId,
    mode: ObtainMode,
) -> Result<PrincipalLineage, Refused<W::Error>> {
    let mut record = self::role(world, standing, role)?;
    record.obtain = mode;
    Ok(record)
}

fn role<W: World>(
    world: &W,
    standing: &Standing<'_>,
    id: &PrincipalId,
) -> Result<PrincipalLineage, Refused<W::Error>> {
    check_administrator(standing)?;
    let record = boundable(world, id)?;
    if record.kind == PrincipalKind::Role {
        return Ok(record);
    }
    Err(Refusal::NotARole(record.id).into())
}
