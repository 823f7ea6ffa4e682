//! Creation: the creator's seals become the label of what it creates. Nothing has to be named, and
//! an explicit boundary adds to what is inherited.

use crate::attribute::Aspect;
use crate::gates::missing;
use crate::gates::write::check_points_up;
use crate::identifier::{AccountId, ObjectId, PolicyId, PrincipalId};
use crate::inherited;
use crate::label::Label;
use crate::lifecycle::Note;
use crate::limits::{
    ANCESTORS_MAX, ANCESTORS_QUOTA, INHERITED_BOUNDARIES_MAX, INHERITED_BOUNDARIES_QUOTA,
    INHERITED_BOUNDARIES_UNSEALED_MAX, ORIGINS_PER_LABEL_MAX, ORIGINS_PER_LABEL_QUOTA,
};
use crate::object::{ObjectKind, ObjectLineage, Reference};
use crate::principal::{
    ApplyToSelf, PermissionsBoundary, PrincipalKind, PrincipalLineage, Source, TransitiveBoundary,
};
use crate::refusal::{Refusal, Refused};
use crate::seal::{BoundaryPolicy, Marking, SealSet};
use crate::standing::Standing;
use crate::world::{World, policy_label};

/// A user or role to be created.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreatePrincipal {
    /// Its new unique id.
    pub id: PrincipalId,
    /// Its kind.
    pub kind: PrincipalKind,
    /// Account it is created in.
    pub account: AccountId,
    /// Parameter `PermissionsBoundary`.
    pub permissions_boundary: Option<BoundaryPolicy>,
    /// Parameter `TransitivePermissionsBoundary`.
    pub transitive_parameter: Option<PolicyId>,
    /// Policy that the reserved tag names among the tags.
    pub transitive_tag: Option<PolicyId>,
    /// Now, in seconds since 1970-01-01T00:00:00Z.
    pub time: u64,
}

/// An object other than a principal to be created.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreateObject {
    /// Its new unique id.
    pub id: ObjectId,
    /// Its kind.
    pub kind: ObjectKind,
    /// Account it is created in.
    pub account: AccountId,
    /// Now, in seconds since 1970-01-01T00:00:00Z.
    pub time: u64,
}

/// A created principal: its record and what the creator should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Created {
    /// The record to store.
    pub record: PrincipalLineage,
    /// Remarks for the reply.
    pub notes: Vec<Note>,
}

/// Creates a user or role, service-linked roles included.
///
/// # Errors
/// Too many seals or ancestors; an explicit boundary more sealed than the creator (w5); a transitive boundary
/// named twice, or more sealed than the principal (F5); a boundary for a service-linked role.
pub fn create_principal<W: World>(
    world: &W,
    standing: &Standing<'_>,
    request: &CreatePrincipal,
) -> Result<Created, Refused<W::Error>> {
    check_limit(standing.seals(), standing.label())?;
    refuse_unboundable(request)?;
    let mut record = newborn(standing, request);
    check_descent(world, standing, &record)?;
    let mut label = record.inherited.clone();
    label.unite(&world.account_label(&request.account).map_err(Refused::World)?);
    record.permissions_boundary = permissions_boundary(world, standing, request, &label)?;
    let mut created = Created { record, notes: Vec::new() };
    set_transitive_boundary(world, standing, request, &label, &mut created)?;
    Ok(created)
}

/// Creates any other labelled object.
///
/// # Errors
/// Too many seals.
pub fn create_object<E>(
    standing: &Standing<'_>,
    request: &CreateObject,
) -> Result<ObjectLineage, Refused<E>> {
    check_limit(standing.seals(), standing.label())?;
    let (id, account) = (request.id.clone(), request.account.clone());
    let mut object = ObjectLineage {
        inherited: standing.label().opened_for_writes(),
        created_by: standing.session().creation_records(request.time),
        born: standing.cascade_revision(),
        ..ObjectLineage::unlabelled(id, request.kind, account)
    };
    if request.kind.has_settings() {
        object.record_writer(Aspect::Settings, standing.seals());
    }
    Ok(object)
}

/// Refuses a label that is too long for a step under these seals; a label is never truncated.
pub(crate) fn check_limit(seals: &SealSet, label: &Label) -> Result<(), Refusal> {
    let limit =
        if seals.is_empty() { INHERITED_BOUNDARIES_UNSEALED_MAX } else { INHERITED_BOUNDARIES_MAX };
    if label.len() > limit {
        return Err(Refusal::LimitExceeded { quota: INHERITED_BOUNDARIES_QUOTA, limit });
    }
    if !seals.is_empty() && label.origins_len() > ORIGINS_PER_LABEL_MAX {
        let (quota, limit) = (ORIGINS_PER_LABEL_QUOTA, ORIGINS_PER_LABEL_MAX);
        return Err(Refusal::LimitExceeded { quota, limit });
    }
    Ok(())
}

