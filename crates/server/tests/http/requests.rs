//! One request for each operation of the registers, against entities outside of every lineage.

mod lineages;
mod providers;

use entail_server::{operation::AnyOperation, operations};
use entail_testkit::client::Caller;
use entail_wire::service::Service;

use crate::support::{
    documents::{
        READ_ONLY_ACCESS, allow_all, allow_all_except, policy_arn, role_arn, trust_account,
    },
    people::{create_role, make_policy},
};

/// What the requests name: an administrator made it, and nobody below a seal may write it.
#[derive(Debug, Clone)]
pub(crate) struct Outside {
    /// An access key of the user `bystander`.
    pub(crate) access_key_id: String,
}

impl Outside {
    /// User, role and group `bystander` have everything an operation may remove; user, role and
    /// group `leaver` and policy `unused` have nothing, so that they can be deleted.
    pub(crate) async fn make(by: &Caller) -> Self {
        let plain = make_policy(by, "/", "plain", &allow_all_except(&["s3:*"])).await;
        make_policy(by, "/", "unused", &allow_all()).await;
        let version = [("PolicyArn", plain.as_str()), ("PolicyDocument", &allow_all())];
        by.iam("CreatePolicyVersion", &version).await.expect_success();
        let tags = [("Tags.member.1.Key", "team"), ("Tags.member.1.Value", "red")];
        by.iam("TagPolicy", &[&[("PolicyArn", plain.as_str())], &tags[..]].concat())
            .await
            .expect_success();
        for name in ["bystander", "leaver"] {
            by.iam("CreateUser", &[&[("UserName", name)], &tags[..]].concat())
                .await
                .expect_success();
            create_role(by, name, &tags).await.expect_success();
            by.iam("CreateGroup", &[("GroupName", name)]).await.expect_success();
        }
        for kind in ["User", "Role", "Group"] {
            furnish(by, kind, &plain).await;
        }
        for (operation, name) in
            [("PutUserPermissionsBoundary", "UserName"), ("PutRolePermissionsBoundary", "RoleName")]
        {
            let parameters = [(name, "bystander"), ("PermissionsBoundary", READ_ONLY_ACCESS)];
            by.iam(operation, &parameters).await.expect_success();
        }
        let member = [("GroupName", "bystander"), ("UserName", "bystander")];
        by.iam("AddUserToGroup", &member).await.expect_success();
        providers::make(by).await;
        lineages::make(by).await;
        let key = by.iam("CreateAccessKey", &[("UserName", "bystander")]).await.expect_success();
        Self { access_key_id: key.text("AccessKeyId") }
    }
}

async fn furnish(by: &Caller, kind: &str, policy: &str) {
    let name = (format!("{kind}Name"), "bystander");
    let name = (name.0.as_str(), name.1);
    let everything = allow_all();
    let steps: [(String, Vec<(&str, &str)>); 2] = [
        (format!("Attach{kind}Policy"), vec![name, ("PolicyArn", policy)]),
        (
            format!("Put{kind}Policy"),
            vec![name, ("PolicyName", "notes"), ("PolicyDocument", &everything)],
        ),
    ];
    for (operation, parameters) in &steps {
        by.iam(operation, parameters).await.expect_success();
    }
}

/// Every operation of every service.
pub(crate) fn register() -> impl Iterator<Item = &'static dyn AnyOperation> {
    Service::ALL.into_iter().flat_map(|service| operations::of(service).iter().copied())
}

/// `iam:CreateRole`: how an operation is written in tables.
pub(crate) fn title(operation: &dyn AnyOperation) -> String {
    format!("{}:{}", operation.service().signing_name(), operation.name())
}

/// The operations that answer an error even to whoever may call them, with its code: what they
/// are about does not exist yet.
pub(crate) const NEVER_SUCCESSFUL: &[(&str, &str)] = &[
    ("DecodeAuthorizationMessage", "InvalidAuthorizationMessageException"),
    ("DeleteLoginProfile", "NoSuchEntity"),
    ("GetLoginProfile", "NoSuchEntity"),
];

