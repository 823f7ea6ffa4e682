//! At most eight seals in a step by a sealed session: the step is refused, no seal is dropped.

use entail_testkit::client::Caller;

use crate::support::{
    assert_refused,
    documents::allow_all,
    house::House,
    people::{
        assume, create_role, inherited_by_role, keys_of, make_fence, make_policy, make_role,
        make_user, try_to_assume,
    },
};

const SEALS_MAX: usize = 8;
const REFUSAL: &str = "Cannot exceed quota for InheritedBoundariesPerRole: 8";

fn link(number: usize) -> String {
    format!("link-{number}")
}

/// Role `link-N`, which emits a seal of its own.
async fn make_link(root: &Caller, number: usize) -> String {
    let role = link(number);
    make_role(root, &role).await;
    let fence = make_fence(root, &format!("fence-{number}")).await;
    let put = [("RoleName", role.as_str()), ("TransitivePermissionsBoundary", fence.as_str())];
    root.iam("PutRolePermissionsBoundary", &put).await.expect_success();
    role
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_chain_of_sessions_carries_eight_seals_and_no_ninth() {
    let house = House::new().await;
    let root = &house.root;
    make_user(root, "ann").await;
    let mut session = keys_of(root, "ann").await;
    for number in 1..=SEALS_MAX {
        session = assume(&session, &make_link(root, number).await).await;
    }
    // Eight seals, the last of them the role's own: it creates, and its children bear all of them.
    create_role(&session, "child", &[]).await.expect_success();
    assert_eq!(inherited_by_role(root, "child").await.len(), SEALS_MAX);
    make_policy(&session, "/", "own", &allow_all()).await;

    let ninth = make_link(root, SEALS_MAX + 1).await;
    session = assume(&session, &ninth).await;
    let before = house.state().await;
    assert_refused(&create_role(&session, "grandchild", &[]).await, "LimitExceeded", REFUSAL);
    let user = session.iam("CreateUser", &[("UserName", "grandchild")]).await;
    assert_refused(&user, "LimitExceeded", REFUSAL);
    let everything = allow_all();
    let policy = [("PolicyName", "more"), ("PolicyDocument", everything.as_str())];
    assert_refused(&session.iam("CreatePolicy", &policy).await, "LimitExceeded", REFUSAL);
    let next = try_to_assume(&session, &link(1), &[]).await;
    assert_refused(&next, "LimitExceeded", REFUSAL);
    assert_eq!(house.state().await, before);
}
