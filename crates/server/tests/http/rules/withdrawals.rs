//! F8: what a line wrote outlives its seal only where an administrator accepts it.

use entail_testkit::client::{Answer, Caller};

use crate::support::{
    documents::{allow, document, role_arn},
    people::{Fenced, make_policy, make_role},
};

async fn disown(root: &Caller, role: &str, fence: &str) -> Answer {
    root.entail("Disown", &[("ResourceArn", role), ("PolicyArn", fence)]).await
}

/// An administrator who attached the line's policy has not read what the line wrote into it since.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_role_is_not_freed_while_a_policy_attached_to_it_is_the_lines_text() {
    let fenced = Fenced::new().await;
    let (root, fence) = (&fenced.root, fenced.fence.as_str());
    make_role(root, "service").await;
    let service = role_arn("service");
    let adoption = [("ResourceArn", service.as_str()), ("PolicyArn", fence), ("Mode", "Write")];
    root.entail("Adopt", &adoption).await.expect_success();
    let text = document(&[allow(&["iam:ListRoles"])]);
    let policy = make_policy(&fenced.dev, "/", "lines-own", &text).await;
    let attachment = [("RoleName", "service"), ("PolicyArn", policy.as_str())];
    root.iam("AttachRolePolicy", &attachment).await.expect_success();

    let refused = disown(root, &service, fence).await;
    assert_eq!(refused.status, 400, "{}", refused.body);
    assert!(refused.body.contains("DeleteConflictException"), "{}", refused.body);
    assert!(refused.body.contains("write settings of"), "{}", refused.body);

    // A version that is not in force does not change who wrote the one that is.
    let version = [("PolicyArn", policy.as_str()), ("PolicyDocument", text.as_str())];
    root.iam("CreatePolicyVersion", &version).await.expect_success();
    assert_eq!(disown(root, &service, fence).await.status, 400);
    let in_force = [&version[..], &[("SetAsDefault", "true")]].concat();
    root.iam("CreatePolicyVersion", &in_force).await.expect_success();
    disown(root, &service, fence).await.expect_success();
}
