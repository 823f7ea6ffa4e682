//! Boundaries keep the label of their setter (w4, F7): what an administrator set on a child of the
//! lineage, the lineage does not lift, by no way round.

use entail_testkit::client::Caller;

use crate::support::{
    assert_gate, assert_refused,
    documents::{READ_ONLY_ACCESS, allow_all, allow_all_except},
    people::{
        Fenced, make_fence, make_policy, make_role, permissions_boundary, transitive_boundary,
    },
};

async fn boundary_of_child(root: &Caller) -> (Option<String>, Option<String>) {
    let answer = root.iam("GetRole", &[("RoleName", "child")]).await.expect_success();
    (permissions_boundary(&answer), transitive_boundary(&answer))
}

const CHILD: (&str, &str) = ("RoleName", "child");

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_boundary_that_an_administrator_set_on_a_child_stays() {
    let fenced = Fenced::new().await;
    let Fenced { root, dev, .. } = &fenced;
    let child = fenced.child("child").await;
    let set = [CHILD, ("PermissionsBoundary", READ_ONLY_ACCESS)];
    root.iam("PutRolePermissionsBoundary", &set).await.expect_success();
    let weaker = make_policy(dev, "/", "weaker", &allow_all()).await;
    for by in [dev, &fenced.child("sibling").await] {
        let put = [CHILD, ("PermissionsBoundary", weaker.as_str())];
        assert_gate(&by.iam("PutRolePermissionsBoundary", &put).await);
        assert_gate(&by.iam("DeleteRolePermissionsBoundary", &[CHILD]).await);
        // Deleting and making it again would lift it too.
        assert_gate(&by.iam("DeleteRole", &[CHILD]).await);
    }
    assert_eq!(boundary_of_child(root).await.0.as_deref(), Some(READ_ONLY_ACCESS));
    let denied = child.iam("CreateUser", &[("UserName", "new")]).await;
    assert_refused(&denied, "AccessDenied", "because no permissions boundary allows");
    root.iam("DeleteRolePermissionsBoundary", &[CHILD]).await.expect_success();
    assert_eq!(boundary_of_child(root).await.0, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_last_setter_counts_and_the_first_set_is_free() {
    let fenced = Fenced::new().await;
    let Fenced { root, dev, .. } = &fenced;
    make_role(dev, "child").await;
    let own = make_policy(dev, "/", "own", &allow_all()).await;
    let set = [CHILD, ("PermissionsBoundary", own.as_str())];
    dev.iam("PutRolePermissionsBoundary", &set).await.expect_success();
    dev.iam("DeleteRolePermissionsBoundary", &[CHILD]).await.expect_success();
    dev.iam("PutRolePermissionsBoundary", &set).await.expect_success();
    root.iam("PutRolePermissionsBoundary", &set).await.expect_success();
    assert_gate(&dev.iam("DeleteRolePermissionsBoundary", &[CHILD]).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_boundary_that_an_administrator_set_is_not_lifted_by_editing_its_text() {
    let fenced = Fenced::new().await;
    let Fenced { root, dev, .. } = &fenced;
    make_role(dev, "child").await;
    let own = make_policy(dev, "/", "own", &allow_all_except(&["s3:*"])).await;
    let everything = allow_all();
    let version =
        [("PolicyArn", own.as_str()), ("PolicyDocument", &everything), ("SetAsDefault", "true")];
    let set = [CHILD, ("PermissionsBoundary", own.as_str())];
    dev.iam("PutRolePermissionsBoundary", &set).await.expect_success();
    dev.iam("CreatePolicyVersion", &version).await.expect_success();
    root.iam("PutRolePermissionsBoundary", &set).await.expect_success();
    assert_gate(&dev.iam("CreatePolicyVersion", &version).await);
    assert_gate(&dev.iam("SetDefaultPolicyVersion", &[version[0], ("VersionId", "v1")]).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_transitive_boundary_that_an_administrator_set_on_a_child_stays() {
    let fenced = Fenced::new().await;
    let Fenced { root, dev, .. } = &fenced;
    make_role(dev, "child").await;
    let stricter = make_fence(root, "stricter").await;
    let set = [CHILD, ("TransitivePermissionsBoundary", stricter.as_str())];
    root.iam("PutRolePermissionsBoundary", &set).await.expect_success();
    let own = make_policy(dev, "/", "own", &allow_all()).await;
    let replace = [CHILD, ("TransitivePermissionsBoundary", own.as_str())];
    assert_gate(&dev.iam("PutRolePermissionsBoundary", &replace).await);
    assert_gate(&dev.iam("DeleteRolePermissionsBoundary", &set).await);
    assert_gate(&dev.iam("DeleteRole", &[CHILD]).await);
    assert_eq!(boundary_of_child(root).await.1, Some(stricter));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_below_a_seal_changes_the_transitive_boundary_of_itself() {
    let fenced = Fenced::new().await;
    let dev = &fenced.dev;
    let child = fenced.child("child").await;
    let own = make_policy(&child, "/", "own", &allow_all()).await;
    let set = [CHILD, ("TransitivePermissionsBoundary", own.as_str())];
    assert_gate(&child.iam("PutRolePermissionsBoundary", &set).await);
    let tag = [
        CHILD,
        ("Tags.member.1.Key", "Entail:Transitive-Boundary"),
        ("Tags.member.1.Value", own.as_str()),
    ];
    assert_gate(&child.iam("TagRole", &tag).await);
    dev.iam("PutRolePermissionsBoundary", &set).await.expect_success();
    assert_gate(&child.iam("DeleteRolePermissionsBoundary", &set).await);
}
