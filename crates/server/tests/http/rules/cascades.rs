//! A transitive boundary that is set late and cascaded: whom it reaches, and what of it outlives
//! its root.

use entail_testkit::client::Caller;

use crate::support::{
    assert_denied, assert_gate, assert_refused,
    documents::ADMINISTRATOR_ACCESS,
    house::House,
    people::{assume, create_role, inherited_by_role, keys_of, make_fence, make_role, make_user},
};

const CAPPED: &str = "with an explicit deny in an inherited permissions boundary";
const ANN: &str = "arn:aws:iam::111122223333:user/ann";

/// Ann, the role that she made, a role that its session made, and a stranger's role; then a
/// transitive boundary on Ann.
struct Family {
    house: House,
    root: Caller,
    fence: String,
    ann: Caller,
}

impl Family {
    async fn new() -> Self {
        let house = House::new().await;
        let root = house.root.clone();
        make_user(&root, "ann").await;
        let ann = keys_of(&root, "ann").await;
        make_role(&ann, "child").await;
        let session = assume(&ann, "child").await;
        make_role(&session, "grandchild").await;
        make_role(&root, "stranger").await;
        let fence = make_fence(&root, "fence").await;
        let late = [("UserName", "ann"), ("TransitivePermissionsBoundary", fence.as_str())];
        root.iam("PutUserPermissionsBoundary", &late).await.expect_success();
        Self { house, root, fence, ann }
    }

    async fn cascade(&self) {
        self.root
            .entail("CascadeTransitiveBoundary", &[("PrincipalArn", ANN)])
            .await
            .expect_success();
    }

