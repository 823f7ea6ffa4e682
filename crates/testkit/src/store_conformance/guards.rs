//! Laws of guards, counters and limits.

use std::sync::Arc;

use entail_store::{Add, CommitError, Guard, Key, Prefix, Revision, Txn, limits};

use super::{NewStore, delete, latest, new_txn, put, puts, race, text_at, value};

const TASKS: u32 = 32;

fn guarded(guard: Guard) -> Txn {
    let mut txn = puts(&[("written", "x")]);
    txn.guards.push(guard);
    txn
}

/// However many create the same name at once, one does.
pub async fn exactly_one_task_takes_a_name(new_store: NewStore<'_>) {
    let store = new_store();
    for round in 0..8 {
        let name = Key::new(format!("n/{round}"));
        let outcomes = race(TASKS, |number| {
            let store = Arc::clone(&store);
            let name = name.clone();
            async move {
                let mut txn = new_txn();
                txn.guards.push(Guard::Absent(name.clone()));
                txn.puts.push((name, value(&format!("owner {number}"))));
                txn.puts.push((Key::new(format!("e/{round}/{number}")), value("entity")));
                store.commit(txn).await
            }
        })
        .await;
        let winners: Vec<_> = outcomes.iter().enumerate().filter(|(_, won)| won.is_ok()).collect();
        assert_eq!(winners.len(), 1, "{outcomes:?}");
        let lost = outcomes.iter().filter(|lost| **lost == Err(CommitError::Guard(0))).count();
        assert_eq!(lost, TASKS as usize - 1, "{outcomes:?}");
        let snapshot = latest(&*store).await;
        let owner = format!("owner {}", winners.first().unwrap().0);
        assert_eq!(text_at(&*snapshot, name.as_str()), Some(owner));
        let entities = Prefix::new(format!("e/{round}/"));
        assert_eq!(snapshot.scan(&entities, None, 99).unwrap().len(), 1);
    }
}

/// The index of what failed is answered, and nothing is written.
pub async fn a_transaction_that_fails_changes_nothing(new_store: NewStore<'_>) {
    let store = new_store();
    let token = put(&*store, "k", "x").await;
    let key = Key::new("k");
    let mut txn = puts(&[("other", "y")]);
    txn.deletes.push(key.clone());
    txn.counters.push(Add { key: Key::new("q"), delta: 1, at_most: 9 });
    txn.guards.push(Guard::RevisionIs(key.clone(), token.revision));
    txn.guards.push(Guard::Absent(key.clone()));
    assert_eq!(store.commit(txn.clone()).await, Err(CommitError::Guard(1)));
    txn.guards.pop();
    txn.counters.push(Add { key: Key::new("full"), delta: 2, at_most: 1 });
    assert_eq!(store.commit(txn.clone()).await, Err(CommitError::Counter(1)));

    assert_eq!(store.head().await.unwrap(), token);
    let entries = latest(&*store).await.scan(&Prefix::new(""), None, 9).unwrap();
    assert_eq!(entries.len(), 1);
    txn.counters.pop();
    store.commit(txn).await.unwrap();
    let stale = guarded(Guard::RevisionIs(key, token.revision));
    assert_eq!(store.commit(stale).await, Err(CommitError::Guard(0)));
}

/// Concurrent counting neither loses a count nor passes the limit.
pub async fn counters_stop_at_their_limit_whoever_counts(new_store: NewStore<'_>) {
    let store = new_store();
    let limit = 20;
    let outcomes = race(TASKS, |number| {
        let store = Arc::clone(&store);
        async move {
            let mut txn = puts(&[(&format!("e/{number}"), "entity")]);
            txn.counters.push(Add { key: Key::new("q/roles"), delta: 1, at_most: limit });
            store.commit(txn).await
        }
    })
    .await;
    let made = outcomes.iter().filter(|made| made.is_ok()).count();
    let full = outcomes.iter().filter(|full| **full == Err(CommitError::Counter(0))).count();
    assert_eq!((made, full), (20, 12), "{outcomes:?}");
    let snapshot = latest(&*store).await;
    assert_eq!(text_at(&*snapshot, "q/roles").as_deref(), Some("20"));
    assert_eq!(snapshot.scan(&Prefix::new("e/"), None, 99).unwrap().len(), 20);
}

/// Taking away more than there is leaves zero, and is never refused.
pub async fn a_counter_never_goes_below_zero(new_store: NewStore<'_>) {
    let store = new_store();
    for (delta, sum) in [(3, "3"), (-1, "2"), (-5, "0"), (1, "1")] {
        let mut txn = new_txn();
        txn.counters.push(Add { key: Key::new("q"), delta, at_most: 3 });
        store.commit(txn).await.unwrap();
        assert_eq!(text_at(&*latest(&*store).await, "q").as_deref(), Some(sum));
    }
    put(&*store, "q", "not a number").await;
    let mut txn = new_txn();
    txn.counters.push(Add { key: Key::new("q"), delta: 1, at_most: 3 });
    let refused = store.commit(txn).await;
    assert!(matches!(refused, Err(CommitError::Unavailable(_))), "{refused:?}");
}

