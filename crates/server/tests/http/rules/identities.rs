//! F10: who relies on `GetCallerIdentity` sees the seals of the session.

use entail_testkit::client::Caller;

use crate::support::{
    documents::role_arn,
    people::{Fenced, assume, keys_of, make_role, make_user},
};

/// The ARNs in each of Entail's elements: the ceilings, the seals, the provenance.
async fn told(caller: &Caller) -> [Vec<String>; 3] {
    let answer = caller.sts("GetCallerIdentity", &[]).await.expect_success();
    let list = |element, entry| answer.part(element).map(|it| it.find_all(entry));
    [
        list("InheritedPermissionsBoundaries", "PermissionsBoundaryArn"),
        list("Seals", "member"),
        list("Provenance", "member"),
    ]
    .map(Option::unwrap_or_default)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f10_an_identity_names_the_seals_that_do_not_limit_the_session_itself_too() {
    let fenced = Fenced::new().await;
    let fence = || vec![fenced.fence.clone()];
    // Its own transitive boundary is for the children.
    assert_eq!(told(&fenced.dev).await, [vec![], fence(), vec![]]);
    let child = fenced.child("child").await;
    assert_eq!(told(&child).await, [fence(), fence(), vec![]]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f10_an_identity_names_what_an_admitting_role_dropped() {
    let fenced = Fenced::new().await;
    let root = &fenced.root;
    make_role(root, "exit").await;
    let exit = role_arn("exit");
    let admit = [("RoleArn", exit.as_str()), ("PolicyArn", fenced.fence.as_str())];
    root.entail("Admit", &admit).await.expect_success();
    let outside = assume(&fenced.dev, "exit").await;
    assert_eq!(told(&outside).await, [vec![], vec![], vec![fenced.fence.clone()]]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f10_an_unsealed_identity_is_awss_to_the_letter() {
    let fenced = Fenced::new().await;
    let root = &fenced.root;
    make_user(root, "ann").await;
    make_role(root, "plain").await;
    let ann = keys_of(root, "ann").await;
    let plain = assume(&ann, "plain").await;
    for unsealed in [root, &ann, &plain] {
        let answer = unsealed.sts("GetCallerIdentity", &[]).await.expect_success();
        for element in ["InheritedPermissionsBoundaries", "Seals", "Provenance"] {
            assert!(answer.part(element).is_none(), "{}", answer.body);
        }
    }
}
