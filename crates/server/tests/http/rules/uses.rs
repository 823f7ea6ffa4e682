//! A policy that is in use as a boundary, a seal, or carried by a live session is not deleted; and
//! AWS's own policies serve as boundaries and seals.

use entail_testkit::client::Caller;

use crate::support::{
    assert_denied, assert_refused,
    documents::{ADMINISTRATOR_ACCESS, READ_ONLY_ACCESS, TRANSITIVE_PATH, allow_all},
    house::House,
    people::{
        Fenced, assume, create_role, inherited_by_role, keys_of, make_policy, make_role, make_user,
    },
};

async fn assert_in_use(root: &Caller, policy: &str) {
    let refused = root.iam("DeletePolicy", &[("PolicyArn", policy)]).await;
    assert_refused(&refused, "DeleteConflict", "");
    root.iam("GetPolicy", &[("PolicyArn", policy)]).await.expect_success();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_policy_is_kept_while_it_is_a_boundary_then_a_seal_then_inherited() {
    let house = House::new().await;
    let root = &house.root;
    make_user(root, "ann").await;
    let ann = keys_of(root, "ann").await;
    let policy = make_policy(root, "/", "boundary", &allow_all()).await;
    let user = ("UserName", "ann");
    let own = [user, ("PermissionsBoundary", policy.as_str())];
    root.iam("PutUserPermissionsBoundary", &own).await.expect_success();
    assert_in_use(root, &policy).await;

    let transitive = [user, ("TransitivePermissionsBoundary", policy.as_str())];
    root.iam("PutUserPermissionsBoundary", &transitive).await.expect_success();
    root.iam("DeleteUserPermissionsBoundary", &[user]).await.expect_success();
    assert_in_use(root, &policy).await;

    create_role(&ann, "child", &[]).await.expect_success();
    root.iam("DeleteUserPermissionsBoundary", &transitive).await.expect_success();
    assert_in_use(root, &policy).await;

    root.iam("DeleteRole", &[("RoleName", "child")]).await.expect_success();
    root.iam("DeletePolicy", &[("PolicyArn", &policy)]).await.expect_success();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_seal_that_only_a_live_session_carries_is_kept_and_still_binds_it() {
    let Fenced { house: _house, root, fence, dev } = Fenced::new().await;
    make_role(&root, "operator").await;
    let session = assume(&dev, "operator").await;
    let user = ("UserName", "dev");
    root.iam("DeleteUserPermissionsBoundary", &[user]).await.expect_success();
    let key = dev.credentials.as_ref().unwrap().access_key_id.clone();
    root.iam("DeleteAccessKey", &[user, ("AccessKeyId", &key)]).await.expect_success();
    root.iam("DetachUserPolicy", &[user, ("PolicyArn", ADMINISTRATOR_ACCESS)])
        .await
        .expect_success();
    root.iam("DeleteUser", &[user]).await.expect_success();

    assert_in_use(&root, &fence).await;
    root.iam("CreateUser", &[user]).await.expect_success();
    let denied = session.iam("ListUserTags", &[user]).await;
    assert_denied(&denied, "with an explicit deny in an inherited permissions boundary");
    create_role(&session, "late-child", &[]).await.expect_success();
    assert_eq!(inherited_by_role(&root, "late-child").await, [fence]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_policy_of_awss_own_is_a_boundary_and_a_seal() {
    let house = House::new().await;
    let root = &house.root;
    make_user(root, "ann").await;
    let ann = keys_of(root, "ann").await;
    let user = ("UserName", "ann");
    let seal = [user, ("TransitivePermissionsBoundary", READ_ONLY_ACCESS)];
    root.iam("PutUserPermissionsBoundary", &seal).await.expect_success();
    make_role(&ann, "child").await;
    assert_eq!(inherited_by_role(root, "child").await, [READ_ONLY_ACCESS]);
    let child = assume(&ann, "child").await;
    child.iam("GetUser", &[user]).await.expect_success();
    let refused = child.iam("CreateUser", &[("UserName", "new")]).await;
    assert_denied(
        &refused,
        "because no inherited permissions boundary allows the iam:CreateUser action",
    );

    let boundary = [user, ("PermissionsBoundary", READ_ONLY_ACCESS)];
    root.iam("PutUserPermissionsBoundary", &boundary).await.expect_success();
    let refused = create_role(&ann, "new", &[]).await;
    assert_denied(&refused, "because no permissions boundary allows the iam:CreateRole action");
    ann.iam("GetUser", &[user]).await.expect_success();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_namesake_of_a_deleted_seal_is_another_policy() {
    let house = House::new().await;
    let root = &house.root;
    let first = make_policy(root, TRANSITIVE_PATH, "seal", &allow_all()).await;
    root.iam("DeletePolicy", &[("PolicyArn", &first)]).await.expect_success();
    let second = make_policy(root, TRANSITIVE_PATH, "seal", &allow_all()).await;
    assert_eq!(first, second, "the name is free again");
    let id = root.iam("GetPolicy", &[("PolicyArn", &second)]).await.text("PolicyId");
    assert!(id.starts_with("ANPA"));
}
