"""The catalogue: ways out of a permissions boundary, what AWS says of each, and what is not played.

A row with `unserved` names operations that it would need; a test asks the server for each, so that
the row is looked at again on the day they are served.
"""

from dataclasses import dataclass

USER_GUIDE = "https://docs.aws.amazon.com/IAM/latest/UserGuide/"
IAM_API = "https://docs.aws.amazon.com/IAM/latest/APIReference/"
STS_API = "https://docs.aws.amazon.com/STS/latest/APIReference/"
BOUNDARIES = USER_GUIDE + "access_policies_boundaries.html"
PRINCIPAL = USER_GUIDE + "reference_policies_elements_principal.html"
ORGANIZATIONS = "https://docs.aws.amazon.com/organizations/latest/userguide/"
SERVICE_AUTHORIZATION = (
    "https://docs.aws.amazon.com/service-authorization/latest/reference/"
    "list_awsidentityandaccessmanagementiam.html"
)
RHINO = "https://rhinosecuritylabs.com/aws/aws-privilege-escalation-methods-mitigation/"
KEHOE = (
    "https://ben11kehoe.medium.com/"
    "aws-iam-permissions-boundaries-are-incomplete-without-propagation-49dd0c72eeed"
)
KEHOE_CAVEAT = (
    "https://ben11kehoe.medium.com/"
    "aws-iam-permission-boundaries-has-a-caveat-that-may-surprise-you-d8e7dcf8b649"
)


@dataclass(frozen=True)
class Row:
    """One way out."""

    number: int
    title: str
    aws: str
    source: str
    # Why the row, or that part of it, cannot be played.
    out_of_reach: str | None = None
    # What it would need: (service as botocore names it, operation).
    unserved: tuple[tuple[str, str], ...] = ()


