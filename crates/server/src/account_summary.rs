//! `GetAccountSummary`: what the account has, and what it may have.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html>

use std::collections::BTreeMap;

use entail_lineage::PrincipalId;
use entail_store::{RecordReader as _, Records as _, Transaction, records::Quota};

use crate::{
    control_error::ControlError,
    limits::{
        ACCESS_KEYS_PER_USER_MAX, ATTACHED_POLICIES_MAX, MANAGED_POLICY_CHARACTERS_MAX,
        POLICIES_PER_ACCOUNT_MAX, POLICY_VERSIONS_MAX, ROLES_PER_ACCOUNT_MAX,
        TRUST_POLICY_CHARACTERS_MAX, USER_INLINE_POLICY_CHARACTERS_MAX, USERS_PER_ACCOUNT_MAX,
    },
};

/// The entries that AWS answers, for what is served: things that can't be made count zero.
pub(crate) fn read(view: &Transaction) -> Result<BTreeMap<String, i32>, ControlError> {
    let root = PrincipalId::new(view.account());
    let root_keys = view.access_keys_of(&root)?.len();
    let entries: [(&str, u64); 20] = [
        ("AccessKeysPerUserQuota", ACCESS_KEYS_PER_USER_MAX as u64),
        ("AccountAccessKeysPresent", u64::from(root_keys > 0)),
        ("AccountMFAEnabled", 0),
        ("AssumeRolePolicySizeQuota", TRUST_POLICY_CHARACTERS_MAX as u64),
        ("AttachedPoliciesPerRoleQuota", ATTACHED_POLICIES_MAX as u64),
        ("AttachedPoliciesPerUserQuota", ATTACHED_POLICIES_MAX as u64),
        ("Groups", 0),
        ("InstanceProfiles", 0),
        ("MFADevices", 0),
        ("MFADevicesInUse", 0),
        ("Policies", view.used(Quota::Policies)?),
        ("PoliciesQuota", POLICIES_PER_ACCOUNT_MAX),
        ("PolicySizeQuota", MANAGED_POLICY_CHARACTERS_MAX as u64),
        ("Providers", 0),
        ("Roles", view.used(Quota::Roles)?),
        ("RolesQuota", ROLES_PER_ACCOUNT_MAX),
        ("UserPolicySizeQuota", USER_INLINE_POLICY_CHARACTERS_MAX as u64),
        ("Users", view.used(Quota::Users)?),
        ("UsersQuota", USERS_PER_ACCOUNT_MAX),
        ("VersionsPerPolicyQuota", POLICY_VERSIONS_MAX as u64),
    ];
    let entries = entries.into_iter();
    Ok(entries
        .map(|(key, count)| (key.to_owned(), i32::try_from(count).unwrap_or(i32::MAX)))
        .collect())
}
