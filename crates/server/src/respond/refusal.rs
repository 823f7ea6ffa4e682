//! Refusals of the lineage as AWS errors.

use entail_lineage::{Refusal, Refused};
use entail_wire::error::ErrorCode;

use crate::control_error::ControlError;

/// The reason in the denial text.
const GATE_TEXT: &str = "with an explicit deny in a transitive permissions boundary";

/// What [`ControlError::denied_by`] says where a gate refused.
pub(crate) const GATE: &str = "gate";

/// Maps a refusal. The public text of a gate's refusal is completed by the dispatcher, which knows
/// the question that was asked: AWS's denial texts name the action and the resource.
fn describe(refusal: &Refusal) -> ControlError {
    match refusal {
        Refusal::Gate(gate) => ControlError {
            internal: Some(gate.to_string()),
            gate: Some(Box::new(gate.clone())),
            ..ControlError::denied(GATE, GATE_TEXT)
        },
        Refusal::LimitExceeded { .. } => {
            ControlError::new(ErrorCode::LimitExceeded, refusal.to_string())
        }
        Refusal::SourceMismatch { .. }
        | Refusal::AmbiguousSource
        | Refusal::TransitiveBoundaryTooSealed { .. }
        | Refusal::SealTooSealed { .. }
        | Refusal::NotTransitiveBoundary { .. }
        | Refusal::NotARole(_)
        | Refusal::CascadedOrigin { .. } => {
            ControlError::new(ErrorCode::InvalidInput, sentence(&refusal.to_string()))
        }
        Refusal::WrittenUnderSeal { .. } => {
            ControlError::new(ErrorCode::DeleteConflict, sentence(&refusal.to_string()))
        }
        Refusal::NoTransitiveBoundary(_)
        | Refusal::NotAdmitted { .. }
        | Refusal::NoSuchOrigin { .. }
        | Refusal::UnknownObject(_) => {
            ControlError::new(ErrorCode::NoSuchEntity, sentence(&refusal.to_string()))
        }
        Refusal::InUse { .. } => ControlError {
            internal: Some(refusal.to_string()),
            ..ControlError::new(
                ErrorCode::DeleteConflict,
                "Cannot delete a policy that is in use as a permissions boundary.",
            )
        },
        Refusal::Unmodifiable(_) => {
            ControlError::new(ErrorCode::UnmodifiableEntity, sentence(&refusal.to_string()))
        }
        Refusal::UnknownPrincipal(_) => ControlError {
            internal: Some(refusal.to_string()),
            ..ControlError::new(
                ErrorCode::InvalidClientTokenId,
                "The security token included in the request is invalid.",
            )
        },
        // Fail closed on refusals that later versions of the lineage may add.
        _ => ControlError {
            internal: Some(refusal.to_string()),
            ..ControlError::denied(GATE, GATE_TEXT)
        },
    }
}

impl From<Refused<ControlError>> for ControlError {
    fn from(refused: Refused<ControlError>) -> Self {
        match refused {
            Refused::Refusal(refusal) => describe(&refusal),
            Refused::World(error) => error,
        }
    }
}

/// AWS's messages begin with a capital and end with a full stop.
fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    let first: String = characters.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{first}{}.", characters.as_str())
}
