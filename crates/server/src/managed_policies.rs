//! Managed policies, the account's own and AWS's: how requests find them, and how answers show
//! them.

use entail_lineage::{Aspect, gates::write::Write};
use entail_policy::{
    PolicyKind,
    arn::{AccountId, Arn},
};
use entail_store::{
    Records, Transaction,
    records::{Policy, PolicyVersion, PolicyVersionId, ReferenceKind},
};
use entail_wire::{error::ErrorCode, shapes::iam};
use jiff::Timestamp;

use crate::{
    arns,
    authorize::Question,
    context::RequestContext,
    control_error::ControlError,
    describe,
    entities::{self, ManagedPolicy},
    limits::MANAGED_POLICY_CHARACTERS_MAX,
    policy_documents, questions,
};

/// The number of the version that a policy is created with.
pub(crate) const FIRST_VERSION: u32 = 1;

/// What the ARNs of AWS's own policies begin with.
pub(crate) const AWS_PREFIX: &str = "arn:aws:iam::aws:policy/";

/// AWS's policies are no account's: every account may do with them what its own policies allow.
const SHARED_WITH_ALL: &str = r#"{
    "Version": "2012-10-17",
    "Statement": {"Effect": "Allow", "Principal": "*", "Action": "iam:*", "Resource": "*"}
}"#;

/// A question about a managed policy by ARN.
pub(crate) fn question(
    action: &'static str,
    arn: &str,
    context: &RequestContext<'_>,
    view: &Transaction,
) -> Result<Question, ControlError> {
    let question = questions::on_policy(action, arn, context, view)?;
    if !arn.starts_with(AWS_PREFIX) {
        return Ok(question);
    }
    Ok(question.with_resource_policy("AWS managed policies", SHARED_WITH_ALL))
}

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

/// Checks the document of a version before it is stored.
pub(crate) fn check_document(text: &str) -> Result<(), ControlError> {
    policy_documents::check(text, PolicyKind::Identity)?;
    policy_documents::check_size(text, "PolicySize", MANAGED_POLICY_CHARACTERS_MAX)
}

/// What the gate looks at before a policy of the account is changed; AWS's policies have no label
/// and are not changed.
pub(crate) fn write_gates(
    arn: &str,
    context: &RequestContext<'_>,
    view: &Transaction,
) -> Result<Vec<Write>, ControlError> {
    Ok(match entities::managed_policy(&view.covered(), context.account(), arn)? {
        Some(ManagedPolicy::Customer(policy)) => vec![Write::Policy(policy.id)],
        _ => Vec::new(),
    })
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
        let mut boundaries = 0;
        for use_as in ReferenceKind::ALL {
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
        default_version_id: version_id(policy.default_version),
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

/// A version of a policy: its number and when it was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Version {
    pub(crate) id: String,
    pub(crate) created: Timestamp,
    pub(crate) is_default: bool,
}

impl Version {
    /// By what versions are paged: the newest come first.
    pub(crate) fn page_key(&self) -> String {
        let number = self.id.trim_start_matches('v').parse::<u32>().unwrap_or_default();
        format!("{:010}", u32::MAX - number)
    }

    /// The version in an answer, with its document where one is given.
    pub(crate) fn describe(self, document: Option<String>) -> iam::PolicyVersion {
        iam::PolicyVersion {
            document,
            version_id: self.id,
            is_default_version: self.is_default,
            create_date: self.created,
        }
    }
}

/// The versions of a policy, the newest first. Of AWS's policies only the version in force is
/// kept.
pub(crate) fn versions(policy: &ManagedPolicy) -> Vec<Version> {
    match policy {
        ManagedPolicy::Aws(policy) => vec![Version {
            id: policy.default_version_id.clone(),
            created: policy.update_date,
            is_default: true,
        }],
        ManagedPolicy::Customer(policy) => {
            let newest_first = policy.versions.iter().rev();
            let versions = newest_first.map(|version| Version {
                id: version_id(version.number),
                created: describe::date(version.created),
                is_default: version.number == policy.default_version,
            });
            versions.collect()
        }
    }
}

/// The document of an existing version.
pub(crate) fn document(
    policy: &ManagedPolicy,
    version: &str,
    view: &impl Records,
) -> Result<Option<String>, ControlError> {
    let policy = match policy {
        ManagedPolicy::Aws(policy) => return Ok(Some(policy.document.clone())),
        ManagedPolicy::Customer(policy) => policy,
    };
    let Some(number) = existing_number(policy, version) else { return Ok(None) };
    let id = PolicyVersionId { policy: policy.id.clone(), number };
    Ok(view.find::<PolicyVersion>(&id)?.map(|version| version.document))
}

/// The number of a version that the policy has.
pub(crate) fn existing_number(policy: &Policy, version: &str) -> Option<u32> {
    let number = version.strip_prefix('v')?.parse().ok()?;
    policy.versions.iter().any(|it| it.number == number).then_some(number)
}

/// How AWS names a version: `v1`.
pub(crate) fn version_id(number: u32) -> String {
    format!("v{number}")
}

/// `NoSuchEntity` for a version, in AWS's words, which are the same where the policy itself is
/// missing.
pub(crate) fn no_such_version(arn: &str, version: &str) -> ControlError {
    ControlError::no_such_entity(format!(
        "Policy {arn} version {version} does not exist or is not attachable."
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws_managed_policies;

    fn version(id: &str) -> Version {
        Version { id: id.to_owned(), created: Timestamp::UNIX_EPOCH, is_default: false }
    }

    #[test]
    fn versions_are_paged_from_the_newest() {
        assert!(version("v10").page_key() < version("v9").page_key());
        assert!(version("v2").page_key() < version("v1").page_key());
    }

    #[test]
    fn an_aws_managed_policy_shows_only_the_version_in_force() {
        let policy = aws_managed_policies::find("arn:aws:iam::aws:policy/PowerUserAccess").unwrap();
        let versions = versions(&ManagedPolicy::Aws(policy));
        let ids: Vec<&str> = versions.iter().map(|version| version.id.as_str()).collect();
        assert_eq!(ids, [policy.default_version_id.as_str()]);
        assert!(versions.iter().all(|version| version.is_default));
    }

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

    #[test]
    fn the_statement_that_shares_the_policies_of_aws_is_readable() {
        let parsed = entail_policy::parse(SHARED_WITH_ALL);
        assert!(!parsed.has_errors(), "{:?}", parsed.diagnostics);
    }
}
