//! What a line makes while its seal is being withdrawn is looked at too.

use entail_wire::service::Service;

use super::held::Held;
use crate::support::{
    assert_refused,
    people::{Fenced, create_role, inherited_by_role},
};

const DEV: &str = "arn:aws:iam::111122223333:user/dev";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_role_that_is_made_while_a_cascade_is_withdrawn_does_not_slip_out() {
    let fenced = Fenced::new().await;
    let (root, fence) = (&fenced.root, fenced.fence.as_str());
    // Groups keep no writer of their own, so that nothing stands against the withdrawal yet.
    fenced.dev.iam("CreateGroup", &[("GroupName", "team")]).await.expect_success();
    let held = Held::from(&fenced.house.state().await).await;
    let dev = held.here(&fenced.dev);
    let withdrawal = [("PrincipalArn", DEV), ("PolicyArn", fence)];
    let asked = (Service::Entail, "WithdrawCascade", withdrawal.as_slice());
    let answer = held.race_with(root, asked, create_role(&dev, "slipped", &[])).await;
    let answer = answer.expect("the withdrawal commits something");
    assert_refused(&answer, "DeleteConflict", "trust of");
    assert_eq!(inherited_by_role(&held.here(root), "slipped").await, [fence]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_that_is_made_while_a_cascade_is_withdrawn_is_not_overlooked() {
    let fenced = Fenced::new().await;
    let (root, fence) = (&fenced.root, fenced.fence.as_str());
    fenced.dev.iam("CreateUser", &[("UserName", "kid")]).await.expect_success();
    let held = Held::from(&fenced.house.state().await).await;
    let dev = held.here(&fenced.dev);
    let withdrawal = [("PrincipalArn", DEV), ("PolicyArn", fence)];
    let asked = (Service::Entail, "WithdrawCascade", withdrawal.as_slice());
    let key = dev.iam("CreateAccessKey", &[("UserName", "kid")]);
    let answer = held.race_with(root, asked, key).await;
    let answer = answer.expect("the withdrawal commits something");
    assert_refused(&answer, "DeleteConflict", "credential");
}
