//! Users, roles and policies that most tests begin with.

use entail_testkit::client::{Answer, Caller};

use super::{
    documents::{ADMINISTRATOR_ACCESS, TRANSITIVE_PATH, allow_all_except, role_arn, trust_account},
    house::House,
};

/// The action that the boundary called "fence" denies. Reading tags changes nothing.
pub(crate) const FENCED_ACTION: &str = "iam:ListUserTags";

/// A developer with `AdministratorAccess` under a marked boundary that forbids one harmless read:
/// whatever else stops its lineage is lineage, not policy.
#[derive(Debug)]
pub(crate) struct Fenced {
    pub(crate) house: House,
    pub(crate) root: Caller,
    /// The boundary's ARN.
    pub(crate) fence: String,
    pub(crate) dev: Caller,
}

impl Fenced {
    pub(crate) async fn new() -> Self {
        let house = House::new().await;
        let root = house.root.clone();
        let fence = make_fence(&root, "fence").await;
        let dev = make_developer(&root, "dev", &fence).await;
        Self { house, root, fence, dev }
    }

    /// A role of the lineage that has the same policies, and a session of it.
    pub(crate) async fn child(&self, name: &str) -> Caller {
        make_role(&self.dev, name).await;
        assume(&self.dev, name).await
    }
}

/// A marked boundary that forbids [`FENCED_ACTION`] only; answers its ARN.
pub(crate) async fn make_fence(by: &Caller, name: &str) -> String {
    make_policy(by, TRANSITIVE_PATH, name, &allow_all_except(&[FENCED_ACTION])).await
}

/// Creates a managed policy; answers its ARN.
pub(crate) async fn make_policy(by: &Caller, path: &str, name: &str, text: &str) -> String {
    let parameters = [("PolicyName", name), ("Path", path), ("PolicyDocument", text)];
    by.iam("CreatePolicy", &parameters).await.expect_success().text("Arn")
}

/// Creates a user with `AdministratorAccess`.
pub(crate) async fn make_user(by: &Caller, name: &str) {
    by.iam("CreateUser", &[("UserName", name)]).await.expect_success();
    let parameters = [("UserName", name), ("PolicyArn", ADMINISTRATOR_ACCESS)];
    by.iam("AttachUserPolicy", &parameters).await.expect_success();
}

/// Makes an access key for a user, and signs with it.
pub(crate) async fn keys_of(by: &Caller, name: &str) -> Caller {
    let answer = by.iam("CreateAccessKey", &[("UserName", name)]).await.expect_success();
    by.with_credentials_of(&answer)
}

/// A user with `AdministratorAccess` and, put on it by an administrator, this boundary.
pub(crate) async fn make_developer(by: &Caller, name: &str, boundary: &str) -> Caller {
    make_user(by, name).await;
    let parameters = [("UserName", name), ("PermissionsBoundary", boundary)];
    by.iam("PutUserPermissionsBoundary", &parameters).await.expect_success();
    keys_of(by, name).await
}

/// Creates a role that trusts its account and has `AdministratorAccess`.
pub(crate) async fn make_role(by: &Caller, name: &str) {
    create_role(by, name, &[]).await.expect_success();
    let parameters = [("RoleName", name), ("PolicyArn", ADMINISTRATOR_ACCESS)];
    by.iam("AttachRolePolicy", &parameters).await.expect_success();
}

/// Asks for a role that trusts its account.
pub(crate) async fn create_role(by: &Caller, name: &str, more: &[(&str, &str)]) -> Answer {
    let trust = trust_account();
    let mut parameters = vec![("RoleName", name), ("AssumeRolePolicyDocument", trust.as_str())];
    parameters.extend_from_slice(more);
    by.iam("CreateRole", &parameters).await
}

/// A session of a role.
pub(crate) async fn assume(by: &Caller, role: &str) -> Caller {
    by.with_credentials_of(&try_to_assume(by, role, &[]).await.expect_success())
}

/// Asks for a session of a role.
pub(crate) async fn try_to_assume(by: &Caller, role: &str, more: &[(&str, &str)]) -> Answer {
    let arn = role_arn(role);
    let mut parameters = vec![("RoleArn", arn.as_str()), ("RoleSessionName", "session")];
    parameters.extend_from_slice(more);
    by.sts("AssumeRole", &parameters).await
}

/// The ARNs of the boundaries that a role inherited.
pub(crate) async fn inherited_by_role(root: &Caller, name: &str) -> Vec<String> {
    let answer = root.iam("GetRole", &[("RoleName", name)]).await.expect_success();
    let inherited = answer.part("InheritedPermissionsBoundaries");
    inherited.map(|part| part.find_all("PermissionsBoundaryArn")).unwrap_or_default()
}

/// The ARN of the transitive boundary in an answer that shows a user or role.
pub(crate) fn transitive_boundary(answer: &Answer) -> Option<String> {
    answer.part("TransitivePermissionsBoundary")?.find("PermissionsBoundaryArn")
}

/// The ARN of the permissions boundary in an answer that shows a user or role.
pub(crate) fn permissions_boundary(answer: &Answer) -> Option<String> {
    answer.part("PermissionsBoundary")?.find("PermissionsBoundaryArn")
}
