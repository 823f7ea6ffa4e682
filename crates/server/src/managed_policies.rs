//! Managed policies, the account's own and AWS's: how requests find them, and how answers show
//! them.

use entail_lineage::Aspect;
use entail_policy::arn::{AccountId, Arn};
use entail_store::{
    Records, Transaction,
    records::{Policy, ReferenceKind},
};
use entail_wire::{error::ErrorCode, shapes::iam};

use crate::{
    arns,
    control_error::ControlError,
    describe,
    entities::{self, ManagedPolicy},
    lineage_descent::Descent,
    policy_versions,
};

/// A change of a policy, as far as AWS's texts differ where the policy is another account's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Edit {
    Delete,
    CreateVersion,
    SetDefaultVersion,
    DeleteVersion,
}

impl Edit {
    const fn outside_account(self) -> &'static str {
        match self {
            Self::Delete => "Cannot delete policies outside your own account.",
            Self::CreateVersion => "Cannot create versions for policies outside your own account.",
            Self::SetDefaultVersion => "Cannot update policies outside your own account.",
            Self::DeleteVersion => {
                "Cannot delete policy versions for policies outside your own account."
            }
        }
    }
}

/// The policy of the account that an edit names, if it exists. AWS's own policies, and those of
/// other accounts, can't be edited.
pub(crate) fn editable(
    view: &Transaction,
    account: &AccountId,
    arn: &str,
    edit: Edit,
) -> Result<Option<Policy>, ControlError> {
    entities::check_policy_arn(arn)?;
    if !Arn::parse(arn).is_ok_and(|arn| arn.account() == account.as_str()) {
        return Err(ControlError::new(ErrorCode::AccessDenied, edit.outside_account()));
    }
    Ok(match entities::managed_policy(view, account, arn)? {
        Some(ManagedPolicy::Customer(policy)) => Some(*policy),
        _ => None,
    })
}

/// The policy that a request reads.
pub(crate) fn readable(
    view: &Transaction,
    account: &AccountId,
    arn: &str,
) -> Result<ManagedPolicy, ControlError> {
    entities::check_policy_arn(arn)?;
    entities::managed_policy(view, account, arn)?.ok_or_else(|| entities::no_such_policy(arn))
}

/// The policy that a request attaches, or whose attachments it lists.
pub(crate) fn attachable(
    view: &Transaction,
    account: &AccountId,
    arn: &str,
) -> Result<ManagedPolicy, ControlError> {
    entities::check_policy_arn(arn)?;
    entities::managed_policy(view, account, arn)?.filter(is_attachable).ok_or_else(|| {
        ControlError::no_such_entity(format!("Policy {arn} does not exist or is not attachable."))
    })
}

fn is_attachable(policy: &ManagedPolicy) -> bool {
    match policy {
        ManagedPolicy::Customer(policy) => policy.is_attachable,
        ManagedPolicy::Aws(_) => true,
    }
}

/// Under which name a principal's record keeps who attached the policy.
pub(crate) fn attachment_aspect(policy: &ManagedPolicy) -> Aspect {
    Aspect::AttachedPolicy(policy.id().to_string())
}

/// How often a policy is in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Usage {
    /// To how many users and roles it is attached.
    pub(crate) attachments: usize,
    /// How often it is a permissions boundary, a transitive one, or inherited.
    pub(crate) boundaries: usize,
}

impl Usage {
    /// Of a policy that was just made.
    pub(crate) const NONE: Self = Self { attachments: 0, boundaries: 0 };

    pub(crate) fn of(policy: &ManagedPolicy, view: &impl Records) -> Result<Self, ControlError> {
        let reference = policy.reference();
        let mut boundaries = Descent::new(view).holders(&policy.id())?.len();
        for use_as in [ReferenceKind::Boundary, ReferenceKind::Transitive] {
            boundaries += view.reference_count(&reference, use_as)?;
        }
        Ok(Self { attachments: view.attachment_count(&reference)?, boundaries })
    }
}

/// Which members of a policy an answer has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shown {
    /// `CreatePolicy`: tags where there are some, and no description.
    Created,
    /// `GetPolicy`: everything; without tags an empty list of them.
    Read,
    /// `ListPolicies`: neither tags nor description.
    Listed,
}

/// A policy in an answer.
///
/// AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_Policy.html>
pub(crate) fn describe(
    policy: &ManagedPolicy,
    usage: Usage,
    account: &AccountId,
    shown: Shown,
) -> iam::Policy {
    let mut answer = match policy {
        ManagedPolicy::Customer(policy) => customer(policy, account, shown),
        ManagedPolicy::Aws(policy) => iam::Policy {
            policy_name: policy.name.clone(),
            policy_id: policy.policy_id.clone(),
            arn: policy.arn.clone(),
            path: policy.path.clone(),
            default_version_id: policy.default_version_id.clone(),
            attachment_count: 0,
            permissions_boundary_usage_count: 0,
            is_attachable: true,
            description: None,
            create_date: policy.create_date,
            update_date: policy.update_date,
            tags: (shown == Shown::Read).then(Vec::new),
        },
    };
    answer.attachment_count = i32::try_from(usage.attachments).unwrap_or(i32::MAX);
    answer.permissions_boundary_usage_count = i32::try_from(usage.boundaries).unwrap_or(i32::MAX);
    answer
}

fn customer(policy: &Policy, account: &AccountId, shown: Shown) -> iam::Policy {
    iam::Policy {
        policy_name: policy.name.clone(),
        policy_id: policy.id.to_string(),
        arn: arns::of_policy(account, policy),
        path: policy.path.clone(),
        default_version_id: policy_versions::id(policy.default_version),
        attachment_count: 0,
        permissions_boundary_usage_count: 0,
        is_attachable: policy.is_attachable,
        description: policy.description.clone().filter(|_| shown == Shown::Read),
        create_date: describe::date(policy.created),
        update_date: describe::date(policy.updated),
        tags: match shown {
            Shown::Created => describe::tags(&policy.tags),
            Shown::Read => Some(describe::tag_list(&policy.tags)),
            Shown::Listed => None,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws_managed_policies;

    #[test]
    fn only_answers_that_read_one_policy_have_an_empty_list_of_tags() {
        let policy = aws_managed_policies::find("arn:aws:iam::aws:policy/PowerUserAccess").unwrap();
        let account = AccountId::parse("111122223333").unwrap();
        let tags = |shown| {
            let policy = ManagedPolicy::Aws(policy);
            describe(&policy, Usage::NONE, &account, shown).tags
        };
        assert_eq!(tags(Shown::Read), Some(Vec::new()));
        assert_eq!(tags(Shown::Listed), None);
    }
}