/// A range guard fails after a put or a delete under its prefix, and for nothing else.
pub async fn range_guards_see_puts_and_deletes_under_their_prefix_only(new_store: NewStore<'_>) {
    let store = new_store();
    put(&*store, "r/1", "x").await;
    let seen = put(&*store, "r/2", "y").await.revision;
    let guard = || guarded(Guard::RangeUnchangedSince(Prefix::new("r/"), seen));
    put(&*store, "r", "not under it").await;
    put(&*store, "s/1", "nor this").await;
    store.commit(guard()).await.unwrap();

    let deleted = delete(&*store, "r/1").await.revision;
    assert_eq!(store.commit(guard()).await, Err(CommitError::Guard(0)));
    let guard_after = |revision| guarded(Guard::RangeUnchangedSince(Prefix::new("r/"), revision));
    store.commit(guard_after(deleted)).await.unwrap();
    delete(&*store, "r/absent").await;
    store.commit(guard_after(deleted)).await.unwrap();

    let added = put(&*store, "r/3", "z").await.revision;
    assert_eq!(store.commit(guard_after(deleted)).await, Err(CommitError::Guard(0)));
    store.commit(guard_after(added)).await.unwrap();
    let everything = guarded(Guard::RangeUnchangedSince(Prefix::new(""), added));
    assert_eq!(store.commit(everything).await, Err(CommitError::Guard(0)));
}

/// Where deletions may be forgotten, a range guard fails to be safe.
pub async fn range_guards_fail_where_the_past_is_compacted(new_store: NewStore<'_>) {
    let store = new_store();
    put(&*store, "r/1", "x").await;
    let deleted = delete(&*store, "r/1").await.revision;
    let head = put(&*store, "s", "y").await.revision;
    store.compact(head).await.unwrap();
    let guard = |revision| guarded(Guard::RangeUnchangedSince(Prefix::new("r/"), revision));
    assert_eq!(store.commit(guard(Revision::new(1))).await, Err(CommitError::Guard(0)));
    store.commit(guard(deleted)).await.unwrap();
}

/// One more than allowed, of anything, is refused; exactly as many are not.
pub async fn what_is_over_a_limit_is_refused(new_store: NewStore<'_>) {
    let store = new_store();
    let fits = |txn: Txn| async { store.commit(txn).await.map(drop) };
    let what = |outcome: Result<(), CommitError>| match outcome {
        Err(CommitError::TooLarge { what, have, max }) if have == max + 1 => Some(what),
        _ => None,
    };

    let mut txn = new_txn();
    for number in 0..limits::TRANSACTION_OPERATIONS_MAX {
        txn.puts.push((Key::new(format!("k/{number}")), value("x")));
    }
    let mut over = txn.clone();
    over.op_id = new_txn().op_id;
    over.counters.push(Add { key: Key::new("q"), delta: 1, at_most: 1 });
    assert_eq!(fits(txn).await, Ok(()));
    assert_eq!(what(fits(over).await), Some("operations"));

    let mut txn = puts(&[("k", "x")]);
    txn.guards = vec![Guard::Absent(Key::new("absent")); limits::TRANSACTION_GUARDS_MAX];
    assert_eq!(fits(txn.clone()).await, Ok(()));
    txn.guards.push(Guard::Absent(Key::new("absent")));
    assert_eq!(what(fits(txn).await), Some("guards"));

    let key = "k".repeat(limits::KEY_BYTES_MAX);
    assert_eq!(fits(puts(&[(&key, "")])).await, Ok(()));
    assert_eq!(what(fits(puts(&[(&format!("{key}k"), "")])).await), Some("bytes in a key"));

    let text = "x".repeat(limits::TRANSACTION_BYTES_MAX - 1);
    assert_eq!(fits(puts(&[("k", &text)])).await, Ok(()));
    assert_eq!(what(fits(puts(&[("kk", &text)])).await), Some("bytes"));
}

/// A transaction says one thing about a key.
pub async fn a_key_written_twice_is_refused(new_store: NewStore<'_>) {
    let store = new_store();
    let key = Key::new("k");
    let mut deleted = puts(&[("k", "x")]);
    deleted.deletes.push(key.clone());
    let mut counted = puts(&[("k", "1")]);
    counted.counters.push(Add { key: key.clone(), delta: 1, at_most: 9 });
    for txn in [puts(&[("k", "x"), ("k", "y")]), deleted, counted] {
        assert_eq!(store.commit(txn).await, Err(CommitError::Contradictory(key.clone())));
    }
    assert_eq!(store.head().await.unwrap().revision, Revision::ZERO);
}
