//! What can't be recorded is not done, and not answered as if it were.

use std::sync::{Arc, atomic::Ordering};

use entail_store::{Transaction, limits::AUDIT_EVENTS_MAX, records::Quota};

use super::trail;
use crate::support::{
    hooked_store::HookedStore,
    house::{ACCOUNT, House, State, op_id},
    people::{create_role, keys_of},
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_that_is_full_of_events_refuses_writes_and_still_reads() {
    let house = House::new().await;
    let root = &house.root;
    let mut transaction = Transaction::begin(house.store.as_ref(), ACCOUNT).await.unwrap();
    transaction.count_quota(Quota::AuditEvents, AUDIT_EVENTS_MAX.cast_signed() - 1, u64::MAX);
    transaction.commit(house.store.as_ref(), op_id()).await.unwrap();
    create_role(root, "last", &[]).await.expect_success();

    let head = house.store.head().await.unwrap();
    for answer in [
        create_role(root, "one-more", &[]).await,
        root.sts("GetSessionToken", &[]).await,
        root.iam("GetRole", &[("RoleName", "nobody")]).await,
    ] {
        assert_eq!((answer.status, answer.code().as_str()), (503, "ServiceUnavailable"));
    }
    assert_eq!(root.iam("ListRoles", &[]).await.find_all("RoleName"), ["last"]);
    assert_eq!(house.store.head().await.unwrap(), head, "something was written");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refusal_that_cannot_be_stored_is_not_answered() {
    let (store, hooks) = HookedStore::new(&State::newborn().await).await;
    let house = House::on(Arc::new(store)).await;
    let root = &house.root;
    root.iam("CreateUser", &[("UserName", "nobody")]).await.expect_success();
    let nobody = keys_of(root, "nobody").await;
    let before = trail(house.store.as_ref()).await.len();

    hooks.full.store(true, Ordering::Relaxed);
    for answer in [
        create_role(root, "role", &[]).await,
        create_role(&nobody, "role", &[]).await,
        nobody.iam("ListRoles", &[]).await,
    ] {
        assert_eq!((answer.status, answer.code().as_str()), (503, "ServiceUnavailable"));
    }
    root.iam("ListRoles", &[]).await.expect_success();

    hooks.full.store(false, Ordering::Relaxed);
    assert_eq!(trail(house.store.as_ref()).await.len(), before);
    assert_eq!(create_role(&nobody, "role", &[]).await.code(), "AccessDenied");
    create_role(root, "role", &[]).await.expect_success();
    assert_eq!(trail(house.store.as_ref()).await.len(), before + 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_quota_that_is_met_at_the_commit_is_recorded_as_refused() {
    let house = House::new().await;
    let mut transaction = Transaction::begin(house.store.as_ref(), ACCOUNT).await.unwrap();
    transaction.count_quota(Quota::Roles, 1_000, 1_000);
    transaction.commit(house.store.as_ref(), op_id()).await.unwrap();
    let answer = create_role(&house.root, "one-more", &[]).await;
    assert_eq!(answer.code(), "LimitExceeded");
    let events = trail(house.store.as_ref()).await;
    let [event] = events.as_slice() else { panic!("{} events", events.len()) };
    assert_eq!(event.error_code.as_deref(), Some("LimitExceededException"));
    assert!(event.response_elements.is_none());
    assert!(event.additional_event_data.entail.lineage.is_empty());
}