ROWS = (
    Row(
        1,
        "Create a principal and name no boundary",
        "A boundary binds its principal and not what that one creates; each creating policy has "
        "to demand it by `iam:PermissionsBoundary`.",
        KEHOE,
    ),
    Row(
        2,
        "Create a principal with a weaker boundary",
        "Whatever boundary is asked for is set; the same condition has to forbid it.",
        BOUNDARIES,
    ),
    Row(
        3,
        "Put a weaker boundary on a child, on oneself, on the parent",
        "A principal has one boundary, and putting one replaces it.",
        IAM_API + "API_PutUserPermissionsBoundary.html",
    ),
    Row(
        4,
        "Remove a boundary",
        "Deleting it lets the principal do all that its policies grant.",
        IAM_API + "API_DeleteUserPermissionsBoundary.html",
    ),
    Row(
        5,
        "Rewrite the boundary policy, or change its default version",
        "The policy is a managed policy like others: whoever may make it a new default version "
        "changes what it allows.",
        RHINO,
    ),
    Row(
        6,
        "Delete the boundary policy and make it again under its name",
        "A policy has to be taken out of use before it can be deleted; then its ARN is free.",
        IAM_API + "API_DeletePolicy.html",
    ),
    Row(
        7,
        "Rewrite a policy that outsiders have",
        "`iam:CreatePolicyVersion` and `iam:SetDefaultPolicyVersion` carry no boundary key: "
        "only names and paths tell policies apart.",
        SERVICE_AUTHORIZATION,
    ),
    Row(
        8,
        "Give policies to an unbounded principal and use it",
        "Attaching and inline policies on other principals are a way to all permissions, unless "
        "each is under a condition.",
        RHINO,
    ),
    Row(
        9,
        "Rewrite the trust policy of an unbounded role",
        "Whoever is trusted assumes the role, with the role's permissions.",
        RHINO,
    ),
    Row(
        10,
        "Assume an unbounded role",
        "A role session has the role's permissions; the caller gives up its own, and its "
        "boundary with them.",
        STS_API + "API_AssumeRole.html",
    ),
    Row(
        11,
        "Make credentials for an unbounded user",
        "Keys made for another user act as that user.",
        RHINO,
        out_of_reach="Passwords, MFA devices, certificates, SSH keys and service-specific "
        "credentials of users are not served.",
        unserved=(
            ("iam", "CreateLoginProfile"),
            ("iam", "UpdateLoginProfile"),
            ("iam", "DeactivateMFADevice"),
            ("iam", "UploadSigningCertificate"),
            ("iam", "UploadSSHPublicKey"),
            ("iam", "CreateServiceSpecificCredential"),
        ),
    ),
    Row(
        12,
        "Join groups, or write policies into them",
        "A user's boundary binds what groups give it; members without one get all of it.",
        BOUNDARIES,
    ),
    Row(
        13,
        "Pass an unbounded role to a service",
        "`iam:PassRole` tells roles by their ARN; no key says which boundary they have.",
        USER_GUIDE + "id_roles_use_passrole.html",
        out_of_reach="Services that take roles (Lambda, EC2, ECS, CodeBuild, CloudFormation) are "
        "not served; instance profiles ask for `iam:PassRole` too.",
        unserved=(("lambda", "CreateFunction"), ("ec2", "RunInstances")),
    ),
    Row(
        14,
        "Give new code to what runs under an unbounded role",
        "Changing the code of a function or project asks for no `iam:PassRole`.",
        RHINO,
        out_of_reach="Services that run code are not served.",
        unserved=(("codebuild", "StartBuild"), ("ssm", "SendCommand")),
    ),
    Row(
        15,
        "Put an unbounded role into an instance profile",
        "The caller needs `iam:PassRole` on the role, which knows no boundary.",
        IAM_API + "API_AddRoleToInstanceProfile.html",
        out_of_reach="EC2, whose machines have the profiles, is not served.",
        unserved=(("ec2", "AssociateIamInstanceProfile"),),
    ),
    Row(
        16,
        "Create a service-linked role, or act through its service",
        "The service defines the role's permissions, and no boundary can be set on it.",
        USER_GUIDE + "id_roles_create-service-linked-role.html",
        out_of_reach="Service-linked roles are not served, nor the services that they serve. That "
        "the ceilings bind their creation is asked of `entail decide`.",
        unserved=(("iam", "CreateServiceLinkedRole"), ("iam", "DeleteServiceLinkedRole")),
    ),
    Row(
        17,
        "Have a resource policy name the own user or session",
        "A resource policy of the same account that names the user or the session is not limited "
        "by an implicit deny in a boundary.",
        KEHOE_CAVEAT,
        out_of_reach="Resources with policies other than roles (S3, SQS, KMS) are not served; "
        "`entail decide` answers for them, which a test beside the scenarios asks.",
        unserved=(("kms", "PutKeyPolicy"), ("sqs", "AddPermission")),
    ),
    Row(
        18,
        "Share with a foreign or anonymous principal",
        "A trust or resource policy may name other accounts; a boundary limits who writes it, not "
        "who is let in.",
        PRINCIPAL,
        out_of_reach="Sharing data is no credential: no boundary of Entail's follows whoever "
        "reads it. The services that hold it are not served.",
        unserved=(("kms", "CreateGrant"), ("ram", "CreateResourceShare")),
    ),
    Row(
        19,
        "Make or change an identity provider that an unbounded role trusts",
        "A role that trusts a provider lets in whoever the provider vouches for.",
        USER_GUIDE + "id_roles_create_for-idp_oidc.html",
        out_of_reach="Nobody signs in through a provider yet: `AssumeRoleWithSAML` and "
        "`AssumeRoleWithWebIdentity` are not served.",
        unserved=(("sts", "AssumeRoleWithSAML"), ("sts", "AssumeRoleWithWebIdentity")),
    ),
    Row(
        20,
        "Take a web identity token out and bring it back through an own issuer",
        "AWS takes such tokens back from nobody directly; an issuer in between may vouch for them.",
        USER_GUIDE + "id_roles_providers_outbound_getting_started.html",
        out_of_reach="Outbound tokens and delegation tokens are not served.",
        unserved=(
            ("iam", "EnableOutboundWebIdentityFederation"),
            ("iam", "SendDelegationToken"),
            ("sts", "GetWebIdentityToken"),
            ("sts", "GetDelegatedAccessToken"),
        ),
    ),
    Row(
        21,
        "Register a trust anchor or profile with IAM Roles Anywhere",
        "Certificates of a registered authority are exchanged for sessions of the profile's roles.",
        "https://docs.aws.amazon.com/rolesanywhere/latest/userguide/trust-model.html",
        out_of_reach="IAM Roles Anywhere is not served.",
        unserved=(("rolesanywhere", "CreateTrustAnchor"), ("rolesanywhere", "CreateProfile")),
    ),
    Row(
        22,
        "Make, widen or assign a permission set",
        "Permission sets become roles in every assigned account; their boundary is set and removed "
        "by calls of their own.",
        "https://docs.aws.amazon.com/singlesignon/latest/APIReference/"
        "API_PutPermissionsBoundaryToPermissionSet.html",
        out_of_reach="IAM Identity Center is not served.",
        unserved=(
            ("sso-admin", "CreatePermissionSet"),
            ("sso-admin", "CreateAccountAssignment"),
        ),
    ),
    Row(
        23,
        "Deploy a stack set",
        "Service-managed stack sets act in each account by a role with `AdministratorAccess`.",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/"
        "stacksets-custom-execution-role.html",
        out_of_reach="CloudFormation is not served.",
        unserved=(("cloudformation", "CreateStackSet"), ("cloudformation", "CreateStackInstances")),
    ),
    Row(
        24,
        "Make an account, move one, or take its policies off",
        "A new account comes with an administrator's role that trusts the management account, to "
        "which no control policy applies.",
        ORGANIZATIONS + "orgs_manage_accounts_access.html",
        out_of_reach="AWS Organizations is not served; a server has one account.",
        unserved=(
            ("organizations", "CreateAccount"),
            ("organizations", "MoveAccount"),
            ("organizations", "DetachPolicy"),
        ),
    ),
    Row(
        25,
        "Enter a member account from the management account",
        "`OrganizationAccountAccessRole` and `sts:AssumeRoot` open every member account.",
        STS_API + "API_AssumeRoot.html",
        out_of_reach="A server has one account; within it the role is row 10. `AssumeRoot` is not "
        "served. That an inherited boundary binds where no SCP does is asked of `entail decide`.",
        unserved=(("sts", "AssumeRoot"),),
    ),
    Row(
        26,
        "Tag oneself, others or a session so that a grant or a boundary matches",
        "Whoever may tag chooses which policies by tags apply.",
        USER_GUIDE + "id_session-tags.html",
    ),
    Row(
        27,
        "Take the name of a principal that others trust",
        "Principals in policies are kept by unique id; conditions on `aws:PrincipalArn` and the "
        "ARNs of sessions go by name.",
        PRINCIPAL,
    ),
    Row(
        28,
        "`GetSessionToken` and `GetFederationToken`",
        "They keep the user's permissions; with few exceptions they do not call IAM.",
        STS_API + "API_GetFederationToken.html",
    ),
    Row(
        29,
        "Have a role made from a template, or a user copied",
        "`AcquireRole` asks for the permissions of the calls it stands for, and sets the "
        "template's boundary.",
        USER_GUIDE + "id_roles_create_role-manager_enable-use.html",
        out_of_reach="`AcquireRole` is not served.",
        unserved=(("iam", "AcquireRole"),),
    ),
    Row(
        30,
        "Give a child a weak transitive boundary of its own",
        "AWS has no transitive boundary.",
        KEHOE,
    ),
    Row(
        31,
        "Fill labels or policy versions up to their limits",
        "Quotas refuse; they do not truncate.",
        USER_GUIDE + "reference_iam-quotas.html",
    ),
    Row(
        32,
        "Go on with sessions from before the boundary was put",
        "Temporary credentials cannot be recalled; a boundary put on the caller does not reach "
        "the role sessions that it has obtained.",
        USER_GUIDE + "id_roles_use_revoke-sessions.html",
    ),
    Row(
        33,
        "Have a freer party do it: a pipeline, an automation, a custom resource",
        "A deputy acts with its own permissions on behalf of whoever asks it.",
        USER_GUIDE + "confused-deputy.html",
        out_of_reach="Entail assumes that parties outside the line hand over no credentials: "
        "bound the pipeline as well. Automations of other services are not served.",
        unserved=(("codepipeline", "CreatePipeline"), ("servicecatalog", "ProvisionProduct")),
    ),
    Row(
        34,
        "Poison code that unbounded roles run: layers, images, packages",
        "What runs under a role acts as the role, whoever wrote it.",
        USER_GUIDE + "id_roles_use_switch-role-ec2.html",
        out_of_reach="No call of IAM or STS is part of it, and no boundary closes it.",
    ),
)
