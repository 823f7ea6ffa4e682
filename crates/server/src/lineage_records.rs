//! The indexes that go with a lineage: who uses a policy as boundary or seal, and who made whom.

use std::collections::BTreeSet;

use entail_lineage::{Label, ObjectLineage, PrincipalLineage, SessionRecord};
use entail_store::{
    Transaction,
    records::{LineageEdge, ReferenceKind, Timestamp, reference::Reference},
};

use crate::{control_error::ControlError, entities};

/// Brings the index of policy uses from a principal's lineage before a change to the one after it.
/// `None` stands for a principal that does not exist (yet, or any more).
pub(crate) fn reindex_principal(
    transaction: &mut Transaction,
    before: Option<&PrincipalLineage>,
    after: Option<&PrincipalLineage>,
) -> Result<(), ControlError> {
    let uses =
        |lineage: Option<&PrincipalLineage>| lineage.map(uses_of_principal).unwrap_or_default();
    reindex(transaction, &uses(before), &uses(after))
}

/// The same for any other labelled object.
pub(crate) fn reindex_object(
    transaction: &mut Transaction,
    before: Option<&ObjectLineage>,
    after: Option<&ObjectLineage>,
) -> Result<(), ControlError> {
    let uses = |lineage: Option<&ObjectLineage>| {
        lineage.map(|it| uses_of_label(&it.inherited, it.id.as_str())).unwrap_or_default()
    };
    reindex(transaction, &uses(before), &uses(after))
}

/// Records whose sessions made something: every principal on the session's derivation, the creator
/// last.
pub(crate) fn record_birth(
    transaction: &mut Transaction,
    child: &str,
    created_by: &[SessionRecord],
    created: Timestamp,
) -> Result<(), ControlError> {
    for record in created_by {
        let edge =
            LineageEdge { child: child.to_owned(), parent: record.principal.clone(), created };
        transaction.put_lineage_edge(&edge)?;
    }
    Ok(())
}

/// Forgets the birth of something that is deleted. What it made itself stays recorded: descent
/// goes by ids, and outlives what they name.
pub(crate) fn forget_birth(
    transaction: &mut Transaction,
    child: &str,
    created_by: &[SessionRecord],
) {
    for record in created_by {
        transaction.remove_lineage_edge(&LineageEdge {
            child: child.to_owned(),
            parent: record.principal.clone(),
            created: Timestamp::default(),
        });
    }
}

type Use = (String, ReferenceKind, String);

fn uses_of_principal(lineage: &PrincipalLineage) -> BTreeSet<Use> {
    let id = lineage.id.as_str();
    let mut uses = uses_of_label(&lineage.inherited, id);
    if let Some(boundary) = &lineage.permissions_boundary {
        uses.insert((boundary.policy.to_string(), ReferenceKind::Boundary, id.to_owned()));
    }
    if let Some(transitive) = &lineage.transitive_boundary {
        uses.insert((transitive.policy.to_string(), ReferenceKind::Transitive, id.to_owned()));
    }
    uses
}

fn uses_of_label(label: &Label, entity: &str) -> BTreeSet<Use> {
    let seals = label.seals().into_iter();
    seals.map(|seal| (seal.to_string(), ReferenceKind::Inherited, entity.to_owned())).collect()
}

fn reindex(
    transaction: &mut Transaction,
    before: &BTreeSet<Use>,
    after: &BTreeSet<Use>,
) -> Result<(), ControlError> {
    for gone in before.difference(after) {
        transaction.remove::<Reference>(&reference(gone));
    }
    for new in after.difference(before) {
        transaction.put(&reference(new))?;
    }
    Ok(())
}

fn reference((policy, use_as, entity): &Use) -> Reference {
    Reference {
        policy: entities::policy_reference(&policy.as_str().into()),
        use_as: *use_as,
        entity: entity.clone(),
    }
}
