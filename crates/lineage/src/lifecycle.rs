//! Changes of boundaries and transitive boundaries, and deletion of policies.
//!
//! Every function here asks the gates itself and returns the new record; it writes nothing.
//! I is never touched by any of them: that is what makes removing B harmless.

mod permissions_boundary;
mod policy;
mod transitive_boundary;

use std::collections::BTreeSet;

use serde::Serialize;

pub use self::permissions_boundary::{
    PutPermissionsBoundary, delete_permissions_boundary, put_permissions_boundary,
};
pub use self::policy::delete_policy;
pub use self::transitive_boundary::{
    DirectSource, delete_transitive_boundary, put_transitive_boundary,
};

use crate::identifier::{PolicyId, PrincipalId};
use crate::object::Reference;
use crate::principal::{PrincipalKind, PrincipalLineage};
use crate::refusal::{Refusal, Refused};
use crate::seal::SealSet;
use crate::world::World;

/// New state of a principal after a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The record to store; equal to the old one where nothing had to change.
    pub record: PrincipalLineage,
    /// Remarks for the reply.
    pub notes: Vec<Note>,
}

/// Something the caller should know; never a refusal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Note {
    /// The marked policy became permissions boundary only, for it bears seals that the principal
    /// lacks (F5).
    TransitiveBoundaryNotSet {
        /// The policy.
        policy: PolicyId,
        /// Its seals that the principal lacks.
        missing: SealSet,
    },
    /// Descendants created before lack the new seal and stay as they are. Where it replaced
    /// another seal, the principal can't write them any more.
    Uncovered {
        /// The new seal.
        seal: PolicyId,
        /// The seal it replaced.
        replaced: Option<PolicyId>,
        /// Descendants without it.
        descendants: BTreeSet<Reference>,
    },
    /// The seal is not emitted any more; these descendants keep it.
    Kept {
        /// The removed seal.
        seal: PolicyId,
        /// Descendants that bear it.
        descendants: BTreeSet<Reference>,
    },
    /// The transitive boundary was left as it is, because it was not set by a marked policy or the
    /// new boundary is not marked.
    TransitiveBoundaryKept {
        /// The seal that stays.
        policy: PolicyId,
    },
}

/// The principal, if boundaries can be set on it at all.
pub(crate) fn boundable<W: World>(
    world: &W,
    id: &PrincipalId,
) -> Result<PrincipalLineage, Refused<W::Error>> {
    let record = world
        .principal(id)
        .map_err(Refused::World)?
        .ok_or_else(|| Refusal::UnknownPrincipal(id.clone()))?;
    match record.kind {
        PrincipalKind::User | PrincipalKind::Role => Ok(record),
        PrincipalKind::ServiceLinkedRole | PrincipalKind::Root => {
            Err(Refusal::Unmodifiable(id.clone()).into())
        }
    }
}
