//! Every use of a policy that keeps it in force or from being deleted.

use std::collections::BTreeMap;

use entail_lineage::{
    Origin, Reference,
    administration::{SealUses, uses_of_seal},
};
use entail_store::Transaction;
use entail_wire::shapes::entail::{EntityKind, PolicyReference, PolicyUse};

use super::{
    describe::Describer,
    entity::{self, Entity},
};
use crate::{authorize::Permit, control_error::ControlError, entities::ManagedPolicy};

/// Every use of the policy: attachments, then each kind of boundary, each by unique id.
pub(crate) fn of(
    policy: &ManagedPolicy,
    permit: &Permit<'_>,
    view: &Transaction,
) -> Result<Vec<PolicyReference>, ControlError> {
    let context = permit.context();
    let SealUses { references, origins, .. } =
        uses_of_seal(&entity::world(context, view), permit.standing(), &policy.id())?;
    let mut from: BTreeMap<&Reference, Vec<&Origin>> = BTreeMap::new();
    for (origin, holders) in &origins {
        for holder in &holders.holders {
            from.entry(holder).or_default().push(origin);
        }
    }
    let principals = |ids: &std::collections::BTreeSet<_>| -> Vec<Reference> {
        ids.iter().cloned().map(Reference::Principal).collect()
    };
    let uses = [
        (PolicyUse::PermissionsPolicy, references.attached_to.into_iter().collect()),
        (PolicyUse::PermissionsBoundary, principals(&references.permissions_boundary_of)),
        (PolicyUse::TransitiveBoundary, principals(&references.transitive_boundary_of)),
        (PolicyUse::InheritedBoundary, references.inherited_by.into_iter().collect::<Vec<_>>()),
    ];
    let covered = view.covered();
    let describer = Describer { account: context.account(), view: &covered };
    let mut found = Vec::new();
    for (used_as, users) in uses {
        for user in users {
            let entity = entity::by_reference(&user, context.account(), &covered)?;
            let id = user.to_string();
            let origins = match used_as {
                PolicyUse::InheritedBoundary => from.get(&user).map_or(&[][..], Vec::as_slice),
                _ => &[],
            };
            found.push(PolicyReference {
                arn: entity.as_ref().map_or_else(|| id.clone(), |entity| entity.arn.clone()),
                kind: entity.as_ref().map_or(EntityKind::Other, Entity::kind),
                id,
                used_as,
                origins: describer.origins(origins.iter().copied())?,
            });
        }
    }
    found.sort_by_key(sort_key);
    Ok(found)
}

/// The key by which a reference is listed.
pub(crate) fn sort_key(reference: &PolicyReference) -> String {
    let rank = match reference.used_as {
        PolicyUse::PermissionsPolicy => 0,
        PolicyUse::PermissionsBoundary => 1,
        PolicyUse::TransitiveBoundary => 2,
        PolicyUse::InheritedBoundary => 3,
    };
    format!("{rank}/{}", reference.id)
}
