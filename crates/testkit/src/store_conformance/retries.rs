//! Laws of operation ids and tokens.

use std::sync::Arc;

use entail_store::{Add, CommitError, Guard, Key, Revision};

use super::{NewStore, delete, latest, new_txn, put, puts, race, text_at};

/// Again under the same id: the same token, and no second effect.
pub async fn the_same_operation_id_commits_once(new_store: NewStore<'_>) {
    let store = new_store();
    let mut txn = puts(&[("k", "x")]);
    txn.guards.push(Guard::Absent(Key::new("k")));
    txn.counters.push(Add { key: Key::new("q"), delta: 1, at_most: 9 });
    let token = store.commit(txn.clone()).await.unwrap();
    put(&*store, "k", "changed since").await;
    assert_eq!(store.commit(txn.clone()).await.unwrap(), token);
    assert_eq!(store.commit(txn).await.unwrap(), token);
    let snapshot = latest(&*store).await;
    assert_eq!(text_at(&*snapshot, "k").as_deref(), Some("changed since"));
    assert_eq!(text_at(&*snapshot, "q").as_deref(), Some("1"));
    assert_eq!(snapshot.revision(), Revision::new(2));
}

/// Retries that overtake one another commit once too.
pub async fn concurrent_retries_commit_once(new_store: NewStore<'_>) {
    let store = new_store();
    let mut txn = new_txn();
    txn.counters.push(Add { key: Key::new("q"), delta: 1, at_most: 99 });
    let outcomes = race(16, |_| {
        let (store, txn) = (Arc::clone(&store), txn.clone());
        async move { store.commit(txn).await }
    })
    .await;
    let first = outcomes.first().unwrap();
    assert!(outcomes.iter().all(|outcome| outcome.is_ok() && outcome == first), "{outcomes:?}");
    assert_eq!(text_at(&*latest(&*store).await, "q").as_deref(), Some("1"));
}

/// Only commits are remembered, not failures.
pub async fn an_operation_id_that_failed_can_be_tried_again(new_store: NewStore<'_>) {
    let store = new_store();
    put(&*store, "k", "x").await;
    let mut txn = puts(&[("other", "y")]);
    txn.guards.push(Guard::Absent(Key::new("k")));
    assert_eq!(store.commit(txn.clone()).await, Err(CommitError::Guard(0)));
    delete(&*store, "k").await;
    assert_eq!(store.commit(txn).await.unwrap().revision, Revision::new(3));
}

/// Each commit is one revision, and every token is above those answered before.
pub async fn tokens_grow_without_gaps(new_store: NewStore<'_>) {
    let store = new_store();
    let start = store.head().await.unwrap();
    assert_eq!(start.revision, Revision::ZERO);
    let writers = race(8, |writer| {
        let store = Arc::clone(&store);
        async move {
            let mut last = store.head().await.unwrap();
            for number in 0..20 {
                let key = format!("k/{writer}/{number}");
                let token = store.commit(puts(&[(&key, "x")])).await?;
                assert!(token.revision > last.revision);
                assert!(store.head().await.unwrap().revision >= token.revision);
                last = token;
            }
            Ok(last)
        }
    })
    .await;
    let highest = writers.into_iter().map(|token| token.unwrap().revision).max();
    assert_eq!(highest, Some(Revision::new(160)));
    assert_eq!(store.head().await.unwrap(), start.at(Revision::new(160)));
    let unchanged = delete(&*store, "absent").await;
    assert_eq!(unchanged.revision, Revision::new(161), "a deletion of nothing is a commit too");
}

/// Guards without writes are checked and answered at the head.
pub async fn a_transaction_of_guards_alone_makes_no_revision(new_store: NewStore<'_>) {
    let store = new_store();
    let token = put(&*store, "k", "x").await;
    let mut txn = new_txn();
    txn.guards.push(Guard::RevisionIs(Key::new("k"), token.revision));
    assert_eq!(store.commit(txn).await, Ok(token));
    let mut txn = new_txn();
    txn.guards.push(Guard::Absent(Key::new("k")));
    assert_eq!(store.commit(txn).await, Err(CommitError::Guard(0)));
    assert_eq!(store.head().await.unwrap(), token);
}
