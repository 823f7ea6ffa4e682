//! A transitive boundary that is set late holds for sessions that are alive already.

use crate::support::{
    assert_denied, assert_gate,
    documents::ADMINISTRATOR_ACCESS,
    house::House,
    people::{assume, create_role, inherited_by_role, keys_of, make_fence, make_role, make_user},
};

const CAPPED: &str = "with an explicit deny in an inherited permissions boundary";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_live_session_passes_on_a_seal_that_its_role_got_after_it_began() {
    let house = House::new().await;
    let root = &house.root;
    make_user(root, "ann").await;
    make_role(root, "early").await;
    let session = assume(&keys_of(root, "ann").await, "early").await;
    create_role(&session, "made-before", &[]).await.expect_success();

    let fence = make_fence(root, "fence").await;
    let late = [("RoleName", "early"), ("TransitivePermissionsBoundary", fence.as_str())];
    root.iam("PutRolePermissionsBoundary", &late).await.expect_success();
    create_role(&session, "made-after", &[]).await.expect_success();
    assert_eq!(inherited_by_role(root, "made-after").await, [fence]);
    assert!(inherited_by_role(root, "made-before").await.is_empty(), "the past stays");

    // It may write what bears the seal, and nothing else any more: not even what it made before.
    let attach = |role| [("RoleName", role), ("PolicyArn", ADMINISTRATOR_ACCESS)];
    session.iam("AttachRolePolicy", &attach("made-after")).await.expect_success();
    assert_gate(&session.iam("AttachRolePolicy", &attach("made-before")).await);
    // A transitive boundary is for the children: the session itself is not capped.
    session.iam("ListUserTags", &[("UserName", "ann")]).await.expect_success();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_seal_that_is_set_on_a_link_of_a_chain_holds_for_the_sessions_behind_it() {
    let house = House::new().await;
    let root = &house.root;
    make_user(root, "ann").await;
    for role in ["first", "second", "third"] {
        make_role(root, role).await;
    }
    let ann = keys_of(root, "ann").await;
    let first = assume(&ann, "first").await;
    let second = assume(&first, "second").await;
    let third = assume(&second, "third").await;
    let direct = assume(&ann, "third").await;
    let listing = [("UserName", "ann")];
    third.iam("ListUserTags", &listing).await.expect_success();

    let fence = make_fence(root, "fence").await;
    let late = [("RoleName", "first"), ("TransitivePermissionsBoundary", fence.as_str())];
    root.iam("PutRolePermissionsBoundary", &late).await.expect_success();
    for behind in [&second, &third] {
        assert_denied(&behind.iam("ListUserTags", &listing).await, CAPPED);
        assert_gate(&behind.iam("DeleteRole", &[("RoleName", "third")]).await);
    }
    create_role(&third, "grandchild", &[]).await.expect_success();
    assert_eq!(inherited_by_role(root, "grandchild").await, [fence.as_str()]);

    // Sessions that do not come through the sealed link are as they were.
    direct.iam("ListUserTags", &listing).await.expect_success();
    create_role(&direct, "free", &[]).await.expect_success();
    assert!(inherited_by_role(root, "free").await.is_empty());

    let lifted = [("RoleName", "first"), ("TransitivePermissionsBoundary", fence.as_str())];
    root.iam("DeleteRolePermissionsBoundary", &lifted).await.expect_success();
    third.iam("ListUserTags", &listing).await.expect_success();
    assert_eq!(inherited_by_role(root, "grandchild").await, [fence], "what inherited keeps it");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_seal_set_on_a_user_holds_for_the_sessions_it_has_obtained() {
    let house = House::new().await;
    let root = &house.root;
    make_user(root, "ann").await;
    make_role(root, "operator").await;
    let ann = keys_of(root, "ann").await;
    let token = ann.sts("GetSessionToken", &[]).await.expect_success();
    let with_token = ann.with_credentials_of(&token);
    let session = assume(&with_token, "operator").await;
    let fence = make_fence(root, "fence").await;
    let put = [("UserName", "ann"), ("PermissionsBoundary", fence.as_str())];
    root.iam("PutUserPermissionsBoundary", &put).await.expect_success();

    let listing = [("UserName", "ann")];
    assert_denied(&session.iam("ListUserTags", &listing).await, CAPPED);
    let later = assume(&with_token, "operator").await;
    assert_denied(&later.iam("ListUserTags", &listing).await, CAPPED);
    let own = "with an explicit deny in a permissions boundary";
    assert_denied(&ann.iam("ListUserTags", &listing).await, own);
}
