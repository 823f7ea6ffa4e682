//! Laws of the change feed.

use std::sync::Arc;
use std::time::Duration;

use entail_store::{Add, Batch, ChangeStream, Key, Revision, Token, WatchError};

use super::{NewStore, delete, new_txn, put, puts, race};

/// Longer than any engine takes; a test that waits so long has failed.
const PATIENCE: Duration = Duration::from_secs(20);

async fn next(stream: &mut dyn ChangeStream) -> Result<Batch, WatchError> {
    tokio::time::timeout(PATIENCE, stream.next()).await.unwrap()
}

/// The texts a batch wrote by key; nothing for a deletion.
fn texts(batch: &Batch) -> Vec<(String, Option<String>)> {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let changes = batch.changes.iter();
    let texts = changes.map(|change| {
        (change.key.to_string(), change.value.as_ref().map(|value| text(value.as_bytes())))
    });
    texts.collect()
}

/// A follower sees each transaction once, in order and never a part, while many write.
pub async fn a_batch_is_a_whole_transaction(new_store: NewStore<'_>) {
    let store = new_store();
    let mut stream = store.watch(store.head().await.unwrap());
    let writing = race(8, |writer| {
        let store = Arc::clone(&store);
        async move {
            let mut last = store.head().await.unwrap();
            for number in 0..25 {
                let text = format!("{writer}/{number}");
                last = store.commit(puts(&[("left", &text), ("right", &text)])).await?;
            }
            Ok(last)
        }
    });
    let following = async {
        let mut revisions = Vec::new();
        for _ in 0..200 {
            let batch = next(&mut *stream).await.unwrap();
            let texts = texts(&batch);
            assert_eq!(texts.len(), 2);
            let (left, right) = (texts.first().unwrap(), texts.last().unwrap());
            assert_eq!((left.0.as_str(), right.0.as_str()), ("left", "right"));
            assert_eq!(left.1, right.1);
            revisions.push(batch.token.revision.number());
        }
        revisions
    };
    let (writers, revisions) = tokio::join!(writing, following);
    assert!(writers.iter().all(Result::is_ok));
    assert_eq!(revisions, (1..=200).collect::<Vec<u64>>());
}

/// From any revision on, a stream shows what came after it and nothing else.
pub async fn watching_resumes_at_every_revision(new_store: NewStore<'_>) {
    let store = new_store();
    let start = store.head().await.unwrap();
    store.commit(puts(&[("b", "1"), ("a", "2")])).await.unwrap();
    delete(&*store, "a").await;
    delete(&*store, "absent").await;
    let mut counted = new_txn();
    counted.counters.push(Add { key: Key::new("q"), delta: 2, at_most: 2 });
    store.commit(counted).await.unwrap();
    put(&*store, "b", "3").await;
    let some = |key: &str, text: &str| (key.to_owned(), Some(text.to_owned()));
    let expected = [
        vec![some("a", "2"), some("b", "1")],
        vec![("a".to_owned(), None)],
        vec![],
        vec![some("q", "2")],
        vec![some("b", "3")],
    ];
    for from in 0..=expected.len() {
        let from_revision = Revision::new(u64::try_from(from).unwrap());
        let mut stream = store.watch(start.at(from_revision));
        for (number, texts_expected) in expected.iter().enumerate().skip(from) {
            let batch = next(&mut *stream).await.unwrap();
            let revision = Revision::new(u64::try_from(number).unwrap() + 1);
            assert_eq!(batch.token, start.at(revision));
            assert_eq!(&texts(&batch), texts_expected, "from {from}, {revision}");
        }
        let silent = tokio::time::timeout(Duration::from_millis(5), stream.next()).await;
        assert!(silent.is_err(), "{silent:?}");
    }
}

/// What is forgotten is an error that says where to begin, also for a stream already open.
pub async fn watching_what_is_compacted_is_an_error(new_store: NewStore<'_>) {
    let store = new_store();
    let start = store.head().await.unwrap();
    let mut open = store.watch(start);
    for number in 0..6 {
        put(&*store, "k", &number.to_string()).await;
    }
    assert_eq!(store.compact(Revision::new(4)).await.unwrap(), Revision::new(4));
    assert_eq!(store.compact(Revision::new(2)).await.unwrap(), Revision::new(4), "never back");
    for from in 0..=2 {
        let mut stream = store.watch(start.at(Revision::new(from)));
        let ended = next(&mut *stream).await;
        let four = Revision::new(4);
        assert!(matches!(ended, Err(WatchError::Compacted { oldest }) if oldest == four));
    }
    assert!(matches!(next(&mut *open).await, Err(WatchError::Compacted { .. })));
    let mut stream = store.watch(start.at(Revision::new(3)));
    assert_eq!(next(&mut *stream).await.unwrap().token, start.at(Revision::new(4)));
    assert_eq!(store.compact(Revision::new(99)).await.unwrap(), Revision::new(7));
    let token = put(&*store, "k", "after all").await;
    let mut stream = store.watch(start.at(Revision::new(6)));
    assert_eq!(next(&mut *stream).await.unwrap().token, token);
}

/// Revisions of another store mean nothing here.
pub async fn watching_with_a_foreign_token_is_an_error(new_store: NewStore<'_>) {
    let store = new_store();
    let token = put(&*store, "k", "x").await;
    let mut stream = store.watch(Token { epoch: token.epoch ^ 1, ..token });
    assert!(matches!(next(&mut *stream).await, Err(WatchError::ForeignToken(_))));
}

/// Followers of a store that is closed are told.
pub async fn a_stream_ends_with_its_store(new_store: NewStore<'_>) {
    let store = new_store();
    let token = put(&*store, "k", "x").await;
    let mut stream = store.watch(token);
    drop(store);
    assert!(matches!(next(&mut *stream).await, Err(WatchError::Closed)));
}