/// Refuses a line without end. Sealed sessions alone are held to it: what is outside of every line
/// may renew itself as often as it likes.
fn check_descent<W: World>(
    world: &W,
    standing: &Standing<'_>,
    record: &PrincipalLineage,
) -> Result<(), Refused<W::Error>> {
    if standing.seals().is_empty() {
        return Ok(());
    }
    let ancestors = inherited::ancestors(world, &record.created_by).map_err(Refused::World)?;
    if ancestors.len() <= ANCESTORS_MAX {
        return Ok(());
    }
    let (quota, limit) = (ANCESTORS_QUOTA, ANCESTORS_MAX);
    Err(Refusal::LimitExceeded { quota, limit }.into())
}

/// The refusal of F5.
pub(crate) fn too_sealed(policy: PolicyId, principal: PrincipalId, missing: SealSet) -> Refusal {
    Refusal::TransitiveBoundaryTooSealed { policy, principal, missing }
}

fn refuse_unboundable(request: &CreatePrincipal) -> Result<(), Refusal> {
    let boundable = matches!(request.kind, PrincipalKind::User | PrincipalKind::Role);
    let named = request.permissions_boundary.is_some()
        || request.transitive_parameter.is_some()
        || request.transitive_tag.is_some();
    if named && !boundable { Err(Refusal::Unmodifiable(request.id.clone())) } else { Ok(()) }
}

fn newborn(standing: &Standing<'_>, request: &CreatePrincipal) -> PrincipalLineage {
    let mut record =
        PrincipalLineage::unlabelled(request.id.clone(), request.kind, request.account.clone());
    record.inherited = standing.label().opened_for_writes();
    record.provenance = standing.provenance().clone();
    record.created_by = standing.session().creation_records(request.time);
    record.born = standing.cascade_revision();
    record.creator_label.clone_from(standing.seals());
    if request.kind == PrincipalKind::Role {
        record.record_writer(Aspect::Trust, standing.seals());
    }
    record
}

fn requested_transitive(request: &CreatePrincipal) -> Result<Option<(PolicyId, Source)>, Refusal> {
    match (&request.transitive_parameter, &request.transitive_tag, &request.permissions_boundary) {
        (Some(_), Some(_), _) => Err(Refusal::AmbiguousSource),
        (Some(policy), None, _) => Ok(Some((policy.clone(), Source::Parameter))),
        (None, Some(policy), _) => Ok(Some((policy.clone(), Source::Tag))),
        (None, None, Some(boundary)) if boundary.marking == Marking::Marked => {
            Ok(Some((boundary.policy.clone(), Source::MarkedPolicy)))
        }
        (None, None, _) => Ok(None),
    }
}

fn permissions_boundary<W: World>(
    world: &W,
    standing: &Standing<'_>,
    request: &CreatePrincipal,
    label: &Label,
) -> Result<Option<PermissionsBoundary>, Refused<W::Error>> {
    let Some(boundary) = &request.permissions_boundary else { return Ok(None) };
    let policy = policy_label(world, &boundary.policy).map_err(Refused::World)?;
    check_points_up(standing, &policy, label, &Reference::Principal(request.id.clone()))?;
    Ok(Some(PermissionsBoundary {
        policy: boundary.policy.clone(),
        setter_label: standing.guarded_seals().clone(),
    }))
}

fn set_transitive_boundary<W: World>(
    world: &W,
    standing: &Standing<'_>,
    request: &CreatePrincipal,
    label: &Label,
    created: &mut Created,
) -> Result<(), Refused<W::Error>> {
    let Some((policy, source)) = requested_transitive(request)? else { return Ok(()) };
    let sealed = policy_label(world, &policy).map_err(Refused::World)?.write_seals();
    let missing = missing(&sealed, &label.write_seals());
    if missing.is_empty() {
        let setter_label = standing.guarded_seals().clone();
        let apply_to_self = ApplyToSelf::No;
        let boundary = TransitiveBoundary { policy, source, setter_label, apply_to_self };
        created.record.transitive_boundary = Some(boundary);
    } else if source == Source::MarkedPolicy {
        created.notes.push(Note::TransitiveBoundaryNotSet { policy, missing });
    } else {
        return Err(too_sealed(policy, request.id.clone(), missing).into());
    }
    Ok(())
}
