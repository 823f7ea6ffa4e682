//! Managed policies attached to users and roles.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachRolePolicy.html>

use entail_lineage::{PrincipalLineage, Reference, gates::write::Write};
use entail_store::{
    Records as _, Transaction,
    limits::SCAN_ENTRIES_MAX,
    records::{Attachment, attachment::AttachmentId},
};
use entail_wire::{error::ErrorCode, shapes::iam::AttachedPolicy};

use crate::{
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    entities::{self, ManagedPolicy},
    limits::ATTACHED_POLICIES_MAX,
    managed_policies,
    paging::{self, Page, PageRequest},
    principals::{PrincipalName, PrincipalRecord},
    questions,
};

/// The paths of AWS managed policies that only AWS's own services and `AssumeRoot` use.
const RESERVED_PATHS: &[&str] =
    &["arn:aws:iam::aws:policy/aws-service-role/", "arn:aws:iam::aws:policy/root-task/"];

/// The question before a policy is attached or detached.
pub(crate) fn question(
    action: &'static str,
    name: PrincipalName<'_>,
    policy_arn: &str,
    context: &RequestContext<'_>,
    view: &Transaction,
) -> Result<Question, ControlError> {
    let question = questions::on_principal(action, name, context, view)?;
    Ok(question.with("iam:PolicyARN", policy_arn))
}

/// What the gate looks at before a policy is attached.
pub(crate) fn attach_gates(
    name: PrincipalName<'_>,
    policy_arn: &str,
    context: &RequestContext<'_>,
    view: &Transaction,
) -> Result<Vec<Write>, ControlError> {
    let Some(record) = name.look_up(view)? else { return Ok(Vec::new()) };
    let policy = entities::managed_policy(&view.covered(), context.account(), policy_arn)?;
    Ok(match policy {
        Some(policy) => vec![Write::Attach {
            to: Reference::Principal(record.id().clone()),
            policy: policy.id(),
        }],
        None => vec![Write::Principal(record.id().clone())],
    })
}

/// What the gate looks at before a policy is detached.
pub(crate) fn detach_gates(
    name: PrincipalName<'_>,
    view: &Transaction,
) -> Result<Vec<Write>, ControlError> {
    let record = name.look_up(view)?;
    Ok(record.map(|record| Write::Principal(record.id().clone())).into_iter().collect())
}

/// Attaches a policy. What is attached already stays as it is, with whoever attached it.
pub(crate) fn attach(
    name: PrincipalName<'_>,
    policy_arn: &str,
    permit: &Permit<'_>,
    transaction: &mut Transaction,
) -> Result<(), ControlError> {
    let context = permit.context();
    entities::check_policy_arn(policy_arn)?;
    let record = name.find(transaction)?;
    record.refuse_service_linked()?;
    check_reserved(name, policy_arn)?;
    let policy = managed_policies::attachable(transaction, context.account(), policy_arn)?;
    let id = AttachmentId { principal: record.id().clone(), policy: policy.reference() };
    if transaction.find::<Attachment>(&id)?.is_some() {
        return Ok(());
    }
    let attached = transaction.attached_policies(record.id(), None, SCAN_ENTRIES_MAX)?;
    if attached.len() >= ATTACHED_POLICIES_MAX {
        return Err(ControlError::quota(quota(name), ATTACHED_POLICIES_MAX));
    }
    transaction.attach(&Attachment { id, attached: context.record_time() })?;
    let mut lineage = record.lineage().clone();
    let aspect = managed_policies::attachment_aspect(&policy);
    lineage.record_writer(aspect, permit.standing().seals());
    put_if_changed(record, lineage, transaction)
}

/// Detaches a policy.
pub(crate) fn detach(
    name: PrincipalName<'_>,
    policy_arn: &str,
    permit: &Permit<'_>,
    transaction: &mut Transaction,
) -> Result<(), ControlError> {
    entities::check_policy_arn(policy_arn)?;
    let record = name.find(transaction)?;
    record.refuse_service_linked()?;
    let account = permit.context().account();
    let policy = managed_policies::readable(transaction, account, policy_arn)?;
    let id = AttachmentId { principal: record.id().clone(), policy: policy.reference() };
    if transaction.find::<Attachment>(&id)?.is_none() {
        return Err(entities::no_such_policy(policy_arn));
    }
    transaction.detach(&id);
    let mut lineage = record.lineage().clone();
    lineage.forget_writer(&managed_policies::attachment_aspect(&policy));
    put_if_changed(record, lineage, transaction)
}

/// The policies attached to a user or role, by name.
pub(crate) fn list(
    name: PrincipalName<'_>,
    path_prefix: Option<&str>,
    page: &PageRequest,
    permit: &Permit<'_>,
    view: &Transaction,
) -> Result<Page<AttachedPolicy>, ControlError> {
    let record = name.find(view)?;
    let mut policies = Vec::new();
    for attachment in view.attached_policies(record.id(), None, SCAN_ENTRIES_MAX)? {
        let reference = &attachment.id.policy;
        let policy = entities::by_reference(view, reference)?.ok_or_else(|| {
            ControlError::internal(format!(
                "the attached policy `{}` of `{}` is missing",
                reference.as_str(),
                record.id()
            ))
        })?;
        if policy.path().starts_with(path_prefix.unwrap_or("/")) {
            policies.push((sort_key(&policy), policy));
        }
    }
    policies.sort_by(|(one, _), (other, _)| one.cmp(other));
    let account = permit.context().account();
    let page = paging::page(policies, page, |(key, _)| key.clone());
    Ok(page.map(|(_, policy)| AttachedPolicy {
        policy_name: policy.name().to_owned(),
        policy_arn: policy.arn(account),
    }))
}

/// By name; a policy of the account and one of AWS may have the same, so that the id decides.
fn sort_key(policy: &ManagedPolicy) -> String {
    format!("{}/{}", policy.name().to_lowercase(), policy.id())
}

/// AWS keeps the policies under these paths to its own services.
///
/// CHOICE: they are refused by their path, for none of them is shipped.
fn check_reserved(name: PrincipalName<'_>, policy_arn: &str) -> Result<(), ControlError> {
    if !RESERVED_PATHS.iter().any(|path| policy_arn.starts_with(path)) {
        return Ok(());
    }
    let kind = name.noun();
    Err(ControlError::new(
        ErrorCode::PolicyNotAttachable,
        format!("Cannot attach AWS reserved policy to an IAM {kind}."),
    ))
}

const fn quota(name: PrincipalName<'_>) -> &'static str {
    match name {
        PrincipalName::User(_) => "PoliciesPerUser",
        PrincipalName::Role(_) => "PoliciesPerRole",
    }
}

fn put_if_changed(
    record: PrincipalRecord,
    lineage: PrincipalLineage,
    transaction: &mut Transaction,
) -> Result<(), ControlError> {
    if lineage == *record.lineage() {
        return Ok(());
    }
    record.put_with_lineage(lineage, transaction)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn policies_reserved_for_services_are_not_attachable() {
        let reserved = "arn:aws:iam::aws:policy/aws-service-role/AmazonRDSServiceRolePolicy";
        let refused = check_reserved(PrincipalName::Role("app"), reserved).unwrap_err();
        assert_eq!(refused.code, ErrorCode::PolicyNotAttachable);
        assert_eq!(refused.public, "Cannot attach AWS reserved policy to an IAM role.");
        for other in [
            "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
            "arn:aws:iam::111122223333:policy/aws-service-role/own",
        ] {
            assert!(check_reserved(PrincipalName::User("dev"), other).is_ok(), "{other}");
        }
    }
}
