//! A defect or a stall while requests run: the client gets an answer, nothing is written, and the
//! server goes on.

use std::sync::{Arc, atomic::Ordering};

use entail_server::limits::REQUESTS_IN_PROGRESS_MAX;
use tokio::task::JoinSet;

use crate::support::{
    hooked_store::HookedStore,
    house::{House, State},
    people::create_role,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_panic_in_an_operation_answers_500_and_writes_nothing() {
    let (store, hooks) = HookedStore::new(&State::newborn().await).await;
    let house = House::on(Arc::new(store)).await;
    let root = &house.root;
    create_role(root, "before", &[]).await.expect_success();
    let state = house.state().await;

    hooks.broken.store(true, Ordering::Relaxed);
    for _ in 0..3 {
        let answer = create_role(root, "during", &[]).await;
        assert_eq!((answer.status, answer.code().as_str()), (500, "ServiceFailure"));
        assert!(!answer.body.contains("on purpose"), "the client learns no internals");
        let answer = root.iam("GetRole", &[("RoleName", "before")]).await;
        assert_eq!(answer.status, 500);
    }
    assert_eq!(house.state().await, state);

    hooks.broken.store(false, Ordering::Relaxed);
    create_role(root, "after", &[]).await.expect_success();
    let names = root.iam("ListRoles", &[]).await.find_all("RoleName");
    assert_eq!(names, ["after", "before"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn more_requests_than_can_be_performed_at_once_are_throttled() {
    let (store, hooks) = HookedStore::new(&State::newborn().await).await;
    let house = House::on(Arc::new(store)).await;

    let stalled = hooks.stall.write().await;
    let mut crowd = JoinSet::new();
    for _ in 0..=REQUESTS_IN_PROGRESS_MAX {
        let root = house.root.clone();
        crowd.spawn(async move { root.iam("ListRoles", &[]).await });
    }
    let first = crowd.join_next().await.unwrap().unwrap();
    assert_eq!((first.status, first.code().as_str()), (400, "Throttling"));

    drop(stalled);
    let rest = crowd.join_all().await;
    assert_eq!(rest.len(), REQUESTS_IN_PROGRESS_MAX);
    for answer in rest {
        answer.expect_success();
    }
}
