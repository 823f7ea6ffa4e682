//! What refers to a seal, and through which origins it stands on labels.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::administration::check_administrator;
use crate::identifier::PolicyId;
use crate::inherited;
use crate::label::Origin;
use crate::object::Reference;
use crate::refusal::Refused;
use crate::standing::Standing;
use crate::world::{PolicyReferences, PolicyUsage, World};

/// Everything that refers to a policy, with the origins of its entries in labels.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SealUses {
    /// Attachments, boundaries, labels and live sessions.
    pub references: PolicyReferences,
    /// The same in numbers: what forbids deleting it.
    pub usage: PolicyUsage,
    /// Who has the seal from where. It is a list of pairs, so that it can be written as JSON.
    pub origins: Vec<(Origin, OriginHolders)>,
}

/// Those who have a seal from one origin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OriginHolders {
    /// Whether what the origin names is still there.
    pub source: Existence,
    /// Whose labels it stands on.
    pub holders: BTreeSet<Reference>,
}

/// Whether something is still there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Existence {
    /// It is.
    Present,
    /// It is deleted; what it gave stays.
    Deleted,
}

/// Lists what refers to a seal.
///
/// # Errors
/// The session is no administrator's; the world failed.
pub fn uses_of_seal<W: World>(
    world: &W,
    standing: &Standing<'_>,
    seal: &PolicyId,
) -> Result<SealUses, Refused<W::Error>> {
    check_administrator(standing)?;
    let references = world.policy_references(seal).map_err(Refused::World)?;
    let usage = world.policy_usage(seal).map_err(Refused::World)?;
    let mut holders: BTreeMap<Origin, BTreeSet<Reference>> = BTreeMap::new();
    for reference in &references.inherited_by {
        let label = inherited::of_reference(world, reference).map_err(Refused::World)?;
        for origin in label.origins(seal) {
            holders.entry(origin.clone()).or_default().insert(reference.clone());
        }
    }
    let mut origins = Vec::new();
    for (origin, holders) in holders {
        let source = existence(world, &origin).map_err(Refused::World)?;
        origins.push((origin, OriginHolders { source, holders }));
    }
    Ok(SealUses { references, usage, origins })
}

fn existence<W: World>(world: &W, origin: &Origin) -> Result<Existence, W::Error> {
    let principal = match origin {
        Origin::Principal(id) | Origin::Adopt { administrator: id, .. } => id,
        Origin::Account(_) => return Ok(Existence::Present),
    };
    let found = world.principal(principal)?;
    Ok(if found.is_some() { Existence::Present } else { Existence::Deleted })
}
