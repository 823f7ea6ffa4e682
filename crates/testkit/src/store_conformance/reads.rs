//! Laws of snapshots.

use entail_store::{Key, Prefix, ReadAt, ReadError, Revision, Token, Value};

use super::{NewStore, delete, latest, new_txn, put, puts, text_at};

/// Pages joined are the whole prefix, in the order of keys, and nothing else.
pub async fn scans_page_through_a_prefix_in_the_order_of_keys(new_store: NewStore<'_>) {
    let store = new_store();
    let inside = ["a/1/b", "a/1/a", "a/1/a/x", "a/1/\u{10ffff}", "a/1/"];
    for key in inside.iter().chain(&["a/1", "a/0/z", "a/10/a", "a/2/a", "b"]) {
        put(&*store, key, "x").await;
    }
    let snapshot = latest(&*store).await;
    let prefix = Prefix::new("a/1/");
    for limit in 1..=6 {
        let mut listed = Vec::new();
        let mut after = None;
        loop {
            let page = snapshot.scan(&prefix, after.as_ref(), limit).unwrap();
            assert!(page.len() <= limit);
            let Some((last, _)) = page.last() else { break };
            after = Some(last.clone());
            listed.extend(page.into_iter().map(|(key, _)| key.to_string()));
        }
        assert_eq!(listed, ["a/1/", "a/1/a", "a/1/a/x", "a/1/b", "a/1/\u{10ffff}"], "{limit}");
    }
    let count = |after: &str| snapshot.scan(&prefix, Some(&Key::new(after)), 9).unwrap().len();
    assert_eq!((count("a/0/z"), count("a/1/aa"), count("a/2")), (5, 2, 0));
    assert_eq!(snapshot.scan(&Prefix::new(""), None, 99).unwrap().len(), 10);
    assert!(snapshot.scan(&prefix, None, 0).unwrap().is_empty());
}

/// A snapshot shows its own revision whatever is written later.
pub async fn snapshots_stay_at_their_revision(new_store: NewStore<'_>) {
    let store = new_store();
    put(&*store, "k/changed", "old").await;
    let token = put(&*store, "k/deleted", "there").await;
    let snapshot = store.read(ReadAt::AtLeast(token)).await.unwrap();
    put(&*store, "k/changed", "new").await;
    delete(&*store, "k/deleted").await;
    put(&*store, "k/later", "x").await;

    assert_eq!(snapshot.revision(), token.revision);
    assert_eq!(text_at(&*snapshot, "k/changed").as_deref(), Some("old"));
    assert_eq!(text_at(&*snapshot, "k/deleted").as_deref(), Some("there"));
    assert_eq!(text_at(&*snapshot, "k/later"), None);
    assert_eq!(snapshot.scan(&Prefix::new("k/"), None, 9).unwrap().len(), 2);

    let newer = latest(&*store).await;
    let changed = newer.get(&Key::new("k/changed")).unwrap().unwrap();
    assert_eq!((changed.created, changed.modified), (Revision::new(1), Revision::new(3)));
    assert_eq!(text_at(&*newer, "k/deleted"), None);
    let again = put(&*store, "k/deleted", "again").await;
    let found = latest(&*store).await.get(&Key::new("k/deleted")).unwrap().unwrap();
    assert_eq!((found.created, found.modified), (again.revision, again.revision));
}

/// A read answers as new as asked for, or an error.
pub async fn a_token_of_another_store_or_of_the_future_is_refused(new_store: NewStore<'_>) {
    let store = new_store();
    let token = put(&*store, "k", "x").await;
    let other_epoch = Token { epoch: token.epoch ^ 1, ..token };
    let other_cell = Token { cell: token.cell + 1, ..token };
    for foreign in [other_epoch, other_cell] {
        let refused = store.read(ReadAt::AtLeast(foreign)).await;
        assert!(matches!(refused, Err(ReadError::ForeignToken(_))), "{refused:?}");
    }
    let future = token.at(token.revision.next());
    let refused = store.read(ReadAt::AtLeast(future)).await;
    assert!(matches!(refused, Err(ReadError::Behind { .. })), "{refused:?}");
    assert_eq!(store.read(ReadAt::Local).await.unwrap().revision(), token.revision);
}

/// Values are bytes: text, JSON, no text at all, nothing.
pub async fn values_of_any_bytes_come_back_as_they_were(new_store: NewStore<'_>) {
    let store = new_store();
    let values: [&[u8]; 6] =
        [b"", b"{\"v\":1}", b"\0", b"a\0b", &[0xff, 0xfe, 0], "\u{e4}\u{1f512}".as_bytes()];
    for (number, bytes) in values.iter().enumerate() {
        let mut txn = new_txn();
        txn.puts.push((Key::new(format!("k/{number}")), Value::new(*bytes)));
        store.commit(txn).await.unwrap();
    }
    let entries = latest(&*store).await.scan(&Prefix::new("k/"), None, 9).unwrap();
    let read: Vec<&[u8]> = entries.iter().map(|(_, found)| found.value.as_bytes()).collect();
    assert_eq!(read, values);
}

/// `check` agrees with what was written.
pub async fn a_store_in_use_reports_no_problems(new_store: NewStore<'_>) {
    let store = new_store();
    store.commit(puts(&[("k/1", "x"), ("k/2", "y"), ("k/3", "z")])).await.unwrap();
    put(&*store, "k/1", "changed").await;
    let token = delete(&*store, "k/2").await;
    let report = store.check().await.unwrap();
    assert_eq!(report.problems, Vec::<String>::new());
    assert_eq!((report.token, report.keys, report.oldest), (token, 2, Revision::new(1)));
    store.compact(token.revision).await.unwrap();
    let report = store.check().await.unwrap();
    assert_eq!((report.problems, report.oldest), (Vec::new(), token.revision));
}
