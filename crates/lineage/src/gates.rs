//! The three gates. They are asked after policy evaluation has allowed the request; a session
//! without seals never meets them.

pub mod obtain;
pub mod pass;
pub mod session_policy;
pub mod table;
pub mod write;

use crate::object::Reference;
use crate::refusal::{Closure, GateName, GateRefusal};
use crate::seal::SealSet;

/// The seals that are needed and not there.
pub(crate) fn missing(needed: &SealSet, present: &SealSet) -> SealSet {
    needed.difference(present).cloned().collect()
}

/// Refuses unless every needed seal is present.
pub(crate) fn require(
    gate: GateName,
    closure: Closure,
    needed: &SealSet,
    present: &SealSet,
    object: &Reference,
) -> Result<(), GateRefusal> {
    let missing = missing(needed, present);
    if missing.is_empty() {
        return Ok(());
    }
    Err(GateRefusal { gate, closure, missing, object: object.clone() })
}
