//! Managed policies attached to users, roles and groups.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachRolePolicy.html>

use entail_lineage::{PrincipalId, gates::write::Write};
use entail_policy::arn::AccountId;
use entail_store::{
    Records, Transaction,
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
    policy_holders::{HolderName, HolderRecord},
};

/// The paths of AWS managed policies that only AWS's own services and `AssumeRoot` use.
const RESERVED_PATHS: &[&str] =
    &["arn:aws:iam::aws:policy/aws-service-role/", "arn:aws:iam::aws:policy/root-task/"];

/// The question before a policy is attached or detached.
pub(crate) fn question<'a>(
    action: &'static str,
    name: impl Into<HolderName<'a>>,
    policy_arn: &str,
    context: &RequestContext<'_>,
    view: &Transaction,
) -> Result<Question, ControlError> {
    let question = name.into().question(action, context, view)?;
    Ok(question.with("iam:PolicyARN", policy_arn))
}

/// What the gate looks at before a policy is attached.
pub(crate) fn attach_gates<'a>(
    name: impl Into<HolderName<'a>>,
    policy_arn: &str,
    context: &RequestContext<'_>,
    view: &Transaction,
) -> Result<Vec<Write>, ControlError> {
    let Some(record) = name.into().look_up(view)? else { return Ok(Vec::new()) };
    let policy = entities::managed_policy(&view.covered(), context.account(), policy_arn)?;
    Ok(vec![match policy {
        Some(policy) => Write::Attach { to: record.reference(), policy: policy.id() },
        None => record.write(),
    }])
}

/// What the gate looks at before a policy is detached.
pub(crate) fn detach_gates<'a>(
    name: impl Into<HolderName<'a>>,
    view: &Transaction,
) -> Result<Vec<Write>, ControlError> {
    let record = name.into().look_up(view)?;
    Ok(record.map(|record| record.write()).into_iter().collect())
}

/// Attaches a policy. What is attached already stays as it is, with whoever attached it.
pub(crate) fn attach<'a>(
    name: impl Into<HolderName<'a>>,
    policy_arn: &str,
    permit: &Permit<'_>,
    transaction: &mut Transaction,
) -> Result<(), ControlError> {
    let (context, name) = (permit.context(), name.into());
    entities::check_policy_arn(policy_arn)?;
    let record = name.find(transaction)?;
    record.refuse_service_linked()?;
    check_reserved(name, policy_arn)?;
    let policy = managed_policies::attachable(transaction, context.account(), policy_arn)?;
    let id = AttachmentId { principal: record.id(), policy: policy.reference() };
    if transaction.find::<Attachment>(&id)?.is_some() {
        return Ok(());
    }
    let attached = transaction.attached_policies(&id.principal, None, SCAN_ENTRIES_MAX)?;
    if attached.len() >= ATTACHED_POLICIES_MAX {
        return Err(ControlError::quota(record.attachment_quota(), ATTACHED_POLICIES_MAX));
    }
    transaction.attach(&Attachment { id, attached: context.record_time() })?;
    let mut changed = record.clone();
    let aspect = managed_policies::attachment_aspect(&policy);
    changed.record_writer(aspect, permit.standing().seals());
    put_if_changed(&record, &changed, transaction)
}

/// Detaches a policy.
pub(crate) fn detach<'a>(
    name: impl Into<HolderName<'a>>,
    policy_arn: &str,
    permit: &Permit<'_>,
    transaction: &mut Transaction,
) -> Result<(), ControlError> {
    entities::check_policy_arn(policy_arn)?;
    let record = name.into().find(transaction)?;
    record.refuse_service_linked()?;
    let account = permit.context().account();
    let policy = managed_policies::readable(transaction, account, policy_arn)?;
    let id = AttachmentId { principal: record.id(), policy: policy.reference() };
    if transaction.find::<Attachment>(&id)?.is_none() {
        return Err(entities::no_such_policy(policy_arn));
    }
    transaction.detach(&id);
    let mut changed = record.clone();
    changed.forget_writer(&managed_policies::attachment_aspect(&policy));
    put_if_changed(&record, &changed, transaction)
}

/// The page of the policies attached to a user, role or group.
pub(crate) fn list<'a>(
    name: impl Into<HolderName<'a>>,
    path_prefix: Option<&str>,
    page: &PageRequest,
    permit: &Permit<'_>,
    view: &Transaction,
) -> Result<Page<AttachedPolicy>, ControlError> {
    let record = name.into().find(view)?;
    let mut policies = of(&record.id(), view)?;
    policies.retain(|policy| policy.path().starts_with(path_prefix.unwrap_or("/")));
    let account = permit.context().account();
    Ok(paging::page(policies, page, sort_key).map(|policy| describe(&policy, account)))
}

/// The policies attached to a user, role or group, by name.
pub(crate) fn of(
    holder: &PrincipalId,
    view: &impl Records,
) -> Result<Vec<ManagedPolicy>, ControlError> {
    let mut policies = Vec::new();
    for attachment in view.attached_policies(holder, None, SCAN_ENTRIES_MAX)? {
        let reference = &attachment.id.policy;
        policies.push(entities::by_reference(view, reference)?.ok_or_else(|| {
            ControlError::internal(format!(
                "the attached policy `{}` of `{holder}` is missing",
                reference.as_str(),
            ))
        })?);
    }
    policies.sort_by_cached_key(sort_key);
    Ok(policies)
}

/// An attached policy in an answer.
pub(crate) fn describe(policy: &ManagedPolicy, account: &AccountId) -> AttachedPolicy {
    AttachedPolicy { policy_name: policy.name().to_owned(), policy_arn: policy.arn(account) }
}

/// By name; a policy of the account and one of AWS may have the same, so that the id decides.
fn sort_key(policy: &ManagedPolicy) -> String {
    format!("{}/{}", policy.name().to_lowercase(), policy.id())
}

/// AWS keeps the policies under these paths to its own services.
///
/// CHOICE: they are refused by their path, for none of them is shipped.
fn check_reserved(name: HolderName<'_>, policy_arn: &str) -> Result<(), ControlError> {
    if !RESERVED_PATHS.iter().any(|path| policy_arn.starts_with(path)) {
        return Ok(());
    }
    let kind = name.noun();
    Err(ControlError::new(
        ErrorCode::PolicyNotAttachable,
        format!("Cannot attach AWS reserved policy to an IAM {kind}."),
    ))
}

fn put_if_changed(
    before: &HolderRecord,
    after: &HolderRecord,
    transaction: &mut Transaction,
) -> Result<(), ControlError> {
    if before != after {
        after.put(transaction)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::principals::PrincipalName;

    #[test]
    fn policies_reserved_for_services_are_not_attachable() {
        let reserved = "arn:aws:iam::aws:policy/aws-service-role/AmazonRDSServiceRolePolicy";
        let role = HolderName::Principal(PrincipalName::Role("app"));
        let refused = check_reserved(role, reserved).unwrap_err();
        assert_eq!(refused.code, ErrorCode::PolicyNotAttachable);
        assert_eq!(refused.public, "Cannot attach AWS reserved policy to an IAM role.");
        for other in [
            "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
            "arn:aws:iam::111122223333:policy/aws-service-role/own",
        ] {
            assert!(check_reserved(HolderName::Group("devs"), other).is_ok(), "{other}");
        }
    }
}
