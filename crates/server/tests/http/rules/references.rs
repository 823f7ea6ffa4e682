//! What a policy determines must bear the seals of whoever edits it (w1), and what is attached or
//! becomes a boundary must not be more sealed than its target (w5, F5).

use crate::support::{
    assert_gate, assert_refused,
    documents::{TRANSITIVE_PATH, allow_all},
    people::{
        Fenced, create_role, keys_of, make_developer, make_fence, make_policy, make_role,
        make_user, permissions_boundary, transitive_boundary, try_to_assume,
    },
};

fn new_version(arn: &str) -> [(&str, &str); 3] {
    let everything =
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;
    [("PolicyArn", arn), ("PolicyDocument", everything), ("SetAsDefault", "true")]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn w1_an_own_policy_is_no_longer_the_lineages_to_edit_once_it_determines_an_outsider() {
    let Fenced { house: _house, root, dev, .. } = Fenced::new().await;
    root.iam("CreateUser", &[("UserName", "outsider")]).await.expect_success();
    let user = ("UserName", "outsider");
    let ways = [
        ("AttachUserPolicy", "DetachUserPolicy", "PolicyArn"),
        ("PutUserPermissionsBoundary", "DeleteUserPermissionsBoundary", "PermissionsBoundary"),
    ];
    for (number, (put, remove, parameter)) in ways.into_iter().enumerate() {
        let own = make_policy(&dev, "/", &format!("own-{number}"), &allow_all()).await;
        dev.iam("CreatePolicyVersion", &new_version(&own)).await.expect_success();
        root.iam(put, &[user, (parameter, &own)]).await.expect_success();
        let version = [("PolicyArn", own.as_str()), ("VersionId", "v1")];
        assert_gate(&dev.iam("CreatePolicyVersion", &new_version(&own)).await);
        assert_gate(&dev.iam("SetDefaultPolicyVersion", &version).await);
        assert_gate(&dev.iam("DeletePolicyVersion", &version).await);
        assert_gate(&dev.iam("DeletePolicy", &[("PolicyArn", own.as_str())]).await);
        root.iam(remove, &[user, (parameter, &own)]).await.expect_success();
        dev.iam("SetDefaultPolicyVersion", &version).await.expect_success();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn w1_a_session_policy_of_somebody_elses_live_session_stays_as_it_is() {
    let Fenced { house: _house, root, dev, .. } = Fenced::new().await;
    let own = make_policy(&dev, "/", "own", &allow_all()).await;
    make_user(&root, "outsider").await;
    make_role(&root, "operator").await;
    let outsider = keys_of(&root, "outsider").await;
    let narrowed = [("PolicyArns.member.1.arn", own.as_str())];
    try_to_assume(&outsider, "operator", &narrowed).await.expect_success();
    assert_gate(&dev.iam("CreatePolicyVersion", &new_version(&own)).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn w3_a_lineage_edits_the_seal_it_made_for_its_children_and_they_do_not() {
    let fenced = Fenced::new().await;
    let dev = &fenced.dev;
    let own = make_policy(dev, "/", "own-seal", &allow_all()).await;
    let child = fenced.child("child").await;
    let put = [("RoleName", "child"), ("TransitivePermissionsBoundary", own.as_str())];
    dev.iam("PutRolePermissionsBoundary", &put).await.expect_success();
    assert_gate(&child.iam("CreatePolicyVersion", &new_version(&own)).await);
    assert_gate(
        &child
            .iam(
                "TagPolicy",
                &[
                    ("PolicyArn", own.as_str()),
                    ("Tags.member.1.Key", "entail:transitive"),
                    ("Tags.member.1.Value", "true"),
                ],
            )
            .await,
    );
    dev.iam("CreatePolicyVersion", &new_version(&own)).await.expect_success();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn w3_nobody_below_a_seal_touches_it_whatever_the_operation() {
    let fenced = Fenced::new().await;
    let child = fenced.child("child").await;
    let fence = fenced.fence.as_str();
    let policy = ("PolicyArn", fence);
    let version = [policy, ("VersionId", "v1")];
    let tag = [policy, ("Tags.member.1.Key", "a"), ("Tags.member.1.Value", "b")];
    for by in [&fenced.dev, &child] {
        assert_gate(&by.iam("CreatePolicyVersion", &new_version(fence)).await);
        assert_gate(&by.iam("SetDefaultPolicyVersion", &version).await);
        assert_gate(&by.iam("DeletePolicyVersion", &version).await);
        assert_gate(&by.iam("DeletePolicy", &[policy]).await);
        assert_gate(&by.iam("TagPolicy", &tag).await);
        assert_gate(&by.iam("UntagPolicy", &[policy, ("TagKeys.member.1", "a")]).await);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn w5_another_lineages_policy_is_not_attached_and_is_no_boundary() {
    let Fenced { house: _house, root, dev, .. } = Fenced::new().await;
    let other_fence = make_fence(&root, "other-fence").await;
    let other = make_developer(&root, "other", &other_fence).await;
    let theirs = make_policy(&other, "/", "theirs", &allow_all()).await;
    make_role(&dev, "child").await;
    let role = ("RoleName", "child");
    assert_gate(&dev.iam("AttachRolePolicy", &[role, ("PolicyArn", &theirs)]).await);
    let boundary = ("PermissionsBoundary", theirs.as_str());
    assert_gate(&dev.iam("PutRolePermissionsBoundary", &[role, boundary]).await);
    assert_gate(&create_role(&dev, "bounded-by-them", &[boundary]).await);
    // A policy without seals passes, and so does an own one.
    let free = make_policy(&root, "/", "free", &allow_all()).await;
    let own = make_policy(&dev, "/", "own", &allow_all()).await;
    for fine in [&free, &own] {
        dev.iam("AttachRolePolicy", &[role, ("PolicyArn", fine)]).await.expect_success();
        let boundary = ("PermissionsBoundary", fine.as_str());
        dev.iam("PutRolePermissionsBoundary", &[role, boundary]).await.expect_success();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f5_no_transitive_boundary_is_more_sealed_than_its_principal_whoever_asks() {
    let Fenced { house: _house, root, dev, .. } = Fenced::new().await;
    let own = make_policy(&dev, "/", "own", &allow_all()).await;
    let marked = make_policy(&dev, TRANSITIVE_PATH, "own-marked", &allow_all()).await;
    root.iam("CreateUser", &[("UserName", "outsider")]).await.expect_success();
    let user = ("UserName", "outsider");
    let parameter = [user, ("TransitivePermissionsBoundary", own.as_str())];
    let refused = root.iam("PutUserPermissionsBoundary", &parameter).await;
    assert_refused(&refused, "InvalidInput", "");
    let tag = [
        user,
        ("Tags.member.1.Key", "entail:transitive-boundary"),
        ("Tags.member.1.Value", own.as_str()),
    ];
    assert_refused(&root.iam("TagUser", &tag).await, "InvalidInput", "");
    let tags = root.iam("ListUserTags", &[user]).await;
    assert!(tags.find_all("Key").is_empty(), "a refused request has set its tag");

    // By its mark it becomes the boundary, and is not passed on.
    let mark = [user, ("PermissionsBoundary", marked.as_str())];
    root.iam("PutUserPermissionsBoundary", &mark).await.expect_success();
    let answer = root.iam("GetUser", &[user]).await;
    assert_eq!(permissions_boundary(&answer), Some(marked.clone()));
    assert_eq!(transitive_boundary(&answer), None);

    // On a principal of the same lineage all of them are fine.
    make_role(&dev, "child").await;
    let mark = [("RoleName", "child"), ("PermissionsBoundary", marked.as_str())];
    root.iam("PutRolePermissionsBoundary", &mark).await.expect_success();
    let answer = root.iam("GetRole", &[("RoleName", "child")]).await;
    assert_eq!(transitive_boundary(&answer), Some(marked));
}
