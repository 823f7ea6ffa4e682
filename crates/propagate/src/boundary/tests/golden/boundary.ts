import { aws_iam as iam, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';

/** A permissions boundary that demands itself, to be deployed by an administrator. */
export class DevBoundary extends Construct {
  public readonly policy: iam.CfnManagedPolicy;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const { account, partition } = Stack.of(this);
    this.policy = new iam.CfnManagedPolicy(this, 'Policy', {
      managedPolicyName: "Dev",
      path: "/entail/transitive/",
      description: 'A permissions boundary that demands itself, by entail',
      policyDocument: {
        Version: "2012-10-17",
        Statement: [
          {
            Sid: "AllowEverythingElse",
            Effect: "Allow",
            Action: "*",
            Resource: "*"
          },
          {
            Sid: "Rows1And2And29CreateWithThisBoundary",
            Effect: "Deny",
            Action: [
              "iam:CreateRole",
              "iam:CreateUser"
            ],
            Resource: "*",
            Condition: {
              StringNotEquals: {
                "iam:PermissionsBoundary": `arn:${partition}:iam::${account}:policy/entail/transitive/Dev`
              }
            }
          },
          {
            Sid: "Row3ReplaceNoBoundary",
            Effect: "Deny",
            Action: [
              "iam:PutRolePermissionsBoundary",
              "iam:PutUserPermissionsBoundary"
            ],
            Resource: "*"
          },
          {
            Sid: "Row4RemoveNoBoundary",
            Effect: "Deny",
            Action: [
              "iam:DeleteRolePermissionsBoundary",
              "iam:DeleteUserPermissionsBoundary"
            ],
            Resource: "*"
          },
          {
            Sid: "Rows5And6EditNoBoundary",
            Effect: "Deny",
            Action: [
              "iam:CreatePolicyVersion",
              "iam:SetDefaultPolicyVersion",
              "iam:DeletePolicyVersion",
              "iam:DeletePolicy",
              "iam:TagPolicy",
              "iam:UntagPolicy"
            ],
            Resource: `arn:${partition}:iam::${account}:policy/entail/transitive/*`
          },
          {
            Sid: "Rows8And9And27ChangeOnlyBounded",
            Effect: "Deny",
            Action: [
              "iam:UpdateAssumeRolePolicy",
              "iam:AttachRolePolicy",
              "iam:PutRolePolicy",
              "iam:DetachRolePolicy",
              "iam:DeleteRolePolicy",
              "iam:DeleteRole",
              "iam:UpdateRole",
              "iam:UpdateRoleDescription",
              "iam:AttachUserPolicy",
              "iam:PutUserPolicy",
              "iam:DetachUserPolicy",
              "iam:DeleteUserPolicy"
            ],
            Resource: "*",
            Condition: {
              StringNotEquals: {
                "iam:PermissionsBoundary": `arn:${partition}:iam::${account}:policy/entail/transitive/Dev`
              }
            }
          },
          {
            Sid: "Row11CredentialsOfBoundedUsers",
            Effect: "Deny",
            Action: [
              "iam:*AccessKey",
              "iam:CreateLoginProfile",
              "iam:UpdateLoginProfile",
              "iam:DeactivateMFADevice",
              "iam:UploadSigningCertificate",
              "iam:UploadSSHPublicKey",
              "iam:*ServiceSpecificCredential"
            ],
            NotResource: [
              `arn:${partition}:iam::${account}:user/bounded/*`,
              `arn:${partition}:iam::${account}:user/\${aws:username, '/'}`,
              `arn:${partition}:iam::${account}:user/*/\${aws:username, '/'}`
            ]
          },
          {
            Sid: "Row10AssumeBoundedRoles",
            Effect: "Deny",
            Action: "sts:AssumeRole",
            NotResource: [
              `arn:${partition}:iam::${account}:role/bounded/*`
            ]
          },
          {
            Sid: "Rows13And15PassBoundedRoles",
            Effect: "Deny",
            Action: [
              "iam:PassRole",
              "iam:AddRoleToInstanceProfile",
              "iam:RemoveRoleFromInstanceProfile"
            ],
            NotResource: [
              `arn:${partition}:iam::${account}:role/bounded/*`,
              `arn:${partition}:iam::${account}:instance-profile/bounded/*`
            ]
          },
          {
            Sid: "Row24KeepTheOrganization",
            Effect: "Deny",
            Action: [
              "organizations:Accept*",
              "organizations:Attach*",
              "organizations:Create*",
              "organizations:Delete*",
              "organizations:Detach*",
              "organizations:Disable*",
              "organizations:Enable*",
              "organizations:Invite*",
              "organizations:Leave*",
              "organizations:Move*",
              "organizations:Put*",
              "organizations:Register*",
              "organizations:Remove*",
              "organizations:Update*",
              "account:*PrimaryEmailUpdate",
              "iam:EnableOrganizationsRoot*"
            ],
            Resource: "*"
          },
          {
            Sid: "Row25KeepOutOfMemberAccounts",
            Effect: "Deny",
            Action: [
              "sts:AssumeRole",
              "sts:AssumeRoot"
            ],
            Resource: [
              `arn:${partition}:iam::*:role/OrganizationAccountAccessRole`,
              `arn:${partition}:iam::*:role/AWSControlTowerExecution`,
              `arn:${partition}:iam::*:role/AWSCloudFormationStackSetExecutionRole`,
              `arn:${partition}:iam::*:root`
            ]
          },
          {
            Sid: "Row22KeepPermissionSets",
            Effect: "Deny",
            Action: [
              "sso:Associate*",
              "sso:Attach*",
              "sso:Create*",
              "sso:Delete*",
              "sso:Detach*",
              "sso:Provision*",
              "sso:Put*",
              "sso:Update*",
              "identitystore:Create*",
              "identitystore:Delete*",
              "identitystore:Update*",
              "sso-directory:Add*",
              "sso-directory:Create*",
              "sso-directory:Delete*",
              "sso-directory:Enable*",
              "sso-directory:Import*",
              "sso-directory:Update*"
            ],
            Resource: "*"
          },
          {
            Sid: "Row23NoStackSets",
            Effect: "Deny",
            Action: [
              "cloudformation:CreateStackInstances",
              "cloudformation:CreateStackSet",
              "cloudformation:ImportStacksToStackSet",
              "cloudformation:UpdateStackInstances",
              "cloudformation:UpdateStackSet"
            ],
            Resource: "*"
          },
          {
            Sid: "Rows19And20And21KeepIdentityProviders",
            Effect: "Deny",
            Action: [
              "iam:Create*Provider",
              "iam:Update*Provider*",
              "iam:Add*Provider",
              "iam:EnableOutbound*",
              "sts:GetWebIdentityToken",
              "iam:AcceptDelegationRequest",
              "iam:SendDelegationToken",
              "rolesanywhere:Create*",
              "rolesanywhere:Delete*",
              "rolesanywhere:Disable*",
              "rolesanywhere:Enable*",
              "rolesanywhere:Import*",
              "rolesanywhere:Put*",
              "rolesanywhere:Update*"
            ],
            Resource: "*"
          },
          {
            Sid: "Row7EditBoundedPolicies",
            Effect: "Deny",
            Action: [
              "iam:CreatePolicyVersion",
              "iam:SetDefaultPolicyVersion"
            ],
            NotResource: [
              `arn:${partition}:iam::${account}:policy/bounded/*`
            ]
          },
          {
            Sid: "Row12ChangeBoundedGroups",
            Effect: "Deny",
            Action: [
              "iam:AttachGroupPolicy",
              "iam:PutGroupPolicy",
              "iam:AddUserToGroup",
              "iam:DetachGroupPolicy",
              "iam:DeleteGroup*",
              "iam:RemoveUserFromGroup",
              "iam:UpdateGroup"
            ],
            NotResource: [
              `arn:${partition}:iam::${account}:group/bounded/*`
            ]
          },
          {
            Sid: "Row26TagBoundedPrincipals",
            Effect: "Deny",
            Action: [
              "iam:TagRole",
              "iam:UntagRole",
              "iam:TagUser",
              "iam:UntagUser"
            ],
            NotResource: [
              `arn:${partition}:iam::${account}:role/bounded/*`,
              `arn:${partition}:iam::${account}:user/bounded/*`
            ]
          },
          {
            Sid: "Row27NamesOfBoundedUsers",
            Effect: "Deny",
            Action: [
              "iam:UpdateUser",
              "iam:DeleteUser"
            ],
            NotResource: [
              `arn:${partition}:iam::${account}:user/bounded/*`
            ]
          },
          {
            Sid: "Row26KeepMarkers",
            Effect: "Deny",
            Action: [
              "iam:Tag*",
              "iam:Untag*"
            ],
            Resource: "*",
            Condition: {
              "ForAnyValue:StringEqualsIgnoreCase": {
                "aws:TagKeys": [
                  "entail:transitive",
                  "entail:transitive-boundary"
                ]
              }
            }
          }
        ]
      },
    });
    this.policy.applyRemovalPolicy(RemovalPolicy.RETAIN);
  }
}
