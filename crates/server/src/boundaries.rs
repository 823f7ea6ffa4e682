//! Boundaries named by ARN in requests, and what is asked before one is set or removed.

use entail_lineage::{
    BoundaryPolicy, Marking, PolicyId, SealSet,
    condition::{boundary_values_on_delete, boundary_values_on_put},
    lifecycle::{
        DirectSource, Outcome, PutPermissionsBoundary, delete_permissions_boundary,
        delete_transitive_boundary, put_permissions_boundary, put_transitive_boundary,
    },
};
use entail_policy::arn::{AccountId, Arn};
use entail_store::{Records, Transaction};
use entail_wire::error::ErrorCode;

use crate::{
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    entities::{self, ManagedPolicy},
    lineage_descent::Descent,
    lineage_world::LineageWorld,
    principals::{PrincipalName, PrincipalRecord},
    questions::{self, PERMISSIONS_BOUNDARY, TRANSITIVE_BOUNDARY},
};

/// The managed policy that a boundary parameter names. Only policies of the account and AWS's own
/// can be boundaries.
///
/// AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePermissionsBoundary.html>
pub(crate) fn policy(
    arn: &str,
    account: &AccountId,
    view: &impl Records,
) -> Result<ManagedPolicy, ControlError> {
    let is_policy = Arn::parse(arn)
        .is_ok_and(|arn| arn.service() == "iam" && arn.resource().starts_with("policy/"));
    if !is_policy {
        return Err(ControlError::new(ErrorCode::InvalidInput, format!("ARN {arn} is not valid.")));
    }
    entities::managed_policy(view, account, arn)?.ok_or_else(|| {
        ControlError::no_such_entity(format!(
            "Scope ARN: {arn} does not exist or is not attachable."
        ))
    })
}

/// The policy of an optional boundary parameter, with its marking now.
pub(crate) fn named(
    arn: Option<&str>,
    account: &AccountId,
    view: &impl Records,
) -> Result<Option<BoundaryPolicy>, ControlError> {
    Ok(arn.map(|arn| policy(arn, account, view)).transpose()?.map(|policy| policy.as_boundary()))
}

/// The policy of an optional transitive boundary, by id.
pub(crate) fn named_transitive(
    arn: Option<&str>,
    account: &AccountId,
    view: &impl Records,
) -> Result<Option<PolicyId>, ControlError> {
    Ok(arn.map(|arn| policy(arn, account, view)).transpose()?.map(|policy| policy.id()))
}

/// The ARN of the transitive boundary that a call sets: the one it names, or its permissions boundary
/// where that policy is marked.
pub(crate) fn transitive_asked_for(
    requested: Option<&str>,
    transitive: Option<&str>,
    account: &AccountId,
    view: &Transaction,
) -> Result<Option<String>, ControlError> {
    if let Some(arn) = transitive {
        return Ok(Some(arn.to_owned()));
    }
    let Some(arn) = requested else { return Ok(None) };
    let policy = entities::managed_policy(&view.covered(), account, arn)?;
    let marking = policy.map(|policy| policy.as_boundary().marking);
    Ok((marking == Some(Marking::Marked)).then(|| arn.to_owned()))
}

/// The values of `iam:PermissionsBoundary` where a call names a boundary. One that does not exist
/// stands there as it was named: whether it exists is told only to who may ask.
pub(crate) fn values_with_requested(
    requested: Option<&str>,
    account: &AccountId,
    view: &Transaction,
    values: impl FnOnce(Option<&PolicyId>) -> Result<SealSet, ControlError>,
) -> Result<Vec<String>, ControlError> {
    let records = view.covered();
    let policy = match requested {
        Some(arn) => entities::managed_policy(&records, account, arn)?,
        None => None,
    };
    let id = policy.map(|policy| policy.id());
    let mut arns = questions::policy_arns(&values(id.as_ref())?, account, &records)?;
    if id.is_none() {
        arns.extend(requested.map(str::to_owned));
    }
    Ok(arns)
}

/// The question before a boundary (`requested`) or a transitive one (`transitive`) is put on a
/// principal: the key holds the requested boundary and what the target inherited.
pub(crate) fn put_question(
    name: PrincipalName<'_>,
    requested: Option<&str>,
    transitive: Option<&str>,
    context: &RequestContext<'_>,
    view: &Transaction,
) -> Result<Question, ControlError> {
    let question = questions::on_principal(put_action(name), name, context, view)?;
    let record = name.look_up(view)?;
    let values = values_with_requested(requested, context.account(), view, |requested| {
        let Some(record) = &record else { return Ok(requested.into_iter().cloned().collect()) };
        boundary_values_on_put(&Descent::new(view.covered()), record.lineage(), requested)
    })?;
    let transitive = transitive_asked_for(requested, transitive, context.account(), view)?;
    Ok(question
        .with_set(PERMISSIONS_BOUNDARY, values)
        .with_optional(TRANSITIVE_BOUNDARY, transitive.as_deref()))
}

