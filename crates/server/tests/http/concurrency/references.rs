//! What one request refers to and another deletes at the same time: one of the two is refused.

use crate::support::{
    documents::{TRANSITIVE_PATH, allow_all},
    house::House,
    people::{create_role, inherited_by_role, make_developer, make_policy, make_role},
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_policy_is_attached_or_deleted_and_never_both() {
    let house = House::new().await;
    let root = &house.root;
    make_role(root, "app").await;
    for round in 0..12 {
        let arn = make_policy(root, "/", &format!("racing-{round}"), &allow_all()).await;
        let attach_parameters = [("RoleName", "app"), ("PolicyArn", arn.as_str())];
        let delete_parameters = [("PolicyArn", arn.as_str())];
        let attach = root.iam("AttachRolePolicy", &attach_parameters);
        let delete = root.iam("DeletePolicy", &delete_parameters);
        let (attached, deleted) = tokio::join!(attach, delete);
        match (attached.is_success(), deleted.is_success()) {
            (true, false) => {
                assert_eq!(deleted.code(), "DeleteConflict");
                root.iam("DetachRolePolicy", &attach_parameters).await.expect_success();
            }
            (false, true) => assert_eq!(attached.code(), "NoSuchEntity"),
            both => panic!("round {round}: attached and deleted are {both:?}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_seal_is_inherited_or_deleted_and_never_both() {
    let house = House::new().await;
    let root = &house.root;
    for round in 0..8 {
        let seal = make_policy(root, TRANSITIVE_PATH, &format!("seal-{round}"), &allow_all()).await;
        let name = format!("dev-{round}");
        let dev = make_developer(root, &name, &seal).await;
        root.iam("DeleteUserPermissionsBoundary", &[("UserName", &name)]).await.expect_success();
        let put_parameters = [("UserName", name.as_str()), ("PermissionsBoundary", seal.as_str())];
        root.iam("PutUserPermissionsBoundary", &put_parameters).await.expect_success();
        let role = format!("role-{round}");
        let lifted = async {
            let parameters = [("UserName", name.as_str())];
            root.iam("DeleteUserPermissionsBoundary", &parameters).await.expect_success();
            root.iam("DeletePolicy", &[("PolicyArn", &seal)]).await
        };
        let (made, deleted) = tokio::join!(create_role(&dev, &role, &[]), lifted);
        made.expect_success();
        let inherited = inherited_by_role(root, &role).await;
        if deleted.is_success() {
            assert!(inherited.is_empty(), "a deleted policy is inherited: {inherited:?}");
        } else {
            assert_eq!(deleted.code(), "DeleteConflict");
            assert_eq!(inherited, [seal]);
        }
    }
}