    async fn delete_fence(&self) -> entail_testkit::client::Answer {
        self.root.iam("DeletePolicy", &[("PolicyArn", &self.fence)]).await
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cascade_binds_children_grandchildren_and_their_live_sessions() {
    let family = Family::new().await;
    let root = &family.root;
    let live = assume(&family.ann, "grandchild").await;
    let before = family.house.state().await;
    let dry = [("PrincipalArn", ANN), ("DryRun", "true")];
    let listed = root.entail("CascadeTransitiveBoundary", &dry).await.expect_success().body;
    assert!(listed.contains("role/child") && listed.contains("role/grandchild"), "{listed}");
    assert!(!listed.contains("role/stranger"), "{listed}");
    assert_eq!(family.house.state().await, before, "a dry run writes nothing");

    family.cascade().await;
    for role in ["child", "grandchild"] {
        assert_eq!(inherited_by_role(root, role).await, [family.fence.as_str()], "{role}");
    }
    assert!(inherited_by_role(root, "stranger").await.is_empty());
    assert_denied(&live.iam("ListUserTags", &[("UserName", "ann")]).await, CAPPED);
    assert_gate(&live.iam("DeleteRole", &[("RoleName", "stranger")]).await);
    create_role(&live, "later", &[]).await.expect_success();
    assert_eq!(inherited_by_role(root, "later").await, [family.fence.as_str()]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cascaded_boundary_counts_as_used_and_is_not_deleted() {
    let family = Family::new().await;
    let root = &family.root;
    family.cascade().await;
    let lift = [("UserName", "ann"), ("TransitivePermissionsBoundary", family.fence.as_str())];
    root.iam("DeleteUserPermissionsBoundary", &lift).await.expect_success();
    let policy = root.iam("GetPolicy", &[("PolicyArn", &family.fence)]).await.expect_success();
    assert_eq!(policy.text("PermissionsBoundaryUsageCount"), "2");
    let used = [("PolicyArn", family.fence.as_str()), ("PolicyUsageFilter", "PermissionsBoundary")];
    let users = root.iam("ListEntitiesForPolicy", &used).await.expect_success();
    assert_eq!(users.find_all("RoleName"), ["child", "grandchild"]);
    assert_refused(&family.delete_fence().await, "DeleteConflict", "boundary");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cascade_outlives_its_root_and_is_withdrawn_by_its_id() {
    let family = Family::new().await;
    let root = &family.root;
    family.cascade().await;
    let shown = root.iam("GetUser", &[("UserName", "ann")]).await.expect_success();
    let id = shown.text("UserId");
    delete_user(root, "ann").await;
    assert_eq!(inherited_by_role(root, "grandchild").await, [family.fence.as_str()]);

    let withdrawal = [("PrincipalId", id.as_str()), ("PolicyArn", family.fence.as_str())];
    root.entail("WithdrawCascade", &withdrawal).await.expect_success();
    for role in ["child", "grandchild"] {
        assert!(inherited_by_role(root, role).await.is_empty(), "{role}");
    }
    let policy = root.iam("GetPolicy", &[("PolicyArn", &family.fence)]).await.expect_success();
    assert_eq!(policy.text("PermissionsBoundaryUsageCount"), "0");
    family.delete_fence().await.expect_success();
}

async fn delete_user(root: &Caller, name: &str) {
    let keys = root.iam("ListAccessKeys", &[("UserName", name)]).await.expect_success();
    for key in keys.find_all("AccessKeyId") {
        let key = [("UserName", name), ("AccessKeyId", key.as_str())];
        root.iam("DeleteAccessKey", &key).await.expect_success();
    }
    let attached = [("UserName", name), ("PolicyArn", ADMINISTRATOR_ACCESS)];
    root.iam("DetachUserPolicy", &attached).await.expect_success();
    root.iam("DeleteUser", &[("UserName", name)]).await.expect_success();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cascade_goes_on_through_a_generation_that_is_deleted() {
    let family = Family::new().await;
    let root = &family.root;
    let attached = [("RoleName", "child"), ("PolicyArn", ADMINISTRATOR_ACCESS)];
    root.iam("DetachRolePolicy", &attached).await.expect_success();
    root.iam("DeleteRole", &[("RoleName", "child")]).await.expect_success();
    family.cascade().await;
    assert_eq!(inherited_by_role(root, "grandchild").await, [family.fence.as_str()]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_session_makes_after_its_user_is_gone_descends_from_who_made_the_user() {
    let family = Family::new().await;
    let root = &family.root;
    let lift = [("UserName", "ann"), ("TransitivePermissionsBoundary", family.fence.as_str())];
    root.iam("DeleteUserPermissionsBoundary", &lift).await.expect_success();
    make_user(&family.ann, "helper").await;
    let helper = keys_of(&family.ann, "helper").await;
    let session = assume(&helper, "stranger").await;
    delete_user(root, "helper").await;
    create_role(&session, "orphan", &[]).await.expect_success();

    let again = [("UserName", "ann"), ("TransitivePermissionsBoundary", family.fence.as_str())];
    root.iam("PutUserPermissionsBoundary", &again).await.expect_success();
    family.cascade().await;
    assert_eq!(inherited_by_role(root, "orphan").await, [family.fence.as_str()]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_withdrawal_waits_for_what_the_line_wrote_under_the_seal() {
    let family = Family::new().await;
    let root = &family.root;
    create_role(&family.ann, "sealed", &[]).await.expect_success();
    let withdrawal = [("PrincipalArn", ANN), ("PolicyArn", family.fence.as_str())];
    let refused = root.entail("WithdrawCascade", &withdrawal).await;
    assert_refused(&refused, "DeleteConflict", "trust of");
    assert_eq!(inherited_by_role(root, "sealed").await, [family.fence.as_str()]);
    let dry = [&withdrawal[..], &[("DryRun", "true")]].concat();
    let listed = root.entail("WithdrawCascade", &dry).await.expect_success().body;
    assert!(listed.contains("role/sealed") && listed.contains("trust"), "{listed}");
    let accepting = [&withdrawal[..], &[("AcceptWrites", "true")]].concat();
    root.entail("WithdrawCascade", &accepting).await.expect_success();
    assert!(inherited_by_role(root, "sealed").await.is_empty());
    // What is made from now on is under the boundary again: it is still on Ann.
    create_role(&family.ann, "later", &[]).await.expect_success();
    assert_eq!(inherited_by_role(root, "later").await, [family.fence.as_str()]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_adopted_user_is_not_disowned_while_the_line_holds_a_key_of_it() {
    let family = Family::new().await;
    let root = &family.root;
    make_user(root, "robot").await;
    let resource = "arn:aws:iam::111122223333:user/robot";
    let named = [("ResourceArn", resource), ("PolicyArn", family.fence.as_str())];
    let writable = [&named[..], &[("Mode", "Write")]].concat();
    root.entail("Adopt", &writable).await.expect_success();
    let made = family.ann.iam("CreateAccessKey", &[("UserName", "robot")]).await.expect_success();
    let refused = root.entail("Disown", &named).await;
    assert_refused(&refused, "DeleteConflict", "credential");
    let key = made.text("AccessKeyId");
    let key = [("UserName", "robot"), ("AccessKeyId", key.as_str())];
    root.iam("DeleteAccessKey", &key).await.expect_success();
    root.entail("Disown", &named).await.expect_success();
    assert_gate(&family.ann.iam("CreateAccessKey", &[("UserName", "robot")]).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_line_itself_cascades_and_withdraws_nothing() {
    let family = Family::new().await;
    let request = [("PrincipalArn", ANN)];
    assert_gate(&family.ann.entail("CascadeTransitiveBoundary", &request).await);
    let withdrawal = [("PrincipalArn", ANN), ("PolicyArn", family.fence.as_str())];
    assert_gate(&family.ann.entail("WithdrawCascade", &withdrawal).await);
}
