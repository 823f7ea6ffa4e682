//! The versions of managed policies.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-versioning.html>

use entail_policy::PolicyKind;
use entail_store::{
    Records,
    records::{Policy, PolicyVersion, PolicyVersionId},
};
use entail_wire::shapes::iam;
use jiff::Timestamp;

use crate::{
    control_error::ControlError, describe, entities::ManagedPolicy,
    limits::MANAGED_POLICY_CHARACTERS_MAX, policy_documents,
};

/// The number of the version that a policy is created with.
pub(crate) const FIRST: u32 = 1;

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
pub(crate) fn all(policy: &ManagedPolicy) -> Vec<Version> {
    match policy {
        ManagedPolicy::Aws(policy) => vec![Version {
            id: policy.default_version_id.clone(),
            created: policy.update_date,
            is_default: true,
        }],
        ManagedPolicy::Customer(policy) => {
            let newest_first = policy.versions.iter().rev();
            let versions = newest_first.map(|version| Version {
                id: id(version.number),
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
pub(crate) fn id(number: u32) -> String {
    format!("v{number}")
}

/// `NoSuchEntity` for a version, in AWS's words, which are the same where the policy itself is
/// missing.
pub(crate) fn no_such(arn: &str, version: &str) -> ControlError {
    ControlError::no_such_entity(format!(
        "Policy {arn} version {version} does not exist or is not attachable."
    ))
}

/// Checks the document of a version before it is stored.
pub(crate) fn check_document(text: &str) -> Result<(), ControlError> {
    policy_documents::check(text, PolicyKind::Identity)?;
    policy_documents::check_size(text, "PolicySize", MANAGED_POLICY_CHARACTERS_MAX)
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
        let versions = all(&ManagedPolicy::Aws(policy));
        let ids: Vec<&str> = versions.iter().map(|version| version.id.as_str()).collect();
        assert_eq!(ids, [policy.default_version_id.as_str()]);
        assert!(versions.iter().all(|version| version.is_default));
    }
}
