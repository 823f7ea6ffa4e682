//! `entail:TransitiveBoundary`: who may hand out boundaries can be kept from handing out
//! transitive ones, in whichever way they would be set.

use serde_json::json;

use crate::support::{
    assert_denied,
    documents::{allow, deny_if, document},
    house::House,
    people::{create_role, keys_of, make_fence, make_policy, make_role},
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deny_on_the_transitive_boundary_meets_every_way_of_setting_one() {
    let house = House::new().await;
    let root = &house.root;
    let marked = make_fence(root, "marked").await;
    let plain = make_policy(root, "/", "plain", &document(&[allow(&["*"])])).await;
    make_role(root, "target").await;
    root.iam("CreateUser", &[("UserName", "delegate")]).await.expect_success();
    let is_set = json!({ "Null": { "entail:TransitiveBoundary": "false" } });
    let policy = document(&[allow(&["iam:*"]), deny_if(&["iam:*"], &is_set)]);
    let inline =
        [("UserName", "delegate"), ("PolicyName", "own"), ("PolicyDocument", policy.as_str())];
    root.iam("PutUserPolicy", &inline).await.expect_success();
    let delegate = keys_of(root, "delegate").await;

    let target = ("RoleName", "target");
    let tag =
        [("Tags.member.1.Key", "Entail:Transitive-Boundary"), ("Tags.member.1.Value", &marked)];
    for named in [
        vec![("PermissionsBoundary", marked.as_str())],
        vec![("TransitivePermissionsBoundary", marked.as_str())],
        tag.to_vec(),
    ] {
        let refused = create_role(&delegate, "new", &named).await;
        assert_denied(&refused, "with an explicit deny in an identity-based policy");
        let action = if named.len() == 2 { "TagRole" } else { "PutRolePermissionsBoundary" };
        let on_target = [vec![target], named].concat();
        let refused = delegate.iam(action, &on_target).await;
        assert_denied(&refused, "with an explicit deny in an identity-based policy");
    }
    let unmarked = [target, ("PermissionsBoundary", plain.as_str())];
    delegate.iam("PutRolePermissionsBoundary", &unmarked).await.expect_success();
}
