//! The administrator's tools: cascades, adoption, exits, and what refers to a seal.
//!
//! All of them are open to sessions without seals and without provenance only; which permission
//! they need is the server's matter. Every function returns what to store and writes nothing, so
//! that a dry run is a call whose answer is not stored.

mod adoption;
mod cascades;
mod exits;
mod labelled;
mod origins;

pub use self::adoption::{
    Adopt, Disown, Relabelled, WithdrawOrigin, adopt, disown, withdraw_origin,
};
pub use self::cascades::{CascadeOutcome, CascadePlan, CascadeRequest, cascade, plan_cascade};
pub use self::exits::{Admit, admit, set_apply_to_self, set_obtain_mode, withdraw_admission};
pub use self::labelled::Labelled;
pub use self::origins::{Existence, OriginHolders, SealUses, uses_of_seal};

use serde::{Deserialize, Serialize};

use crate::attribute::Aspect;
use crate::gates::{missing, require};
use crate::identifier::PolicyId;
use crate::label::Label;
use crate::object::Reference;
use crate::refusal::{Closure, GateName, GateRefusal, Refusal, Refused};
use crate::seal::SealSet;
use crate::standing::Standing;
use crate::world::{World, policy_label};

/// What a step does to one seal of one label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LabelEffect {
    /// The seal was not there: from now on it is a ceiling.
    Gains,
    /// The seal is not there any more.
    Loses,
    /// The seal stays; only where it comes from changes.
    Origins,
}

/// Something that a session under a seal wrote last, and that would outlive the seal (F8).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct LineageWrite {
    /// What was written to.
    pub object: Reference,
    /// What of it.
    pub aspect: Aspect,
}

/// What becomes of writes by the lineage when its seal is withdrawn (F8).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LineageWrites {
    /// The withdrawal is refused, and the refusal lists them.
    #[default]
    Refuse,
    /// They stay as they are: the administrator has looked at them.
    Accept,
}

/// Whether the session is an administrator's: neither seals nor provenance (F1).
///
/// # Errors
/// It is not.
pub fn check_administrator(standing: &Standing<'_>) -> Result<(), GateRefusal> {
    let object = Reference::Principal(standing.principal_id().clone());
    let (gate, closure) = (GateName::Write, Closure::UnsealedOnly);
    require(gate, closure, standing.guarded_seals(), &SealSet::new(), &object)
}

/// F5 for labels: who made the seal could not edit it any more if it stood on an object that lacks
/// the seal's own seals.
fn check_not_too_sealed<W: World>(
    world: &W,
    seal: &PolicyId,
    object: &Reference,
    label: &Label,
) -> Result<(), Refused<W::Error>> {
    let mut needed = policy_label(world, seal).map_err(Refused::World)?.write_seals();
    // Nobody under a seal edits it anyway (w3).
    needed.remove(seal);
    let missing = missing(&needed, &label.write_seals());
    if missing.is_empty() {
        return Ok(());
    }
    let (seal, object) = (seal.clone(), object.clone());
    Err(Refusal::SealTooSealed { seal, object, missing }.into())
}
