//! Which gate each operation meets: one row for every operation of IAM, STS and the administrator's
//! API, and for every permission of theirs that is no operation. `docs/gates.md` is written from it.
//!
//! An operation that is not listed must not be offered; the server's coverage tests compare its
//! register with this table. The row says which question to put; the functions beside this module
//! and in [`crate::create`] and [`crate::lifecycle`] answer it.

use crate::object::ObjectKind;

/// What an operation asks of the lineage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GateRule {
    /// Reads, lists, simulations and reports: never gated.
    Ungated,
    /// [`crate::create::create_principal`].
    CreatePrincipal,
    /// [`crate::create::create_principal`]; all hard ceilings must allow it, which is the policy
    /// evaluation's matter, and the role takes no ceiling itself.
    CreateServiceLinkedRole,
    /// [`crate::create::create_object`].
    CreateObject(ObjectKind),
    /// [`crate::gates::write::check`] alone.
    Write(WriteRule),
    /// [`crate::gates::write::check`] on an object of this kind, and [`crate::gates::pass::check`]
    /// on the role that is put into it.
    WriteAndPass(ObjectKind),
    /// [`crate::lifecycle`]: boundaries of a principal. It asks the write gate itself.
    PermissionsBoundary,
    /// [`crate::gates::write::check`] on the principal; for the reserved tag also
    /// [`crate::lifecycle`], see [`crate::tag::principal_tag`].
    PrincipalTags,
    /// [`crate::gates::pass::check`].
    Pass,
    /// [`crate::gates::obtain::assume_role`], or its counterpart for identity providers.
    Obtain,
    /// [`crate::gates::obtain::same_principal`].
    SamePrincipal,
    /// A permission that obtaining asks for besides; it is no operation.
    PartOfObtain,
    /// The gates of the operations it stands for: creation where it creates, none where it finds.
    AcquireRole,
    /// [`crate::gates::write::Write::UnsealedOnly`].
    UnsealedOnly,
}

/// Which [`crate::gates::write::Write`] an operation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WriteRule {
    /// A user or role.
    Principal,
    /// A user or role that is deleted (w4).
    DeletePrincipal,
    /// Credentials of a user; its own are open to it.
    Credentials,
    /// Attachment of a managed policy (w5, and w2 for groups).
    Attach,
    /// A group (w2).
    Group,
    /// The user who joins a group (w5).
    AddMember,
    /// The user who leaves a group.
    RemoveMember,
    /// A managed policy (w1, w3, w4). Its deletion goes through
    /// [`crate::lifecycle::delete_policy`], which asks this too.
    Policy,
    /// Tags of a managed policy (w3).
    PolicyTags,
    /// An object of this kind.
    Object(ObjectKind),
    /// An account-wide setting.
    Account,
}

/// The rule of an operation, by its name on the wire (`CreateRole`); `None` where the operation is
/// unknown. `PassRole` is listed too, though it is a permission only.
pub fn gate_rule(operation: &str) -> Option<GateRule> {
    let index = GATES.binary_search_by_key(&operation, |(name, _)| name).ok()?;
    GATES.get(index).map(|(_, rule)| *rule)
}

