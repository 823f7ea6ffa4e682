//! The indexes that go with a lineage: who uses a policy as boundary or seal, and who made whom.

use std::collections::BTreeSet;

use entail_lineage::{
    Ancestry, Label, ObjectLineage, PolicyId, PrincipalId, PrincipalLineage, SessionRecord,
    administration::{CascadeOutcome, Labelled},
    inherited,
};
use entail_store::{
    RecordReader as _, Records as _, Transaction,
    records::{
        CascadeCount, Departed, Group, InstanceProfile, LineageEdge, OpenIdConnectProvider, Policy,
        ReferenceKind, RootCascades, SamlProvider, Timestamp, reference::Reference,
        user::entities as entities_of,
    },
};

use crate::{
    control_error::ControlError, entities, identifiers::IdKind, lineage_descent::Descent,
    principals::PrincipalRecord,
};

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
        for parent in parents(record) {
            let edge = LineageEdge { child: child.to_owned(), parent, created };
            transaction.put_lineage_edge(&edge)?;
        }
    }
    Ok(())
}

/// Forgets the birth of an object that is deleted. Of what sessions come through, who made it stays
/// recorded, for descent goes by ids and outlives what they name.
///
/// CHOICE: it stays also where nothing descends from it yet. A session that was obtained through it
/// may be alive, and what that creates descends from whoever made it.
pub(crate) fn forget_birth(
    transaction: &mut Transaction,
    child: &str,
    created_by: &[SessionRecord],
) -> Result<(), ControlError> {
    if is_provider(child) {
        let (id, created_by) = (child.to_owned(), created_by.to_vec());
        let departed = Departed { id, created_by, out: Label::new(), revision: 0 };
        return Ok(transaction.put(&departed)?);
    }
    for parent in created_by.iter().flat_map(parents) {
        let (child, created) = (child.to_owned(), Timestamp::default());
        transaction.remove_lineage_edge(&LineageEdge { child, parent, created });
    }
    Ok(())
}

/// The same of a user or role. What it passed on stays recorded too: it still binds the sessions that
/// it had obtained before it passed that on, which do not carry it (F3).
pub(crate) fn forget_principal(
    transaction: &mut Transaction,
    lineage: &PrincipalLineage,
) -> Result<(), ControlError> {
    let descent = Descent::new(transaction.covered());
    let departed = Departed {
        id: lineage.id.to_string(),
        created_by: lineage.created_by.clone(),
        out: inherited::out(&descent, lineage)?,
        revision: descent.cascade_revision()?,
    };
    Ok(transaction.put(&departed)?)
}

/// Whether sessions come through it.
fn is_provider(id: &str) -> bool {
    matches!(IdKind::of(id), Some(IdKind::SamlProvider | IdKind::OpenIdConnectProvider))
}

/// What something descends from by one session: its principal, and the identity provider that it
/// came through.
fn parents(record: &SessionRecord) -> impl Iterator<Item = PrincipalId> {
    let provider = record.provider.as_ref().map(|provider| PrincipalId::new(provider.as_str()));
    [record.principal.clone()].into_iter().chain(provider)
}

/// Writes what an administrator's step made of a user or role.
pub(crate) fn store_principal(
    lineage: PrincipalLineage,
    transaction: &mut Transaction,
) -> Result<(), ControlError> {
    let id = &lineage.id;
    let record = match IdKind::of(id.as_str()) {
        Some(IdKind::User) => transaction.user(id)?.map(Box::new).map(PrincipalRecord::User),
        Some(IdKind::Role) => transaction.role(id)?.map(Box::new).map(PrincipalRecord::Role),
        _ => None,
    };
    let record = record.ok_or_else(|| missing(id.as_str()))?;
    record.put_with_lineage(lineage, transaction)
}

/// Writes the new label of anything.
pub(crate) fn store_relabelled(
    record: &Labelled,
    transaction: &mut Transaction,
) -> Result<(), ControlError> {
    match record {
        Labelled::Principal(lineage) => store_principal(lineage.as_ref().clone(), transaction),
        Labelled::Object(lineage) => store_object(lineage.as_ref().clone(), transaction),
    }
}

/// Writes a cascade: the root's record and the account's count.
///
/// It was decided on whom the line has made and what it wrote; so it commits only if no entity was
/// made or changed since. One guard stands for however many there are.
pub(crate) fn store_cascade(
    root: &PrincipalId,
    outcome: &CascadeOutcome,
    transaction: &mut Transaction,
) -> Result<(), ControlError> {
    transaction.entries(&entities_of(transaction.account()), None, 1)?;
    let (root, cascades) = (root.clone(), outcome.cascades.clone());
    transaction.put(&RootCascades { root, cascades })?;
    Ok(transaction.put(&CascadeCount { count: outcome.revision })?)
}

fn store_object(lineage: ObjectLineage, transaction: &mut Transaction) -> Result<(), ControlError> {
    let before = Descent::new(transaction.covered()).object(&lineage.id)?;
    reindex_object(transaction, before.as_ref(), Some(&lineage))?;
    let id = lineage.id.clone();
    let stored = match IdKind::of(id.as_str()) {
        Some(IdKind::ManagedPolicy) => {
            let policy = transaction.policy(&PolicyId::new(id.as_str()))?;
            policy.map(|policy| transaction.put(&Policy { lineage, ..policy })).transpose()?
        }
        Some(IdKind::Group) => {
            let group = transaction.group(&id)?;
            group.map(|group| transaction.put(&Group { lineage, ..group })).transpose()?
        }
        Some(IdKind::InstanceProfile) => {
            let found = transaction.find::<InstanceProfile>(id.as_str())?;
            found.map(|it| transaction.put(&InstanceProfile { lineage, ..it })).transpose()?
        }
        Some(IdKind::SamlProvider) => {
            let found = transaction.find::<SamlProvider>(id.as_str())?;
            found.map(|it| transaction.put(&SamlProvider { lineage, ..it })).transpose()?
        }
        Some(IdKind::OpenIdConnectProvider) => {
            let found = transaction.find::<OpenIdConnectProvider>(id.as_str())?;
            found.map(|it| transaction.put(&OpenIdConnectProvider { lineage, ..it })).transpose()?
        }
        _ => None,
    };
    stored.ok_or_else(|| missing(id.as_str()))
}

fn missing(id: &str) -> ControlError {
    ControlError::internal(format!("the labelled entity `{id}` has no record"))
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
