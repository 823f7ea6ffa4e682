//! One story that calls every operation once and successfully: two people set up an application,
//! look at everything, use it, and take it down.

mod lineages;
mod providers;

use entail_testkit::client::Caller;

use crate::{
    golden::Recorder,
    support::{
        documents::{
            READ_ONLY_ACCESS, allow, allow_all, allow_all_except, document, policy_arn, role_arn,
            trust_account,
        },
        people::{create_role, keys_of, make_policy, make_user},
    },
};

const PATH: &str = "/team/";

/// Tells the story as root; `record` keeps each operation's first call.
pub(crate) async fn tell(root: &Caller, record: &mut Recorder) {
    let app = policies_are_made(root, record).await;
    let key = users_are_made(root, record, &app).await;
    roles_are_made(root, record, &app).await;
    groups_are_made(root, record, &app).await;
    providers::come_and_go(root, record).await;
    providers::profiles_come(root, record).await;
    everything_is_looked_at(root, record, &app, &key).await;
    credentials_are_used(root, record, &key).await;
    lineages::are_administered(root, record).await;
    everything_is_changed(root, record, &app, &key).await;
    groups_are_changed_and_taken_down(root, record, &app).await;
    providers::profiles_go(root, record).await;
    everything_is_taken_down(root, record, &app, &key).await;
}

async fn policies_are_made(root: &Caller, record: &mut Recorder) -> String {
    let reading = document(&[allow(&["s3:GetObject", "s3:ListBucket"])]);
    let parameters = [
        ("PolicyName", "App"),
        ("Path", PATH),
        ("Description", "what <the app> may do & not more"),
        ("PolicyDocument", &reading),
        ("Tags.member.1.Key", "team"),
        ("Tags.member.1.Value", "red"),
    ];
    record.iam(root, "CreatePolicy", &parameters).await;
    let app = policy_arn(PATH, "App");
    let writing = document(&[allow(&["s3:*"])]);
    let parameters =
        [("PolicyArn", app.as_str()), ("PolicyDocument", &writing), ("SetAsDefault", "true")];
    record.iam(root, "CreatePolicyVersion", &parameters).await;
    app
}

async fn users_are_made(root: &Caller, record: &mut Recorder, app: &str) -> String {
    let parameters = [
        ("UserName", "ann"),
        ("Path", PATH),
        ("Tags.member.1.Key", "cost centre"),
        ("Tags.member.1.Value", "12/34"),
        ("PermissionsBoundary", READ_ONLY_ACCESS),
    ];
    record.iam(root, "CreateUser", &parameters).await;
    let ann = ("UserName", "ann");
    record.iam(root, "AttachUserPolicy", &[ann, ("PolicyArn", app)]).await;
    let inline = allow_all_except(&["iam:*"]);
    let parameters = [ann, ("PolicyName", "notes"), ("PolicyDocument", inline.as_str())];
    record.iam(root, "PutUserPolicy", &parameters).await;
    let sealed = make_policy(root, "/entail/transitive/", "sealed", &allow_all()).await;
    let parameters = [ann, ("PermissionsBoundary", sealed.as_str())];
    record.iam(root, "PutUserPermissionsBoundary", &parameters).await;
    let tags = [ann, ("Tags.member.1.Key", "team"), ("Tags.member.1.Value", "red")];
    record.iam(root, "TagUser", &tags).await;
    record.iam(root, "CreateAccessKey", &[ann]).await.text("AccessKeyId")
}

async fn roles_are_made(root: &Caller, record: &mut Recorder, app: &str) {
    let trust = trust_account();
    let parameters = [
        ("RoleName", "app"),
        ("Path", PATH),
        ("AssumeRolePolicyDocument", &trust),
        ("Description", "runs \"the app\""),
        ("MaxSessionDuration", "7200"),
        ("PermissionsBoundary", app),
        ("TransitivePermissionsBoundary", app),
        ("Tags.member.1.Key", "team"),
        ("Tags.member.1.Value", "red"),
    ];
    record.iam(root, "CreateRole", &parameters).await;
    let role = ("RoleName", "app");
    record.iam(root, "AttachRolePolicy", &[role, ("PolicyArn", app)]).await;
    let inline = allow_all_except(&["iam:*"]);
    let parameters = [role, ("PolicyName", "notes"), ("PolicyDocument", inline.as_str())];
    record.iam(root, "PutRolePolicy", &parameters).await;
    record
        .iam(root, "PutRolePermissionsBoundary", &[role, ("PermissionsBoundary", READ_ONLY_ACCESS)])
        .await;
    let tags = [role, ("Tags.member.1.Key", "stage"), ("Tags.member.1.Value", "test")];
    record.iam(root, "TagRole", &tags).await;
    let parameters =
        [("PolicyArn", app), ("Tags.member.1.Key", "stage"), ("Tags.member.1.Value", "test")];
    record.iam(root, "TagPolicy", &parameters).await;
}

