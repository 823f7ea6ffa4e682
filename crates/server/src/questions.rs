//! Questions about the entities that operations act on, with the condition keys AWS gives them.
//!
//! AWS: <https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html>

use entail_lineage::{SealSet, condition};
use entail_policy::arn::AccountId;
use entail_store::{Records, Transaction, records::Tags};

use crate::{
    arns,
    authorize::Question,
    context::RequestContext,
    control_error::ControlError,
    entities::{self, ManagedPolicy},
    lineage_descent::Descent,
    lineage_keys,
    principals::PrincipalName,
};

/// The key that carries the boundaries in force.
pub(crate) const PERMISSIONS_BOUNDARY: &str = "iam:PermissionsBoundary";

/// The key that carries the transitive boundary a call asks for.
pub(crate) const TRANSITIVE_BOUNDARY: &str = "entail:TransitiveBoundary";

/// The actions for which the key holds what is already in force on the target.
const ACTIONS_WITH_EXISTING_BOUNDARY: &[&str] = &[
    "iam:AttachRolePolicy",
    "iam:AttachUserPolicy",
    "iam:DeleteRole",
    "iam:DeleteRolePolicy",
    "iam:DeleteUserPolicy",
    "iam:DetachRolePolicy",
    "iam:DetachUserPolicy",
    "iam:GetRole",
    "iam:PutRolePolicy",
    "iam:PutUserPolicy",
    "iam:UpdateAssumeRolePolicy",
    "iam:UpdateRole",
    "iam:UpdateRoleDescription",
];

/// A question about an existing user or role: its ARN, its tags, and for the actions that carry it
/// the boundaries in force on it.
pub(crate) fn on_principal(
    action: &'static str,
    name: PrincipalName<'_>,
    context: &RequestContext<'_>,
    view: &Transaction,
) -> Result<Question, ControlError> {
    let account = context.account();
    let Some(record) = name.look_up(view)? else {
        return Ok(Question::new(action, name.arn_at_root(account)));
    };
    let question =
        Question::new(action, record.arn(account)).with_resource_tags(pairs(record.tags()));
    let records = view.covered();
    let question = lineage_keys::with_principal(question, record.lineage(), account, &records)?;
    if !ACTIONS_WITH_EXISTING_BOUNDARY.contains(&action) {
        return Ok(question);
    }
    let question =
        lineage_keys::with_transitive_boundary(question, record.lineage(), account, &records)?;
    let values = condition::boundary_values_of(&Descent::new(&records), record.lineage())?;
    Ok(question.with_set(PERMISSIONS_BOUNDARY, policy_arns(&values, account, &records)?))
}

/// A question about an existing group: its ARN. Groups have no tags and no boundaries.
pub(crate) fn on_group(
    action: &'static str,
    name: &str,
    context: &RequestContext<'_>,
    view: &Transaction,
) -> Result<Question, ControlError> {
    let account = context.account();
    let Some(group) = view.group_named(name)? else {
        return Ok(Question::new(action, arns::group(account, "/", name)));
    };
    let question = Question::new(action, arns::of_group(account, &group));
    lineage_keys::with_object(question, &group.lineage, account, &view.covered())
}

/// A question about a managed policy by ARN, with its tags.
pub(crate) fn on_policy(
    action: &'static str,
    arn: &str,
    context: &RequestContext<'_>,
    view: &Transaction,
) -> Result<Question, ControlError> {
    let question = Question::new(action, arn);
    let account = context.account();
    match entities::managed_policy(view, account, arn)? {
        Some(ManagedPolicy::Customer(policy)) => {
            let question = question.with_resource_tags(pairs(&policy.tags));
            lineage_keys::with_object(question, &policy.lineage, account, &view.covered())
        }
        _ => Ok(question),
    }
}

/// Policies by ARN, for the values of condition keys and for answers.
pub(crate) fn policy_arns(
    policies: &SealSet,
    account: &AccountId,
    view: &impl Records,
) -> Result<Vec<String>, ControlError> {
    policies.iter().map(|id| entities::policy_arn_by_id(view, account, id)).collect()
}

/// Tags as pairs of key and value.
pub(crate) fn pairs(tags: &Tags) -> impl Iterator<Item = (&str, &str)> {
    tags.iter().map(|tag| (tag.key.as_str(), tag.value.as_str()))
}