/// All operations in alphabetical order.
pub const GATES: &[(&str, GateRule)] = &[
    ("AcceptDelegationRequest", GateRule::UnsealedOnly),
    ("AcquireRole", GateRule::AcquireRole),
    (
        "AddClientIDToOpenIDConnectProvider",
        GateRule::Write(WriteRule::Object(ObjectKind::OpenIdConnectProvider)),
    ),
    ("AddRoleToInstanceProfile", GateRule::WriteAndPass(ObjectKind::InstanceProfile)),
    ("AddUserToGroup", GateRule::Write(WriteRule::AddMember)),
    ("Admit", GateRule::UnsealedOnly),
    ("Adopt", GateRule::UnsealedOnly),
    ("AnalyzeBoundaryImpact", GateRule::Ungated),
    ("ApplyToSelf", GateRule::UnsealedOnly),
    ("AssociateDelegationRequest", GateRule::UnsealedOnly),
    ("AssumeRole", GateRule::Obtain),
    ("AssumeRoleWithSAML", GateRule::Obtain),
    ("AssumeRoleWithWebIdentity", GateRule::Obtain),
    ("AssumeRoot", GateRule::UnsealedOnly),
    ("AttachGroupPolicy", GateRule::Write(WriteRule::Attach)),
    ("AttachRolePolicy", GateRule::Write(WriteRule::Attach)),
    ("AttachUserPolicy", GateRule::Write(WriteRule::Attach)),
    ("CascadeTransitiveBoundary", GateRule::UnsealedOnly),
    ("ChangePassword", GateRule::Write(WriteRule::Credentials)),
    ("CreateAccessKey", GateRule::Write(WriteRule::Credentials)),
    ("CreateAccountAlias", GateRule::Write(WriteRule::Account)),
    ("CreateDelegationRequest", GateRule::CreateObject(ObjectKind::DelegationRequest)),
    ("CreateGroup", GateRule::CreateObject(ObjectKind::Group)),
    ("CreateInstanceProfile", GateRule::CreateObject(ObjectKind::InstanceProfile)),
    ("CreateLoginProfile", GateRule::Write(WriteRule::Credentials)),
    ("CreateOpenIDConnectProvider", GateRule::CreateObject(ObjectKind::OpenIdConnectProvider)),
    ("CreatePolicy", GateRule::CreateObject(ObjectKind::Policy)),
    ("CreatePolicyVersion", GateRule::Write(WriteRule::Policy)),
    ("CreateRole", GateRule::CreatePrincipal),
    ("CreateSAMLProvider", GateRule::CreateObject(ObjectKind::SamlProvider)),
    ("CreateServiceLinkedRole", GateRule::CreateServiceLinkedRole),
    ("CreateServiceSpecificCredential", GateRule::Write(WriteRule::Credentials)),
    ("CreateUser", GateRule::CreatePrincipal),
    ("CreateVirtualMFADevice", GateRule::CreateObject(ObjectKind::VirtualMfaDevice)),
    ("DeactivateMFADevice", GateRule::Write(WriteRule::Credentials)),
    ("DecodeAuthorizationMessage", GateRule::Ungated),
    ("DeleteAccessKey", GateRule::Write(WriteRule::Credentials)),
    ("DeleteAccountAlias", GateRule::Write(WriteRule::Account)),
    ("DeleteAccountPasswordPolicy", GateRule::Write(WriteRule::Account)),
    ("DeleteCloudFrontPublicKey", GateRule::Write(WriteRule::Account)),
    ("DeleteGroup", GateRule::Write(WriteRule::Group)),
    ("DeleteGroupPolicy", GateRule::Write(WriteRule::Group)),
    ("DeleteInstanceProfile", GateRule::Write(WriteRule::Object(ObjectKind::InstanceProfile))),
    ("DeleteLoginProfile", GateRule::Write(WriteRule::Credentials)),
    (
        "DeleteOpenIDConnectProvider",
        GateRule::Write(WriteRule::Object(ObjectKind::OpenIdConnectProvider)),
    ),
    ("DeletePolicy", GateRule::Write(WriteRule::Policy)),
    ("DeletePolicyVersion", GateRule::Write(WriteRule::Policy)),
    ("DeleteRole", GateRule::Write(WriteRule::DeletePrincipal)),
    ("DeleteRolePermissionsBoundary", GateRule::PermissionsBoundary),
    ("DeleteRolePolicy", GateRule::Write(WriteRule::Principal)),
    ("DeleteSAMLProvider", GateRule::Write(WriteRule::Object(ObjectKind::SamlProvider))),
    ("DeleteSSHPublicKey", GateRule::Write(WriteRule::Credentials)),
    ("DeleteServerCertificate", GateRule::Write(WriteRule::Object(ObjectKind::ServerCertificate))),
    ("DeleteServiceLinkedRole", GateRule::Write(WriteRule::DeletePrincipal)),
    ("DeleteServiceSpecificCredential", GateRule::Write(WriteRule::Credentials)),
    ("DeleteSigningCertificate", GateRule::Write(WriteRule::Credentials)),
    ("DeleteUser", GateRule::Write(WriteRule::DeletePrincipal)),
    ("DeleteUserPermissionsBoundary", GateRule::PermissionsBoundary),
    ("DeleteUserPolicy", GateRule::Write(WriteRule::Principal)),
    ("DeleteVirtualMFADevice", GateRule::Write(WriteRule::Object(ObjectKind::VirtualMfaDevice))),
    ("DetachGroupPolicy", GateRule::Write(WriteRule::Group)),
    ("DetachRolePolicy", GateRule::Write(WriteRule::Principal)),
    ("DetachUserPolicy", GateRule::Write(WriteRule::Principal)),
    ("DisableOrganizationsRootCredentialsManagement", GateRule::Write(WriteRule::Account)),
    ("DisableOrganizationsRootSessions", GateRule::Write(WriteRule::Account)),
    ("DisableOutboundWebIdentityFederation", GateRule::Write(WriteRule::Account)),
    ("Disown", GateRule::UnsealedOnly),
    ("EnableMFADevice", GateRule::Write(WriteRule::Credentials)),
    ("EnableOrganizationsRootCredentialsManagement", GateRule::Write(WriteRule::Account)),
    ("EnableOrganizationsRootSessions", GateRule::Write(WriteRule::Account)),
    ("EnableOutboundWebIdentityFederation", GateRule::Write(WriteRule::Account)),
    ("ExplainCeilings", GateRule::Ungated),
    ("GenerateCredentialReport", GateRule::Ungated),
    ("GenerateOrganizationsAccessReport", GateRule::Ungated),
    ("GenerateServiceLastAccessedDetails", GateRule::Ungated),
    ("GetAccessKeyInfo", GateRule::Ungated),
    ("GetAccessKeyLastUsed", GateRule::Ungated),
    ("GetAccountAuthorizationDetails", GateRule::Ungated),
    ("GetAccountEmailAddress", GateRule::Ungated),
    ("GetAccountName", GateRule::Ungated),
    ("GetAccountPasswordPolicy", GateRule::Ungated),
    ("GetAccountProperties", GateRule::Ungated),
    ("GetAccountSummary", GateRule::Ungated),
    ("GetCallerIdentity", GateRule::Ungated),
    ("GetCloudFrontPublicKey", GateRule::Ungated),
    ("GetContextKeysForCustomPolicy", GateRule::Ungated),
    ("GetContextKeysForPrincipalPolicy", GateRule::Ungated),
    ("GetCredentialReport", GateRule::Ungated),
    ("GetDelegatedAccessToken", GateRule::UnsealedOnly),
    ("GetDelegationRequest", GateRule::Ungated),
    ("GetFederationToken", GateRule::SamePrincipal),
    ("GetGroup", GateRule::Ungated),
    ("GetGroupPolicy", GateRule::Ungated),
    ("GetHumanReadableSummary", GateRule::Ungated),
    ("GetInstanceProfile", GateRule::Ungated),
    ("GetLineage", GateRule::Ungated),
    ("GetLoginProfile", GateRule::Ungated),
    ("GetMFADevice", GateRule::Ungated),
    ("GetOpenIDConnectProvider", GateRule::Ungated),
    ("GetOrganizationsAccessReport", GateRule::Ungated),
    ("GetOutboundWebIdentityFederationInfo", GateRule::Ungated),
    ("GetPolicy", GateRule::Ungated),
    ("GetPolicyVersion", GateRule::Ungated),
    ("GetRole", GateRule::Ungated),
    ("GetRolePolicy", GateRule::Ungated),
    ("GetRoleTemplateVersion", GateRule::Ungated),
    ("GetSAMLProvider", GateRule::Ungated),
    ("GetSSHPublicKey", GateRule::Ungated),
    ("GetServerCertificate", GateRule::Ungated),
    ("GetServiceBearerToken", GateRule::UnsealedOnly),
    ("GetServiceLastAccessedDetails", GateRule::Ungated),
    ("GetServiceLastAccessedDetailsWithEntities", GateRule::Ungated),
    ("GetServiceLinkedRoleDeletionStatus", GateRule::Ungated),
    ("GetSessionToken", GateRule::SamePrincipal),
    ("GetUser", GateRule::Ungated),
    ("GetUserPolicy", GateRule::Ungated),
    ("GetWebIdentityToken", GateRule::UnsealedOnly),
    ("ListAccessKeys", GateRule::Ungated),
    ("ListAccountAliases", GateRule::Ungated),
    ("ListAttachedGroupPolicies", GateRule::Ungated),
    ("ListAttachedRolePolicies", GateRule::Ungated),
    ("ListAttachedUserPolicies", GateRule::Ungated),
    ("ListCloudFrontPublicKeys", GateRule::Ungated),
    ("ListDelegationRequests", GateRule::Ungated),
    ("ListDescendants", GateRule::Ungated),
    ("ListEntitiesForPolicy", GateRule::Ungated),
    ("ListGroupPolicies", GateRule::Ungated),
    ("ListGroups", GateRule::Ungated),
    ("ListGroupsForUser", GateRule::Ungated),
    ("ListInstanceProfileTags", GateRule::Ungated),
    ("ListInstanceProfiles", GateRule::Ungated),
    ("ListInstanceProfilesForRole", GateRule::Ungated),
    ("ListMFADeviceTags", GateRule::Ungated),
    ("ListMFADevices", GateRule::Ungated),
    ("ListOpenIDConnectProviderTags", GateRule::Ungated),
    ("ListOpenIDConnectProviders", GateRule::Ungated),
    ("ListOrganizationsFeatures", GateRule::Ungated),
    ("ListPolicies", GateRule::Ungated),
    ("ListPoliciesGrantingServiceAccess", GateRule::Ungated),
    ("ListPolicyTags", GateRule::Ungated),
    ("ListPolicyVersions", GateRule::Ungated),
    ("ListReferences", GateRule::UnsealedOnly),
    ("ListRolePolicies", GateRule::Ungated),
    ("ListRoleTags", GateRule::Ungated),
    ("ListRoles", GateRule::Ungated),
    ("ListSAMLProviderTags", GateRule::Ungated),
    ("ListSAMLProviders", GateRule::Ungated),
    ("ListSSHPublicKeys", GateRule::Ungated),
    ("ListSTSRegionalEndpointsStatus", GateRule::Ungated),
    ("ListServerCertificateTags", GateRule::Ungated),
    ("ListServerCertificates", GateRule::Ungated),
    ("ListServiceSpecificCredentials", GateRule::Ungated),
    ("ListSigningCertificates", GateRule::Ungated),
    ("ListUserPolicies", GateRule::Ungated),
    ("ListUserTags", GateRule::Ungated),
    ("ListUsers", GateRule::Ungated),
    ("ListVirtualMFADevices", GateRule::Ungated),
    ("PassRole", GateRule::Pass),
    ("PutAccountProperties", GateRule::Write(WriteRule::Account)),
    ("PutGroupPolicy", GateRule::Write(WriteRule::Group)),
    ("PutRolePermissionsBoundary", GateRule::PermissionsBoundary),
    ("PutRolePolicy", GateRule::Write(WriteRule::Principal)),
    ("PutUserPermissionsBoundary", GateRule::PermissionsBoundary),
    ("PutUserPolicy", GateRule::Write(WriteRule::Principal)),
    ("RejectDelegationRequest", GateRule::UnsealedOnly),
    (
        "RemoveClientIDFromOpenIDConnectProvider",
        GateRule::Write(WriteRule::Object(ObjectKind::OpenIdConnectProvider)),
    ),
    (
        "RemoveRoleFromInstanceProfile",
        GateRule::Write(WriteRule::Object(ObjectKind::InstanceProfile)),
    ),
    ("RemoveUserFromGroup", GateRule::Write(WriteRule::RemoveMember)),
    ("ResetServiceSpecificCredential", GateRule::Write(WriteRule::Credentials)),
    ("ResyncMFADevice", GateRule::Write(WriteRule::Credentials)),
    ("SendDelegationToken", GateRule::UnsealedOnly),
    ("SetContext", GateRule::PartOfObtain),
    ("SetDefaultPolicyVersion", GateRule::Write(WriteRule::Policy)),
    ("SetObtainMode", GateRule::UnsealedOnly),
    ("SetSTSRegionalEndpointStatus", GateRule::Write(WriteRule::Account)),
    ("SetSecurityTokenServicePreferences", GateRule::Write(WriteRule::Account)),
    ("SetSourceIdentity", GateRule::PartOfObtain),
    ("SimulateCustomPolicy", GateRule::Ungated),
    ("SimulatePrincipalPolicy", GateRule::Ungated),
    ("TagGetWebIdentityToken", GateRule::UnsealedOnly),
    ("TagInstanceProfile", GateRule::Write(WriteRule::Object(ObjectKind::InstanceProfile))),
    ("TagMFADevice", GateRule::Write(WriteRule::Object(ObjectKind::VirtualMfaDevice))),
    (
        "TagOpenIDConnectProvider",
        GateRule::Write(WriteRule::Object(ObjectKind::OpenIdConnectProvider)),
    ),
    ("TagPolicy", GateRule::Write(WriteRule::PolicyTags)),
    ("TagRole", GateRule::PrincipalTags),
    ("TagSAMLProvider", GateRule::Write(WriteRule::Object(ObjectKind::SamlProvider))),
    ("TagServerCertificate", GateRule::Write(WriteRule::Object(ObjectKind::ServerCertificate))),
    ("TagSession", GateRule::PartOfObtain),
    ("TagUser", GateRule::PrincipalTags),
    ("UntagInstanceProfile", GateRule::Write(WriteRule::Object(ObjectKind::InstanceProfile))),
    ("UntagMFADevice", GateRule::Write(WriteRule::Object(ObjectKind::VirtualMfaDevice))),
    (
        "UntagOpenIDConnectProvider",
        GateRule::Write(WriteRule::Object(ObjectKind::OpenIdConnectProvider)),
    ),
    ("UntagPolicy", GateRule::Write(WriteRule::PolicyTags)),
    ("UntagRole", GateRule::PrincipalTags),
    ("UntagSAMLProvider", GateRule::Write(WriteRule::Object(ObjectKind::SamlProvider))),
    ("UntagServerCertificate", GateRule::Write(WriteRule::Object(ObjectKind::ServerCertificate))),
    ("UntagUser", GateRule::PrincipalTags),
    ("UpdateAccessKey", GateRule::Write(WriteRule::Credentials)),
    ("UpdateAccountEmailAddress", GateRule::Write(WriteRule::Account)),
    ("UpdateAccountName", GateRule::Write(WriteRule::Account)),
    ("UpdateAccountPasswordPolicy", GateRule::Write(WriteRule::Account)),
    ("UpdateAssumeRolePolicy", GateRule::Write(WriteRule::Principal)),
    ("UpdateCloudFrontPublicKey", GateRule::Write(WriteRule::Account)),
    ("UpdateDelegationRequest", GateRule::UnsealedOnly),
    ("UpdateGroup", GateRule::Write(WriteRule::Group)),
    ("UpdateLoginProfile", GateRule::Write(WriteRule::Credentials)),
    (
        "UpdateOpenIDConnectProviderThumbprint",
        GateRule::Write(WriteRule::Object(ObjectKind::OpenIdConnectProvider)),
    ),
    ("UpdateRole", GateRule::Write(WriteRule::Principal)),
    ("UpdateRoleDescription", GateRule::Write(WriteRule::Principal)),
    ("UpdateSAMLProvider", GateRule::Write(WriteRule::Object(ObjectKind::SamlProvider))),
    ("UpdateSSHPublicKey", GateRule::Write(WriteRule::Credentials)),
    ("UpdateServerCertificate", GateRule::Write(WriteRule::Object(ObjectKind::ServerCertificate))),
    ("UpdateServiceSpecificCredential", GateRule::Write(WriteRule::Credentials)),
    ("UpdateSigningCertificate", GateRule::Write(WriteRule::Credentials)),
    ("UpdateUser", GateRule::Write(WriteRule::Principal)),
    ("UploadCloudFrontPublicKey", GateRule::CreateObject(ObjectKind::CloudFrontPublicKey)),
    ("UploadSSHPublicKey", GateRule::Write(WriteRule::Credentials)),
    ("UploadServerCertificate", GateRule::CreateObject(ObjectKind::ServerCertificate)),
    ("UploadSigningCertificate", GateRule::Write(WriteRule::Credentials)),
    ("WithdrawAdmit", GateRule::UnsealedOnly),
    ("WithdrawCascade", GateRule::UnsealedOnly),
    ("WithdrawReference", GateRule::UnsealedOnly),
];

#[cfg(test)]
mod tests {
    use super::{GATES, GateRule, WriteRule, gate_rule};

    #[test]
    fn the_table_is_sorted_and_names_each_operation_once() {
        assert!(GATES.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }

    #[test]
    fn what_only_reads_by_name_and_issues_no_credential_is_ungated() {
        let readers = ["Get", "List", "Simulate", "Generate", "Decode", "Explain", "Analyze"];
        for (name, rule) in GATES {
            if *rule == GateRule::Ungated {
                assert!(readers.iter().any(|prefix| name.starts_with(prefix)), "{name}");
                assert!(!name.ends_with("Token"), "{name} issues a credential");
            }
        }
    }

    #[test]
    fn an_operation_is_found_by_its_exact_name() {
        assert_eq!(gate_rule("CreateRole"), Some(GateRule::CreatePrincipal));
        assert_eq!(gate_rule("DeleteUser"), Some(GateRule::Write(WriteRule::DeletePrincipal)));
        assert_eq!(gate_rule("GetFederationToken"), Some(GateRule::SamePrincipal));
        assert_eq!(gate_rule("createrole"), None);
    }
}
