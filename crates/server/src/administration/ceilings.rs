//! Every policy that bounds a principal or a session, and where it comes from.

use std::collections::BTreeSet;

use entail_lineage::{
    ApplyToSelf, Label, Origin, PermissionsBoundary, PrincipalKind, PrincipalLineage, Standing,
};
use entail_store::Records;
use entail_wire::shapes::entail::{Ceiling, CeilingBinding};

use super::describe::Describer;
use crate::control_error::ControlError;

/// What bounds a session of the principal that was obtained through nobody. `label` is the
/// principal's label, the account's included.
pub(crate) fn of_principal<V: Records>(
    principal: &PrincipalLineage,
    label: &Label,
    describer: &Describer<'_, V>,
) -> Result<Vec<Ceiling>, ControlError> {
    let mut ceilings = own(principal, describer)?;
    for (seal, origins) in label.iter() {
        let from_account = |origin: &Origin| matches!(origin, Origin::Account(_));
        // A service-linked role has a label and takes no ceiling but its account's.
        if principal.kind == PrincipalKind::ServiceLinkedRole && !origins.iter().any(from_account) {
            continue;
        }
        let binding = if origins.iter().all(from_account) {
            CeilingBinding::Account
        } else {
            CeilingBinding::Inherited
        };
        ceilings.push(Ceiling {
            policy_arn: describer.arn(seal)?,
            policy_id: seal.to_string(),
            binding,
            origins: describer.origins(origins)?,
            setter_seals: Vec::new(),
        });
    }
    Ok(ceilings)
}

/// What bounds the calling session.
pub(crate) fn of_session<V: Records>(
    standing: &Standing<'_>,
    label: &Label,
    describer: &Describer<'_, V>,
) -> Result<Vec<Ceiling>, ControlError> {
    let principal = standing.principal();
    let mut ceilings = of_principal(principal, label, describer)?;
    let known: BTreeSet<String> = ceilings
        .iter()
        .filter(|it| it.binding != CeilingBinding::PermissionsBoundary)
        .map(|ceiling| ceiling.policy_id.clone())
        .collect();
    for seal in standing.hard_ceilings().iter().filter(|seal| !known.contains(seal.as_str())) {
        ceilings.push(Ceiling {
            policy_arn: describer.arn(seal)?,
            policy_id: seal.to_string(),
            binding: CeilingBinding::Carried,
            origins: describer.origins(standing.label().origins(seal))?,
            setter_seals: Vec::new(),
        });
    }
    Ok(ceilings)
}

/// The principal's own boundary, and its transitive one where that binds itself.
fn own<V: Records>(
    principal: &PrincipalLineage,
    describer: &Describer<'_, V>,
) -> Result<Vec<Ceiling>, ControlError> {
    let mut ceilings = Vec::new();
    if let Some(PermissionsBoundary { policy, setter_label }) = &principal.permissions_boundary {
        ceilings.push(Ceiling {
            policy_arn: describer.arn(policy)?,
            policy_id: policy.to_string(),
            binding: CeilingBinding::PermissionsBoundary,
            origins: Vec::new(),
            setter_seals: describer.seals(setter_label)?,
        });
    }
    if let Some(transitive) = &principal.transitive_boundary
        && transitive.apply_to_self == ApplyToSelf::Yes
    {
        let origin = Origin::Principal(principal.id.clone());
        ceilings.push(Ceiling {
            policy_arn: describer.arn(&transitive.policy)?,
            policy_id: transitive.policy.to_string(),
            binding: CeilingBinding::AppliedToSelf,
            origins: describer.origins([&origin])?,
            setter_seals: describer.seals(&transitive.setter_label)?,
        });
    }
    Ok(ceilings)
}
