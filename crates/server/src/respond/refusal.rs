//! Refusals of the lineage as AWS errors.

use entail_lineage::{Refusal, Refused};
use entail_policy::arn::AccountId;
use entail_store::Records;
use entail_wire::error::ErrorCode;

use crate::{
    administration::describe::Describer, control_error::ControlError, identifiers::IdKind,
};

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
            Refused::Refusal(refusal) => {
                Self { refusal: Some(Box::new(refusal.clone())), ..describe(&refusal) }
            }
            Refused::World(error) => error,
        }
    }
}

/// The error with ARNs in place of ids, where the lineage refused; its log keeps the ids.
pub(crate) fn with_names(
    error: ControlError,
    account: &AccountId,
    view: &impl Records,
) -> ControlError {
    let Some(refusal) = error.refusal.as_deref() else { return error };
    if matches!(refusal, Refusal::Gate(_)) {
        return error;
    }
    let public = name_ids(refusal, &error.public, account, view);
    if public == error.public {
        return error;
    }
    let internal = Some(refusal.to_string());
    ControlError { public, internal, ..error }
}

/// A text about a refusal with ARNs in place of ids, which stand in backticks there. What is gone
/// keeps its id; so does what can't be read, because a refusal stands without names too.
pub(crate) fn name_ids(
    refusal: &Refusal,
    text: &str,
    account: &AccountId,
    view: &impl Records,
) -> String {
    let describer = Describer { account, view };
    let mut named = String::with_capacity(text.len());
    for (index, part) in text.split('`').enumerate() {
        if index % 2 == 0 {
            named.push_str(part);
        } else if let Some(newborn) = newborn(refusal, part, &describer) {
            named.push_str(newborn);
        } else {
            let arn = describer.entity_arn(part).ok().flatten();
            named.extend(["`", arn.as_deref().unwrap_or(part), "`"]);
        }
    }
    named
}

/// What the request was to create has an id already and no record yet.
fn newborn(
    refusal: &Refusal,
    id: &str,
    describer: &Describer<'_, impl Records>,
) -> Option<&'static str> {
    let Refusal::TransitiveBoundaryTooSealed { principal, .. } = refusal else { return None };
    if principal.as_str() != id || !matches!(describer.entity_arn(id), Ok(None)) {
        return None;
    }
    match IdKind::of(id)? {
        IdKind::User => Some("the new user"),
        IdKind::Role => Some("the new role"),
        _ => None,
    }
}

/// AWS's messages begin with a capital and end with a full stop.
fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    let first: String = characters.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{first}{}.", characters.as_str())
}