/// The question before a boundary or transitive boundary is removed: the key holds the target's
/// own boundary alone, as on AWS.
pub(crate) fn delete_question(
    name: PrincipalName<'_>,
    transitive: Option<&str>,
    context: &RequestContext<'_>,
    view: &Transaction,
) -> Result<Question, ControlError> {
    let question = questions::on_principal(delete_action(name), name, context, view)?;
    let Some(record) = name.look_up(view)? else { return Ok(question) };
    let values = boundary_values_on_delete(record.lineage());
    let values = questions::policy_arns(&values, context.account(), &view.covered())?;
    Ok(question
        .with_set(PERMISSIONS_BOUNDARY, values)
        .with_optional(TRANSITIVE_BOUNDARY, transitive))
}

/// Puts a boundary, a transitive one, or both.
pub(crate) fn put(
    name: PrincipalName<'_>,
    requested: Option<&str>,
    transitive: Option<&str>,
    permit: &Permit<'_>,
    transaction: &mut Transaction,
) -> Result<(), ControlError> {
    if requested.is_none() && transitive.is_none() {
        return Err(ControlError::new(
            ErrorCode::ValidationError,
            "1 validation error detected: Value null at 'permissionsBoundary' failed to satisfy \
             constraint: Member must not be null",
        ));
    }
    let account = permit.context().account();
    let record = name.find(transaction)?;
    let request = PutPermissionsBoundary {
        target: record.id().clone(),
        permissions_boundary: named(requested, account, transaction)?,
        transitive_boundary: named_transitive(transitive, account, transaction)?,
    };
    let outcome =
        put_permissions_boundary(&world(permit, transaction), permit.standing(), &request)?;
    store(record, outcome, permit, transaction)
}

/// Removes the boundary, and with it a transitive one that came from the same marked policy.
pub(crate) fn delete(
    name: PrincipalName<'_>,
    permit: &Permit<'_>,
    transaction: &mut Transaction,
) -> Result<(), ControlError> {
    let record = name.find(transaction)?;
    if record.lineage().permissions_boundary.is_none() {
        return Err(ControlError::no_such_entity(match name {
            PrincipalName::User(name) => {
                format!("User {name} does not have a permissions boundary.")
            }
            PrincipalName::Role(name) => {
                format!("Role {name} does not have a permissions boundary.")
            }
        }));
    }
    let outcome =
        delete_permissions_boundary(&world(permit, transaction), permit.standing(), record.id())?;
    store(record, outcome, permit, transaction)
}

/// Sets the transitive boundary by parameter or tag.
pub(crate) fn put_transitive(
    record: PrincipalRecord,
    arn: &str,
    source: DirectSource,
    permit: &Permit<'_>,
    transaction: &mut Transaction,
) -> Result<(), ControlError> {
    let policy = policy(arn, permit.context().account(), transaction)?.id();
    let world = world(permit, transaction);
    let outcome = put_transitive_boundary(&world, permit.standing(), record.id(), &policy, source)?;
    store(record, outcome, permit, transaction)
}

/// Removes the transitive boundary that was set by parameter; the call must name it, so that a
/// script can't remove another than it means.
pub(crate) fn delete_named_transitive(
    name: PrincipalName<'_>,
    arn: &str,
    permit: &Permit<'_>,
    transaction: &mut Transaction,
) -> Result<(), ControlError> {
    let record = name.find(transaction)?;
    let account = permit.context().account();
    let in_force = record.lineage().transitive_boundary.as_ref();
    let in_force = in_force
        .map(|it| entities::policy_arn_by_id(transaction, account, &it.policy))
        .transpose()?;
    if in_force.as_deref() != Some(arn) {
        return Err(ControlError::no_such_entity(format!(
            "The transitive permissions boundary {arn} is not set on {}.",
            record.arn(account)
        )));
    }
    delete_transitive(record, DirectSource::Parameter, permit, transaction)
}

/// Removes the transitive boundary that was set by parameter or tag.
pub(crate) fn delete_transitive(
    record: PrincipalRecord,
    source: DirectSource,
    permit: &Permit<'_>,
    transaction: &mut Transaction,
) -> Result<(), ControlError> {
    let world = world(permit, transaction);
    let outcome = delete_transitive_boundary(&world, permit.standing(), record.id(), source)?;
    store(record, outcome, permit, transaction)
}

fn store(
    record: PrincipalRecord,
    outcome: Outcome,
    permit: &Permit<'_>,
    transaction: &mut Transaction,
) -> Result<(), ControlError> {
    permit.note(&outcome.notes);
    record.put_with_lineage(outcome.record, transaction)
}

fn world<'a>(permit: &'a Permit<'_>, transaction: &'a Transaction) -> LineageWorld<'a> {
    LineageWorld::new(transaction, permit.context().account(), permit.context().now())
}

pub(crate) const fn put_action(name: PrincipalName<'_>) -> &'static str {
    match name {
        PrincipalName::User(_) => "iam:PutUserPermissionsBoundary",
        PrincipalName::Role(_) => "iam:PutRolePermissionsBoundary",
    }
}

const fn delete_action(name: PrincipalName<'_>) -> &'static str {
    match name {
        PrincipalName::User(_) => "iam:DeleteUserPermissionsBoundary",
        PrincipalName::Role(_) => "iam:DeleteRolePermissionsBoundary",
    }
}
