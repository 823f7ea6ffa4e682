//! Entail's own condition keys: what policies learn of seals.

use entail_testkit::client::Caller;
use serde_json::{Value, json};

use crate::support::{
    assert_denied,
    documents::{allow, deny_if, document},
    people::{Fenced, assume, create_role, make_role, try_to_assume},
};

const DENIED: &str = "with an explicit deny in an identity-based policy";

/// Denies the user an action where a condition holds.
async fn deny_where(root: &Caller, user: &str, actions: &[&str], condition: &Value) {
    let text = document(&[allow(&["*"]), deny_if(actions, condition)]);
    let put = [("UserName", user), ("PolicyName", "own"), ("PolicyDocument", text.as_str())];
    root.iam("PutUserPolicy", &put).await.expect_success();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_policy_tells_sealed_sessions_from_others() {
    let fenced = Fenced::new().await;
    let (root, dev) = (&fenced.root, &fenced.dev);
    for (condition, is_denied) in [
        (json!({ "Bool": { "entail:Sealed": "true" } }), true),
        (json!({ "Bool": { "entail:Sealed": "false" } }), false),
        (json!({ "ArnEquals": { "entail:SessionSeals": fenced.fence } }), true),
        (
            json!({ "ForAnyValue:ArnLike": { "entail:SessionSeals": "arn:aws:iam::*:policy/other" } }),
            false,
        ),
        (json!({ "Null": { "entail:SessionSeals": "true" } }), false),
        (json!({ "Null": { "entail:ExecutionRoleArn": "false" } }), false),
    ] {
        deny_where(root, "dev", &["iam:ListRoles"], &condition).await;
        let answer = dev.iam("ListRoles", &[]).await;
        assert_eq!(!answer.is_success(), is_denied, "{condition}: {}", answer.body);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_policy_asks_what_its_target_inherited_and_who_made_it() {
    let fenced = Fenced::new().await;
    let (root, dev) = (&fenced.root, &fenced.dev);
    make_role(dev, "mine").await;
    make_role(root, "theirs").await;
    let unbounded = json!({ "Null": { "entail:InheritedBoundaries": "true" } });
    deny_where(root, "dev", &["sts:AssumeRole"], &unbounded).await;
    assume(dev, "mine").await;
    assert_denied(&try_to_assume(dev, "theirs", &[]).await, DENIED);

    let others = json!({ "ArnNotEquals": { "entail:CreatorArn": "${aws:PrincipalArn}" } });
    deny_where(root, "dev", &["iam:GetRole"], &others).await;
    dev.iam("GetRole", &[("RoleName", "mine")]).await.expect_success();
    assert_denied(&dev.iam("GetRole", &[("RoleName", "theirs")]).await, DENIED);

    // On creation it is what will be inherited, and nobody has made it yet.
    let bounded = json!({ "ArnEquals": { "entail:InheritedBoundaries": fenced.fence } });
    deny_where(root, "dev", &["iam:CreateRole", "iam:CreateGroup"], &bounded).await;
    assert_denied(&create_role(dev, "new", &[]).await, DENIED);
    assert_denied(&dev.iam("CreateGroup", &[("GroupName", "new")]).await, DENIED);
}

/// A rename is asked about twice, for the old name and the new one: both say the same.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rename_is_asked_about_with_what_the_target_inherited() {
    let fenced = Fenced::new().await;
    let (root, dev) = (&fenced.root, &fenced.dev);
    let unbounded = json!({ "Null": { "entail:InheritedBoundaries": "true" } });
    deny_where(root, "dev", &["iam:UpdateUser", "iam:UpdateGroup"], &unbounded).await;
    dev.iam("CreateUser", &[("UserName", "kid")]).await.expect_success();
    dev.iam("CreateGroup", &[("GroupName", "kids")]).await.expect_success();
    let user = [("UserName", "kid"), ("NewUserName", "kiddo")];
    dev.iam("UpdateUser", &user).await.expect_success();
    let group = [("GroupName", "kids"), ("NewGroupName", "kiddos")];
    dev.iam("UpdateGroup", &group).await.expect_success();
    assert_denied(&dev.iam("UpdateUser", &[("UserName", "dev"), ("NewPath", "/x/")]).await, DENIED);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_policy_asks_for_the_transitive_boundary_of_its_target() {
    let fenced = Fenced::new().await;
    let (root, dev) = (&fenced.root, &fenced.dev);
    make_role(dev, "plain").await;
    make_role(dev, "emitting").await;
    let put = [("RoleName", "emitting"), ("TransitivePermissionsBoundary", fenced.fence.as_str())];
    root.iam("PutRolePermissionsBoundary", &put).await.expect_success();
    let emitting = json!({ "ArnEquals": { "entail:TransitiveBoundary": fenced.fence } });
    deny_where(root, "dev", &["iam:UpdateRoleDescription"], &emitting).await;
    let described = |role| [("RoleName", role), ("Description", "x")];
    dev.iam("UpdateRoleDescription", &described("plain")).await.expect_success();
    assert_denied(&dev.iam("UpdateRoleDescription", &described("emitting")).await, DENIED);
}

/// V is a set: the explicit boundary and the seals, as every kind of operator sees it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_boundary_key_on_creation_is_a_set_of_all_that_will_be_in_force() {
    let fenced = Fenced::new().await;
    let (root, dev, fence) = (&fenced.root, &fenced.dev, &fenced.fence);
    let key = "iam:PermissionsBoundary";
    for (number, (condition, is_denied)) in [
        (json!({ "StringEquals": { key: fence } }), true),
        (json!({ "StringNotEquals": { key: fence } }), false),
        (json!({ "StringNotEquals": { key: "arn:aws:iam::111122223333:policy/other" } }), true),
        (json!({ "Null": { key: "true" } }), false),
        (json!({ "Null": { key: "false" } }), true),
        (json!({ "StringEqualsIfExists": { key: fence } }), true),
        (json!({ "ForAllValues:StringEquals": { key: fence } }), true),
        (json!({ "ForAnyValue:StringEquals": { key: ["x", fence] } }), true),
        (json!({ "ForAnyValue:StringNotEquals": { key: fence } }), false),
    ]
    .into_iter()
    .enumerate()
    {
        deny_where(root, "dev", &["iam:CreateRole"], &condition).await;
        let answer = create_role(dev, &format!("role-{number}"), &[]).await;
        assert_eq!(!answer.is_success(), is_denied, "{condition}: {}", answer.body);
    }
}