type Parameters = Vec<(&'static str, String)>;

/// Parameters with which the operation is well formed.
///
/// # Panics
/// For an operation that has no request here: write one.
pub(crate) fn request(operation: &str, outside: &Outside) -> Parameters {
    let name = operation;
    let parameters = match name {
        "CreateAccessKey"
        | "DeleteLoginProfile"
        | "GetLoginProfile"
        | "GetUser"
        | "ListAccessKeys"
        | "ListAttachedUserPolicies"
        | "ListGroupsForUser"
        | "ListMFADevices"
        | "ListSSHPublicKeys"
        | "ListServiceSpecificCredentials"
        | "ListSigningCertificates"
        | "ListUserPolicies"
        | "ListUserTags"
        | "DeleteUserPermissionsBoundary" => user(&[]),
        "GetRole"
        | "ListAttachedRolePolicies"
        | "ListInstanceProfilesForRole"
        | "ListRolePolicies"
        | "ListRoleTags"
        | "DeleteRolePermissionsBoundary" => role(&[]),
        "GetPolicy" | "ListEntitiesForPolicy" | "ListPolicyTags" | "ListPolicyVersions" => {
            policy(&[])
        }
        "GetGroup" | "ListAttachedGroupPolicies" | "ListGroupPolicies" => group(&[]),
        "GetAccountAuthorizationDetails"
        | "GetAccountSummary"
        | "GetCallerIdentity"
        | "GetSessionToken"
        | "ListAccountAliases"
        | "ListGroups"
        | "ListPolicies"
        | "ListRoles"
        | "ListUsers"
        | "ListVirtualMFADevices" => Vec::new(),
        _ => return principal_request(name, outside),
    };
    owned(&parameters)
}

fn principal_request(operation: &str, outside: &Outside) -> Parameters {
    let (all, trust) = (allow_all(), trust_account());
    let (plain, key) = (policy_arn("/", "plain"), outside.access_key_id.as_str());
    let boundary = [("PermissionsBoundary", "arn:aws:iam::aws:policy/PowerUserAccess")];
    let tags = [("Tags.member.1.Key", "cost"), ("Tags.member.1.Value", "1")];
    let tag_keys = [("TagKeys.member.1", "team")];
    let inline = [("PolicyName", "notes")];
    let put_inline = [("PolicyName", "notes"), ("PolicyDocument", all.as_str())];
    let attached = [("PolicyArn", plain.as_str())];
    let other = policy_arn("/", "unused");
    let attach = [("PolicyArn", other.as_str())];
    owned(&match operation {
        "AttachRolePolicy" => role(&attach),
        "AttachUserPolicy" => user(&attach),
        "DetachRolePolicy" => role(&attached),
        "DetachUserPolicy" => user(&attached),
        "DeleteRolePolicy" | "GetRolePolicy" => role(&inline),
        "DeleteUserPolicy" | "GetUserPolicy" => user(&inline),
        "PutRolePolicy" => role(&put_inline),
        "PutUserPolicy" => user(&put_inline),
        "PutRolePermissionsBoundary" => role(&boundary),
        "PutUserPermissionsBoundary" => user(&boundary),
        "TagRole" => role(&tags),
        "TagUser" => user(&tags),
        "UntagRole" => role(&tag_keys),
        "UntagUser" => user(&tag_keys),
        "UpdateRole" => role(&[("MaxSessionDuration", "7200")]),
        "UpdateRoleDescription" => role(&[("Description", "changed")]),
        "UpdateAssumeRolePolicy" => role(&[("PolicyDocument", &trust)]),
        "UpdateUser" => user(&[("NewPath", "/moved/")]),
        "DeleteRole" => vec![("RoleName", "leaver")],
        "DeleteUser" => vec![("UserName", "leaver")],
        "DeleteAccessKey" => user(&[("AccessKeyId", key)]),
        "UpdateAccessKey" => user(&[("AccessKeyId", key), ("Status", "Inactive")]),
        "CreateRole" => vec![("RoleName", "new"), ("AssumeRolePolicyDocument", &trust)],
        "CreateUser" => vec![("UserName", "new")],
        _ => return group_request(operation, outside),
    })
}

fn group_request(operation: &str, outside: &Outside) -> Parameters {
    let everything = allow_all();
    let (plain, unused) = (policy_arn("/", "plain"), policy_arn("/", "unused"));
    let notes = ("PolicyName", "notes");
    owned(&match operation {
        "AddUserToGroup" => group(&[("UserName", "leaver")]),
        "AttachGroupPolicy" => group(&[("PolicyArn", &unused)]),
        "CreateGroup" => vec![("GroupName", "new")],
        "DeleteGroup" => vec![("GroupName", "leaver")],
        "DeleteGroupPolicy" | "GetGroupPolicy" => group(&[notes]),
        "DetachGroupPolicy" => group(&[("PolicyArn", &plain)]),
        "PutGroupPolicy" => group(&[notes, ("PolicyDocument", &everything)]),
        "RemoveUserFromGroup" => group(&[("UserName", "bystander")]),
        "UpdateGroup" => group(&[("NewPath", "/moved/")]),
        _ => return other_request(operation, outside),
    })
}

fn other_request(operation: &str, outside: &Outside) -> Parameters {
    let (all, key) = (allow_all(), outside.access_key_id.as_str());
    let all = all.as_str();
    let (unused, bystander) = (policy_arn("/", "unused"), role_arn("bystander"));
    let bystander = ("RoleArn", bystander.as_str());
    owned(&match operation {
        "CreatePolicy" => vec![("PolicyName", "new"), ("PolicyDocument", all)],
        "CreatePolicyVersion" => policy(&[("PolicyDocument", all)]),
        "DeletePolicyVersion" | "GetPolicyVersion" | "SetDefaultPolicyVersion" => {
            policy(&[("VersionId", "v2")])
        }
        "DeletePolicy" => vec![("PolicyArn", unused.as_str())],
        "TagPolicy" => policy(&[("Tags.member.1.Key", "cost"), ("Tags.member.1.Value", "1")]),
        "UntagPolicy" => policy(&[("TagKeys.member.1", "team")]),
        "GetAccessKeyLastUsed" | "GetAccessKeyInfo" => vec![("AccessKeyId", key)],
        "AssumeRole" => vec![bystander, ("RoleSessionName", "session")],
        "GetFederationToken" => vec![("Name", "guest")],
        "DecodeAuthorizationMessage" => vec![("EncodedMessage", "AAAA")],
        _ => providers::request(operation)
            .or_else(|| lineages::request(operation))
            .unwrap_or_else(|| panic!("`{operation}` has no request in tests/http/requests.rs")),
    })
}

fn user<'a>(more: &[(&'static str, &'a str)]) -> Vec<(&'static str, &'a str)> {
    [&[("UserName", "bystander")], more].concat()
}

fn role<'a>(more: &[(&'static str, &'a str)]) -> Vec<(&'static str, &'a str)> {
    [&[("RoleName", "bystander")], more].concat()
}

fn group<'a>(more: &[(&'static str, &'a str)]) -> Vec<(&'static str, &'a str)> {
    [&[("GroupName", "bystander")], more].concat()
}

fn policy<'a>(more: &[(&'static str, &'a str)]) -> Vec<(&'static str, &'a str)> {
    [&[("PolicyArn", "arn:aws:iam::111122223333:policy/plain")], more].concat()
}

fn owned(parameters: &[(&'static str, &str)]) -> Parameters {
    parameters.iter().map(|(key, value)| (*key, (*value).to_owned())).collect()
}

/// Parameters as the client takes them.
pub(crate) fn borrowed(parameters: &Parameters) -> Vec<(&str, &str)> {
    parameters.iter().map(|(key, value)| (*key, value.as_str())).collect()
}
