//! G-pass: a role handed to a service must bear the session's seals, less those it admits. The
//! service assumes it later, and label and ceiling come back by themselves.

use crate::gates::obtain::dropped;
use crate::gates::require;
use crate::identifier::PrincipalId;
use crate::label::Label;
use crate::object::Reference;
use crate::refusal::{Closure, GateName, Refusal, Refused};
use crate::standing::Standing;
use crate::world::{World, label_of};

/// A role that may be passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passed {
    /// What `admits` dropped now or earlier: kept with the association of service and role.
    pub provenance: Label,
}

/// Asks the gate for `iam:PassRole` and every operation that hands a role to a service.
///
/// # Errors
/// The gate refuses, or the role is gone.
pub fn check<W: World>(
    world: &W,
    standing: &Standing<'_>,
    role: &PrincipalId,
) -> Result<Passed, Refused<W::Error>> {
    let record = world
        .principal(role)
        .map_err(Refused::World)?
        .ok_or_else(|| Refusal::UnknownPrincipal(role.clone()))?;
    let provenance = dropped(standing, &record);
    if standing.seals().is_empty() {
        return Ok(Passed { provenance });
    }
    let object = Reference::Principal(role.clone());
    let needed = standing.label().without(&record.admits).seals();
    let present = label_of(world, &object).map_err(Refused::World)?.seals();
    require(GateName::Pass, Closure::Label, &needed, &present, &object)?;
    Ok(Passed { provenance })
}