async fn groups_are_made(root: &Caller, record: &mut Recorder, app: &str) {
    let group = ("GroupName", "staff");
    record.iam(root, "CreateGroup", &[group, ("Path", PATH)]).await;
    record.iam(root, "AttachGroupPolicy", &[group, ("PolicyArn", app)]).await;
    let inline = allow_all_except(&["iam:*"]);
    let parameters = [group, ("PolicyName", "notes"), ("PolicyDocument", inline.as_str())];
    record.iam(root, "PutGroupPolicy", &parameters).await;
    record.iam(root, "AddUserToGroup", &[group, ("UserName", "ann")]).await;
}

async fn everything_is_looked_at(root: &Caller, record: &mut Recorder, app: &str, key: &str) {
    let (user, role, policy) = (("UserName", "ann"), ("RoleName", "app"), ("PolicyArn", app));
    let notes = ("PolicyName", "notes");
    for action in [
        "GetUser",
        "ListAccessKeys",
        "ListAttachedUserPolicies",
        "ListGroupsForUser",
        "ListMFADevices",
        "ListSSHPublicKeys",
        "ListServiceSpecificCredentials",
        "ListSigningCertificates",
        "ListUserPolicies",
        "ListUserTags",
        "GetLoginProfile",
        "DeleteLoginProfile",
    ] {
        record.iam(root, action, &[user]).await;
    }
    record.iam(root, "GetUserPolicy", &[user, notes]).await;
    for action in [
        "GetRole",
        "ListAttachedRolePolicies",
        "ListInstanceProfilesForRole",
        "ListRolePolicies",
        "ListRoleTags",
    ] {
        record.iam(root, action, &[role]).await;
    }
    record.iam(root, "GetRolePolicy", &[role, notes]).await;
    let group = ("GroupName", "staff");
    for action in ["GetGroup", "ListAttachedGroupPolicies", "ListGroupPolicies"] {
        record.iam(root, action, &[group]).await;
    }
    record.iam(root, "GetGroupPolicy", &[group, notes]).await;
    for action in ["GetPolicy", "ListPolicyTags", "ListPolicyVersions", "ListEntitiesForPolicy"] {
        record.iam(root, action, &[policy]).await;
    }
    record.iam(root, "GetPolicyVersion", &[policy, ("VersionId", "v1")]).await;
    record.iam(root, "GetAccessKeyLastUsed", &[("AccessKeyId", key)]).await;
    the_account_is_listed(root, record).await;
}

/// With a second of each, so that the lists come in pages.
async fn the_account_is_listed(root: &Caller, record: &mut Recorder) {
    make_user(root, "zoe").await;
    create_role(root, "zoo", &[]).await.expect_success();
    root.iam("CreateGroup", &[("GroupName", "zoologists")]).await.expect_success();
    let one = ("MaxItems", "1");
    record.iam(root, "ListUsers", &[one]).await;
    record.iam(root, "ListGroups", &[one]).await;
    record.iam(root, "ListRoles", &[one]).await;
    record.iam(root, "ListPolicies", &[("Scope", "Local"), one]).await;
    let filter = [
        ("Filter.member.1", "User"),
        ("Filter.member.2", "Group"),
        ("Filter.member.3", "Role"),
        ("Filter.member.4", "LocalManagedPolicy"),
    ];
    record.iam(root, "GetAccountAuthorizationDetails", &filter).await;
    for action in ["GetAccountSummary", "ListAccountAliases", "ListVirtualMFADevices"] {
        record.iam(root, action, &[]).await;
    }
}

