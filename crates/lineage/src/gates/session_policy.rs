//! Policies that determine what a live session may do: managed ones that it is narrowed by, and the
//! seals that it carries. Naming one is a reference like an attachment, and so it points up (w5);
//! else one line would freeze another's policies.

use crate::gates::require;
use crate::identifier::PolicyId;
use crate::object::Reference;
use crate::refusal::{Closure, GateName, Refused};
use crate::seal::SealSet;
use crate::standing::Standing;
use crate::world::{World, policy_label};

/// What such a policy means for who edits it while the session lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edits {
    /// Open as before: the session bears the policy's seals. Whoever may edit the policy bears no
    /// others, and gives back at most what the session's obtainer has left out.
    Open,
    /// Held from every sealed session (w1): an edit would widen a session outside the line.
    Held,
}

/// Asks before a session of this standing names the policy as session policy of another.
///
/// # Errors
/// The session is sealed and lacks a seal of the policy, or the world failed.
pub fn check<W: World>(
    world: &W,
    standing: &Standing<'_>,
    policy: &PolicyId,
) -> Result<Edits, Refused<W::Error>> {
    let needed = policy_label(world, policy).map_err(Refused::World)?.write_seals();
    if needed.is_subset(standing.seals()) {
        return Ok(Edits::Open);
    }
    if standing.seals().is_empty() {
        return Ok(Edits::Held);
    }
    let object = Reference::Principal(standing.principal_id().clone());
    require(GateName::Obtain, Closure::W5, &needed, standing.seals(), &object)?;
    Ok(Edits::Open)
}

/// The same of a seal that a session carries. Whoever emits a seal has the seals of its policy (F5),
/// and hands them on with it, unless a role on the way admits them.
///
/// # Errors
/// The world failed.
pub fn carried<W: World>(world: &W, carried: &SealSet, seal: &PolicyId) -> Result<Edits, W::Error> {
    let needed = policy_label(world, seal)?.write_seals();
    Ok(if needed.is_subset(carried) { Edits::Open } else { Edits::Held })
}
