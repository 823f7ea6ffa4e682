//! All ways out, those that matter most first.

use entail_policy::finding::boundary;

use super::escape::{Escape, Key, Target};

/// The path below which closing statements look for bounded users, roles, groups and policies,
/// where AWS knows them by name only: `/bounded/`.
pub const BOUNDED_PATH: &str = "/bounded/";

/// The ways out of a permissions boundary that a policy can close.
pub static ESCAPES: &[Escape] = &[
    Escape {
        finding: &boundary::CREATES_WITHOUT_BOUNDARY,
        asked: &[("iam:CreateRole", Target::Role), ("iam:CreateUser", Target::User)],
        keys: &[
            (Key::Missing, "without this boundary"),
            (Key::Another, "with another boundary, such as `$BOUNDARY`"),
        ],
        closing: r#"{"Sid":"CreateWithThisBoundary","Effect":"Deny","Action":["iam:CreateRole","iam:CreateUser"],"Resource":"*","Condition":{"StringNotEquals":{"iam:PermissionsBoundary":"$OWN"}}}"#,
    },
    Escape {
        finding: &boundary::REPLACES_BOUNDARY,
        asked: &[
            ("iam:PutRolePermissionsBoundary", Target::Role),
            ("iam:PutUserPermissionsBoundary", Target::User),
        ],
        keys: &[(Key::Another, "with another boundary, such as `$BOUNDARY`")],
        closing: r#"{"Sid":"KeepThisBoundary","Effect":"Deny","Action":["iam:PutRolePermissionsBoundary","iam:PutUserPermissionsBoundary"],"Resource":"*","Condition":{"StringNotEquals":{"iam:PermissionsBoundary":"$OWN"}}}"#,
    },
    Escape {
        finding: &boundary::REMOVES_BOUNDARY,
        asked: &[
            ("iam:DeleteRolePermissionsBoundary", Target::Role),
            ("iam:DeleteUserPermissionsBoundary", Target::User),
        ],
        keys: &[(Key::Own, "where this boundary is set")],
        closing: r#"{"Sid":"RemoveNoBoundary","Effect":"Deny","Action":["iam:DeleteRolePermissionsBoundary","iam:DeleteUserPermissionsBoundary"],"Resource":"*"}"#,
    },
    Escape {
        finding: &boundary::EDITS_BOUNDARY,
        asked: &[
            ("iam:CreatePolicyVersion", Target::Own),
            ("iam:SetDefaultPolicyVersion", Target::Own),
            ("iam:DeletePolicyVersion", Target::Own),
            ("iam:DeletePolicy", Target::Own),
        ],
        keys: &[(Key::Missing, "on the boundary itself")],
        closing: r#"{"Sid":"EditNoBoundary","Effect":"Deny","Action":["iam:CreatePolicyVersion","iam:SetDefaultPolicyVersion","iam:DeletePolicyVersion","iam:DeletePolicy"],"Resource":"$OWN"}"#,
    },
    Escape {
        finding: &boundary::CHANGES_OUTSIDE_PRINCIPALS,
        asked: &[
            ("iam:UpdateAssumeRolePolicy", Target::OutsideRole),
            ("iam:AttachRolePolicy", Target::OutsideRole),
            ("iam:PutRolePolicy", Target::OutsideRole),
            ("iam:DetachRolePolicy", Target::OutsideRole),
            ("iam:DeleteRolePolicy", Target::OutsideRole),
            ("iam:DeleteRole", Target::OutsideRole),
            ("iam:UpdateRole", Target::OutsideRole),
            ("iam:UpdateRoleDescription", Target::OutsideRole),
            ("iam:AttachUserPolicy", Target::OutsideUser),
            ("iam:PutUserPolicy", Target::OutsideUser),
            ("iam:DetachUserPolicy", Target::OutsideUser),
            ("iam:DeleteUserPolicy", Target::OutsideUser),
        ],
        keys: &[
            (Key::Missing, "on users or roles without this boundary"),
            (Key::Another, "on users or roles without this boundary"),
        ],
        closing: r#"{"Sid":"ChangeOnlyBounded","Effect":"Deny","Action":["iam:UpdateAssumeRolePolicy","iam:AttachRolePolicy","iam:PutRolePolicy","iam:DetachRolePolicy","iam:DeleteRolePolicy","iam:DeleteRole","iam:UpdateRole","iam:UpdateRoleDescription","iam:AttachUserPolicy","iam:PutUserPolicy","iam:DetachUserPolicy","iam:DeleteUserPolicy"],"Resource":"*","Condition":{"StringNotEquals":{"iam:PermissionsBoundary":"$OWN"}}}"#,
    },
    Escape {
        finding: &boundary::TAKES_OUTSIDE_CREDENTIALS,
        asked: &[
            ("iam:CreateAccessKey", Target::OutsideUser),
            ("iam:UpdateAccessKey", Target::OutsideUser),
            ("iam:CreateLoginProfile", Target::OutsideUser),
            ("iam:UpdateLoginProfile", Target::OutsideUser),
            ("iam:DeactivateMFADevice", Target::OutsideUser),
            ("iam:UploadSigningCertificate", Target::OutsideUser),
            ("iam:UploadSSHPublicKey", Target::OutsideUser),
            ("iam:CreateServiceSpecificCredential", Target::OutsideUser),
            ("iam:ResetServiceSpecificCredential", Target::OutsideUser),
            ("iam:UpdateUser", Target::OutsideUser),
            ("iam:DeleteUser", Target::OutsideUser),
        ],
        keys: &[(Key::Missing, "on users outside the boundary")],
        closing: r#"{"Sid":"CredentialsOfBoundedUsers","Effect":"Deny","Action":["iam:CreateAccessKey","iam:UpdateAccessKey","iam:CreateLoginProfile","iam:UpdateLoginProfile","iam:DeactivateMFADevice","iam:UploadSigningCertificate","iam:UploadSSHPublicKey","iam:*ServiceSpecificCredential","iam:UpdateUser","iam:DeleteUser"],"NotResource":["$IAMuser$PATH*","$IAMuser/${aws:username}","$IAMuser/*/${aws:username}"]}"#,
    },
    Escape {
        finding: &boundary::ASSUMES_OUTSIDE_ROLES,
        asked: &[
            ("sts:AssumeRole", Target::OutsideRole),
            ("sts:AssumeRole", Target::RoleElsewhere),
        ],
        keys: &[(Key::Missing, "on roles outside the boundary")],
        closing: r#"{"Sid":"AssumeBoundedRoles","Effect":"Deny","Action":"sts:AssumeRole","NotResource":"$IAMrole$PATH*"}"#,
    },
    Escape {
        finding: &boundary::PASSES_OUTSIDE_ROLES,
        asked: &[("iam:PassRole", Target::OutsideRole)],
        keys: &[(Key::Missing, "on roles outside the boundary")],
        closing: r#"{"Sid":"PassBoundedRoles","Effect":"Deny","Action":"iam:PassRole","NotResource":"$IAMrole$PATH*"}"#,
    },
    Escape {
        finding: &boundary::CHANGES_ORGANIZATION,
        asked: &[
            ("organizations:CreateAccount", Target::Any),
            ("organizations:InviteAccountToOrganization", Target::Any),
            ("organizations:MoveAccount", Target::Any),
            ("organizations:AttachPolicy", Target::Any),
            ("organizations:DetachPolicy", Target::Any),
            ("organizations:UpdatePolicy", Target::Any),
            ("organizations:DisablePolicyType", Target::Any),
            ("organizations:RegisterDelegatedAdministrator", Target::Any),
            ("organizations:PutResourcePolicy", Target::Any),
            ("organizations:LeaveOrganization", Target::Any),
            ("iam:EnableOrganizationsRootSessions", Target::Any),
            ("sts:AssumeRoot", Target::Of("iam::$ACCOUNT:root")),
        ],
        keys: &[(Key::Missing, "on the organization")],
        closing: r#"{"Sid":"KeepTheOrganization","Effect":"Deny","Action":["organizations:Create*","organizations:Invite*","organizations:Move*","organizations:Attach*","organizations:Detach*","organizations:Update*","organizations:Disable*","organizations:Register*","organizations:Put*","organizations:Leave*","iam:EnableOrganizationsRoot*","sts:AssumeRoot"],"Resource":"*"}"#,
    },
    Escape {
        finding: &boundary::CHANGES_IDENTITY_CENTER,
        asked: &[
            ("sso:CreatePermissionSet", Target::Any),
            ("sso:AttachManagedPolicyToPermissionSet", Target::Any),
            ("sso:AttachCustomerManagedPolicyReferenceToPermissionSet", Target::Any),
            ("sso:PutInlinePolicyToPermissionSet", Target::Any),
            ("sso:PutPermissionsBoundaryToPermissionSet", Target::Any),
            ("sso:DeletePermissionsBoundaryFromPermissionSet", Target::Any),
            ("sso:ProvisionPermissionSet", Target::Any),
            ("sso:CreateAccountAssignment", Target::Any),
        ],
        keys: &[(Key::Missing, "on any permission set")],
        closing: r#"{"Sid":"KeepPermissionSets","Effect":"Deny","Action":["sso:Attach*","sso:Create*","sso:Delete*","sso:Provision*","sso:Put*"],"Resource":"*"}"#,
    },
    Escape {
        finding: &boundary::DEPLOYS_STACK_SETS,
        asked: &[
            ("cloudformation:CreateStackSet", Target::Any),
            ("cloudformation:UpdateStackSet", Target::Any),
            ("cloudformation:CreateStackInstances", Target::Any),
            ("cloudformation:UpdateStackInstances", Target::Any),
        ],
        keys: &[(Key::Missing, "on any stack set")],
        closing: r#"{"Sid":"NoStackSets","Effect":"Deny","Action":["cloudformation:CreateStack?*","cloudformation:UpdateStack?*"],"Resource":"*"}"#,
    },
    Escape {
        finding: &boundary::CHANGES_PROVIDERS,
        asked: &[
            ("iam:CreateOpenIDConnectProvider", Target::Any),
            ("iam:AddClientIDToOpenIDConnectProvider", Target::Any),
            ("iam:UpdateOpenIDConnectProviderThumbprint", Target::Any),
            ("iam:CreateSAMLProvider", Target::Any),
            ("iam:UpdateSAMLProvider", Target::Any),
            ("iam:EnableOutboundWebIdentityFederation", Target::Any),
            ("sts:GetWebIdentityToken", Target::Any),
            ("iam:AcceptDelegationRequest", Target::Any),
            ("iam:SendDelegationToken", Target::Any),
            ("rolesanywhere:CreateTrustAnchor", Target::Any),
            ("rolesanywhere:UpdateTrustAnchor", Target::Any),
            ("rolesanywhere:CreateProfile", Target::Any),
            ("rolesanywhere:UpdateProfile", Target::Any),
        ],
        keys: &[(Key::Missing, "on any resource")],
        closing: r#"{"Sid":"KeepIdentityProviders","Effect":"Deny","Action":["iam:Create*Provider","iam:Update*Provider*","iam:Add*Provider","iam:EnableOutbound*","sts:GetWebIdentityToken","iam:AcceptDelegationRequest","iam:SendDelegationToken","rolesanywhere:Create*","rolesanywhere:Update*"],"Resource":"*"}"#,
    },
    Escape {
        finding: &boundary::EDITS_OUTSIDE_POLICIES,
        asked: &[
            ("iam:CreatePolicyVersion", Target::OutsidePolicy),
            ("iam:SetDefaultPolicyVersion", Target::OutsidePolicy),
        ],
        keys: &[(Key::Missing, "on policies outside the boundary")],
        closing: r#"{"Sid":"EditBoundedPolicies","Effect":"Deny","Action":["iam:CreatePolicyVersion","iam:SetDefaultPolicyVersion"],"NotResource":"$IAMpolicy$PATH*"}"#,
    },
    Escape {
        finding: &boundary::CHANGES_OUTSIDE_GROUPS,
        asked: &[
            ("iam:AttachGroupPolicy", Target::OutsideGroup),
            ("iam:PutGroupPolicy", Target::OutsideGroup),
            ("iam:AddUserToGroup", Target::OutsideGroup),
        ],
        keys: &[(Key::Missing, "on groups outside the boundary")],
        closing: r#"{"Sid":"ChangeBoundedGroups","Effect":"Deny","Action":["iam:AttachGroupPolicy","iam:PutGroupPolicy","iam:AddUserToGroup"],"NotResource":"$IAMgroup$PATH*"}"#,
    },
    Escape {
        finding: &boundary::TAGS_OUTSIDE_PRINCIPALS,
        asked: &[
            ("iam:TagRole", Target::OutsideRole),
            ("iam:UntagRole", Target::OutsideRole),
            ("iam:TagUser", Target::OutsideUser),
            ("iam:UntagUser", Target::OutsideUser),
        ],
        keys: &[(Key::Missing, "on users or roles outside the boundary")],
        closing: r#"{"Sid":"TagBoundedPrincipals","Effect":"Deny","Action":["iam:TagRole","iam:UntagRole","iam:TagUser","iam:UntagUser"],"NotResource":["$IAMrole$PATH*","$IAMuser$PATH*"]}"#,
    },
    Escape {
        finding: &boundary::CREATES_SERVICE_LINKED_ROLES,
        asked: &[("iam:CreateServiceLinkedRole", Target::Any)],
        keys: &[(Key::Missing, "for any service")],
        closing: r#"{"Sid":"ServiceLinkedRolesOf","Effect":"Deny","Action":"iam:CreateServiceLinkedRole","Resource":"*","Condition":{"StringNotEquals":{"iam:AWSServiceName":["autoscaling.amazonaws.com","ecs.amazonaws.com","elasticloadbalancing.amazonaws.com"]}}}"#,
    },
    Escape {
        finding: &boundary::CHANGES_OUTSIDE_CODE,
        asked: &[
            ("lambda:UpdateFunctionCode", Target::Of("lambda:us-east-1:$ACCOUNT:function:outside")),
            (
                "lambda:UpdateFunctionConfiguration",
                Target::Of("lambda:us-east-1:$ACCOUNT:function:outside"),
            ),
            ("codebuild:StartBuild", Target::Of("codebuild:us-east-1:$ACCOUNT:project/outside")),
            ("codebuild:UpdateProject", Target::Of("codebuild:us-east-1:$ACCOUNT:project/outside")),
            (
                "cloudformation:UpdateStack",
                Target::Of("cloudformation:us-east-1:$ACCOUNT:stack/outside/1"),
            ),
            (
                "cloudformation:ExecuteChangeSet",
                Target::Of("cloudformation:us-east-1:$ACCOUNT:stack/outside/1"),
            ),
            ("ssm:SendCommand", Target::Of("ec2:us-east-1:$ACCOUNT:instance/i-00000000000000000")),
            ("ssm:StartSession", Target::Of("ec2:us-east-1:$ACCOUNT:instance/i-00000000000000000")),
            (
                "ec2:ModifyInstanceAttribute",
                Target::Of("ec2:us-east-1:$ACCOUNT:instance/i-00000000000000000"),
            ),
            ("ecs:ExecuteCommand", Target::Of("ecs:us-east-1:$ACCOUNT:task/outside/1")),
            ("glue:UpdateJob", Target::Of("glue:us-east-1:$ACCOUNT:job/outside")),
        ],
        keys: &[(Key::Missing, "on resources that run under any role")],
        closing: r#"{"Sid":"KeepRunningCode","Effect":"Deny","Action":["lambda:UpdateFunctionCode","lambda:UpdateFunctionConfiguration","codebuild:StartBuild","codebuild:UpdateProject","cloudformation:UpdateStack","cloudformation:ExecuteChangeSet","ssm:SendCommand","ssm:StartSession","ec2:ModifyInstanceAttribute","ecs:ExecuteCommand","glue:UpdateJob"],"Resource":"*"}"#,
    },
];