async fn credentials_are_used(root: &Caller, record: &mut Recorder, key: &str) {
    let zoe = keys_of(root, "zoe").await;
    record.sts(&zoe, "GetCallerIdentity", &[]).await;
    record.sts(&zoe, "GetAccessKeyInfo", &[("AccessKeyId", key)]).await;
    record.sts(&zoe, "DecodeAuthorizationMessage", &[("EncodedMessage", "AAAA")]).await;
    record.sts(&zoe, "GetSessionToken", &[("DurationSeconds", "900")]).await;
    let everything = allow_all();
    let parameters = [("Name", "guest"), ("Policy", everything.as_str())];
    record.sts(&zoe, "GetFederationToken", &parameters).await;
    let zoo = role_arn("zoo");
    let parameters = [
        ("RoleArn", zoo.as_str()),
        ("RoleSessionName", "visit"),
        ("SourceIdentity", "zoe"),
        ("Tags.member.1.Key", "team"),
        ("Tags.member.1.Value", "red"),
        ("TransitiveTagKeys.member.1", "team"),
        ("Policy", &everything),
    ];
    record.sts(&zoe, "AssumeRole", &parameters).await;
}

async fn everything_is_changed(root: &Caller, record: &mut Recorder, app: &str, key: &str) {
    let (user, role, policy) = (("UserName", "ann"), ("RoleName", "app"), ("PolicyArn", app));
    let trust = trust_account();
    record
        .iam(root, "UpdateAccessKey", &[user, ("AccessKeyId", key), ("Status", "Inactive")])
        .await;
    record.iam(root, "UpdateUser", &[user, ("NewPath", "/moved/")]).await;
    record.iam(root, "UpdateRole", &[role, ("MaxSessionDuration", "3600")]).await;
    record.iam(root, "UpdateRoleDescription", &[role, ("Description", "still the app")]).await;
    record.iam(root, "UpdateAssumeRolePolicy", &[role, ("PolicyDocument", &trust)]).await;
    record.iam(root, "SetDefaultPolicyVersion", &[policy, ("VersionId", "v1")]).await;
}

async fn groups_are_changed_and_taken_down(root: &Caller, record: &mut Recorder, app: &str) {
    let renamed = [("GroupName", "staff"), ("NewGroupName", "crew"), ("NewPath", "/moved/")];
    record.iam(root, "UpdateGroup", &renamed).await;
    let group = ("GroupName", "crew");
    record.iam(root, "RemoveUserFromGroup", &[group, ("UserName", "ann")]).await;
    record.iam(root, "DeleteGroupPolicy", &[group, ("PolicyName", "notes")]).await;
    record.iam(root, "DetachGroupPolicy", &[group, ("PolicyArn", app)]).await;
    record.iam(root, "DeleteGroup", &[group]).await;
}

async fn everything_is_taken_down(root: &Caller, record: &mut Recorder, app: &str, key: &str) {
    let (user, role, policy) = (("UserName", "ann"), ("RoleName", "app"), ("PolicyArn", app));
    let (notes, team) = (("PolicyName", "notes"), ("TagKeys.member.1", "team"));
    record.iam(root, "UntagUser", &[user, team]).await;
    record.iam(root, "UntagRole", &[role, team]).await;
    record.iam(root, "UntagPolicy", &[policy, team]).await;
    record.iam(root, "DeleteUserPermissionsBoundary", &[user]).await;
    record.iam(root, "DeleteRolePermissionsBoundary", &[role]).await;
    let transitive = [role, ("TransitivePermissionsBoundary", app)];
    root.iam("DeleteRolePermissionsBoundary", &transitive).await.expect_success();
    record.iam(root, "DeleteUserPolicy", &[user, notes]).await;
    record.iam(root, "DeleteRolePolicy", &[role, notes]).await;
    record.iam(root, "DetachUserPolicy", &[user, policy]).await;
    record.iam(root, "DetachRolePolicy", &[role, policy]).await;
    record.iam(root, "DeleteAccessKey", &[user, ("AccessKeyId", key)]).await;
    record.iam(root, "DeleteUser", &[user]).await;
    record.iam(root, "DeleteRole", &[role]).await;
    record.iam(root, "DeletePolicyVersion", &[policy, ("VersionId", "v2")]).await;
    record.iam(root, "DeletePolicy", &[policy]).await;
}
