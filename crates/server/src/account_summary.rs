//! `GetAccountSummary`: what the account has, and what it may have.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html>

use std::collections::BTreeMap;

use entail_lineage::PrincipalId;
use entail_store::{RecordReader as _, Records as _, Transaction, records::Quota};

use crate::{
    control_error::ControlError,
    limits::{
        ACCESS_KEYS_PER_USER_MAX, ATTACHED_POLICIES_MAX, GROUP_INLINE_POLICY_CHARACTERS_MAX,
        GROUPS_PER_ACCOUNT_MAX, GROUPS_PER_USER_MAX, INSTANCE_PROFILES_PER_ACCOUNT_MAX,
        MANAGED_POLICY_CHARACTERS_MAX, POLICIES_PER_ACCOUNT_MAX, POLICY_VERSIONS_MAX,
        ROLE_INLINE_POLICY_CHARACTERS_MAX, ROLES_PER_ACCOUNT_MAX, TRUST_POLICY_CHARACTERS_MAX,
        USER_INLINE_POLICY_CHARACTERS_MAX, USERS_PER_ACCOUNT_MAX,
    },
};

/// Entries that are the same for every account here: what can't be made counts zero and has AWS's
/// default quota, for tools that read every key.
///
/// AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>
const CONSTANT_ENTRIES: &[(&str, u64)] = &[
    ("AccountMFAEnabled", 0),
    ("AccountPasswordPresent", 0),
    ("AccountSigningCertificatesPresent", 0),
    ("AttachedPoliciesPerGroupQuota", ATTACHED_POLICIES_MAX as u64),
    ("GlobalEndpointTokenVersion", 1),
    ("GroupPolicySizeQuota", GROUP_INLINE_POLICY_CHARACTERS_MAX as u64),
    ("GroupsPerUserQuota", GROUPS_PER_USER_MAX as u64),
    ("GroupsQuota", GROUPS_PER_ACCOUNT_MAX),
    ("InstanceProfilesQuota", INSTANCE_PROFILES_PER_ACCOUNT_MAX),
    ("MFADevices", 0),
    ("MFADevicesInUse", 0),
    ("PolicyVersionsInUseQuota", 10_000),
    ("RolePolicySizeQuota", ROLE_INLINE_POLICY_CHARACTERS_MAX as u64),
    ("ServerCertificates", 0),
    ("ServerCertificatesQuota", 20),
    ("SigningCertificatesPerUserQuota", 2),
    ("UserPolicySizeQuota", USER_INLINE_POLICY_CHARACTERS_MAX as u64),
];

/// The entries that AWS answers, but for `PolicyVersionsInUse`, which nothing here counts.
pub(crate) fn read(view: &Transaction) -> Result<BTreeMap<String, i32>, ControlError> {
    let root = PrincipalId::new(view.account());
    let root_keys = view.access_keys_of(&root)?.len();
    let providers =
        view.used(Quota::SamlProviders)?.saturating_add(view.used(Quota::OpenIdConnectProviders)?);
    let entries = [
        ("AccessKeysPerUserQuota", ACCESS_KEYS_PER_USER_MAX as u64),
        ("AccountAccessKeysPresent", u64::from(root_keys > 0)),
        ("AssumeRolePolicySizeQuota", TRUST_POLICY_CHARACTERS_MAX as u64),
        ("AttachedPoliciesPerRoleQuota", ATTACHED_POLICIES_MAX as u64),
        ("AttachedPoliciesPerUserQuota", ATTACHED_POLICIES_MAX as u64),
        ("Groups", view.used(Quota::Groups)?),
        ("InstanceProfiles", view.used(Quota::InstanceProfiles)?),
        ("Policies", view.used(Quota::Policies)?),
        ("PoliciesQuota", POLICIES_PER_ACCOUNT_MAX),
        ("PolicySizeQuota", MANAGED_POLICY_CHARACTERS_MAX as u64),
        ("Providers", providers),
        ("Roles", view.used(Quota::Roles)?),
        ("RolesQuota", ROLES_PER_ACCOUNT_MAX),
        ("Users", view.used(Quota::Users)?),
        ("UsersQuota", USERS_PER_ACCOUNT_MAX),
        ("VersionsPerPolicyQuota", POLICY_VERSIONS_MAX as u64),
    ];
    let entries = entries.into_iter().chain(CONSTANT_ENTRIES.iter().copied());
    Ok(entries
        .map(|(key, count)| (key.to_owned(), i32::try_from(count).unwrap_or(i32::MAX)))
        .collect())
}
