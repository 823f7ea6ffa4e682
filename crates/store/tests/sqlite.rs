//! What only the embedded engine has: files, a lock, reopening, backups, views.

#![expect(clippy::unwrap_used, reason = "helpers of tests panic as tests do")]

use std::fs;
use std::path::Path;
use std::time::Duration;

use entail_store::{
    BackupError, Key, OpId, OpenError, ReadAt, ReadError, Revision, SqliteOptions, SqliteStore,
    Store, Token, Txn, Value,
};
use entail_testkit::store_conformance::{new_op_id, puts};
use rusqlite::Connection;
use tempfile::TempDir;

fn open(directory: &Path) -> SqliteStore {
    SqliteStore::open(directory, SqliteOptions::default()).unwrap()
}

fn database(directory: &TempDir) -> Connection {
    Connection::open(directory.path().join("entail.sqlite3")).unwrap()
}

async fn text(store: &SqliteStore, key: &str) -> Option<String> {
    let snapshot = store.read(ReadAt::Latest).await.unwrap();
    let found = snapshot.get(&Key::new(key)).unwrap()?;
    Some(String::from_utf8(found.value.as_bytes().to_vec()).unwrap())
}

#[test]
fn the_linked_sqlite_is_new_enough_to_keep_acknowledged_writes() {
    assert!(rusqlite::version_number() >= 3_051_003, "{}", rusqlite::version());
}

#[tokio::test]
async fn everything_is_there_after_reopening() {
    let directory = tempfile::tempdir().unwrap();
    let store = open(directory.path());
    let first = puts(&[("k", "x")]);
    let token = store.commit(first.clone()).await.unwrap();
    drop(store);

    let store = open(directory.path());
    assert_eq!(store.head().await.unwrap(), token);
    assert_eq!(store.commit(first).await.unwrap(), token, "operation ids survive");
    let next = store.commit(puts(&[("k", "y")])).await.unwrap();
    assert_eq!(next.revision, Revision::new(2));
    let mut stream = store.watch(token.at(Revision::ZERO));
    assert_eq!(stream.next().await.unwrap().token, token);
    assert_eq!(stream.next().await.unwrap().token, next);
    assert_eq!(store.check().await.unwrap().problems, Vec::<String>::new());
}

#[tokio::test]
async fn a_follower_far_behind_reads_its_way_back_from_disk() {
    let directory = tempfile::tempdir().unwrap();
    let store = open(directory.path());
    let start = store.head().await.unwrap();
    for number in 0..600 {
        store.commit(puts(&[("k", &number.to_string())])).await.unwrap();
    }
    drop(store);
    let store = open(directory.path());
    let mut stream = store.watch(start);
    store.commit(puts(&[("k", "600")])).await.unwrap();
    for number in 0..=600_u64 {
        let batch = stream.next().await.unwrap();
        assert_eq!(batch.token.revision, Revision::new(number + 1));
        let value = batch.changes.first().unwrap().value.clone().unwrap();
        assert_eq!(value.as_bytes(), number.to_string().as_bytes());
    }
}

#[tokio::test]
async fn two_stores_cannot_share_a_directory() {
    let directory = tempfile::tempdir().unwrap();
    let store = open(directory.path());
    let second = SqliteStore::open(directory.path(), SqliteOptions::default());
    assert!(matches!(second, Err(OpenError::InUse(_))), "{second:?}");
    drop(store);
    open(directory.path());
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_owner_can_read_the_files() {
    use std::os::unix::fs::PermissionsExt;

    let parent = tempfile::tempdir().unwrap();
    let directory = parent.path().join("made/by/open");
    let store = open(&directory);
    store.commit(puts(&[("k", "x")])).await.unwrap();
    store.backup(&directory.join("backup")).await.unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&directory), 0o700);
    let entries = fs::read_dir(&directory).unwrap();
    let modes: Vec<_> = entries
        .map(|entry| entry.unwrap())
        .map(|entry| (entry.file_name().into_string().unwrap(), mode(&entry.path())))
        .collect();
    assert!(modes.len() >= 4, "{modes:?}");
    assert!(modes.iter().all(|(_, mode)| *mode == 0o600), "{modes:?}");
}

#[test]
fn a_newer_schema_and_another_cell_are_refused() {
    let directory = tempfile::tempdir().unwrap();
    drop(open(directory.path()));
    let other_cell = SqliteOptions { cell: 7, ..SqliteOptions::default() };
    let refused = SqliteStore::open(directory.path(), other_cell);
    assert!(matches!(refused, Err(OpenError::OtherCell { found: 0, wanted: 7 })), "{refused:?}");
    database(&directory).pragma_update(None, "user_version", 2).unwrap();
    let refused = SqliteStore::open(directory.path(), SqliteOptions::default());
    assert!(matches!(refused, Err(OpenError::NewerSchema { found: 2, known: 1 })), "{refused:?}");
}

#[test]
fn a_file_that_is_no_database_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("entail.sqlite3"), "no database at all, ".repeat(100)).unwrap();
    let refused = SqliteStore::open(directory.path(), SqliteOptions::default());
    assert!(matches!(refused, Err(OpenError::Engine(_))), "{refused:?}");
}

#[tokio::test]
async fn a_backup_holds_one_revision_and_opens_under_another_epoch() {
    let directory = tempfile::tempdir().unwrap();
    let store = open(&directory.path().join("live"));
    store.commit(puts(&[("k", "x")])).await.unwrap();
    let backup = directory.path().join("backup.sqlite3");
    let token = store.backup(&backup).await.unwrap();
    assert_eq!(token, store.head().await.unwrap());
    let again = store.backup(&backup).await;
    assert!(matches!(again, Err(BackupError::File { .. })), "{again:?}");
    store.commit(puts(&[("k", "after the backup")])).await.unwrap();

    let restored = directory.path().join("restored");
    fs::create_dir(&restored).unwrap();
    fs::copy(&backup, restored.join("entail.sqlite3")).unwrap();
    let copy = open(&restored);
    assert_eq!(text(&copy, "k").await.as_deref(), Some("x"));
    let head = copy.head().await.unwrap();
    assert_eq!(head.revision, token.revision);
    assert_ne!(head.epoch, token.epoch);
    let foreign = copy.read(ReadAt::AtLeast(token)).await;
    assert!(matches!(foreign, Err(ReadError::ForeignToken(_))), "{foreign:?}");
    drop(copy);
    assert_eq!(open(&restored).head().await.unwrap(), head, "drawn once");
}

#[tokio::test]
async fn old_changes_and_operation_ids_are_swept() {
    let directory = tempfile::tempdir().unwrap();
    let options = SqliteOptions {
        operation_id_time_to_live: Duration::from_secs(1),
        change_history_revisions: 3,
        sweep_interval: Duration::ZERO,
        ..SqliteOptions::default()
    };
    let store = SqliteStore::open(directory.path(), options).unwrap();
    let first = puts(&[("k", "first")]);
    let token = store.commit(first.clone()).await.unwrap();
    assert_eq!(store.commit(first.clone()).await.unwrap(), token, "still remembered");
    tokio::time::sleep(Duration::from_millis(2_100)).await;
    for number in 0..4 {
        store.commit(puts(&[("other", &number.to_string())])).await.unwrap();
    }
    // Compacting is done by the same thread, after the sweep that follows a commit.
    assert_eq!(store.compact(Revision::ZERO).await.unwrap(), Revision::new(3));
    let again = store.commit(first).await.unwrap();
    assert_eq!(again.revision, Revision::new(6), "forgotten, so that it commits anew");
}

#[tokio::test]
async fn damage_is_reported() {
    let directory = tempfile::tempdir().unwrap();
    let store = open(directory.path());
    store.commit(puts(&[("k", "x")])).await.unwrap();
    drop(store);
    database(&directory).execute("update kv set value = 'y', created = 9", []).unwrap();
    let problems = open(directory.path()).check().await.unwrap().problems;
    assert_eq!(
        problems,
        ["1 values have impossible revisions", "1 values differ from the change that wrote them"]
    );
}

#[tokio::test]
async fn the_views_show_records_and_no_secrets() {
    let directory = tempfile::tempdir().unwrap();
    let store = open(directory.path());
    let role = r#"{"v":1,"kind":"role","id":"AROA1","name":"Admin","path":"/","created":0,
        "trust_policy":"{}","lineage":{"permissions_boundary":{"policy":"ANPA1"}}}"#;
    let key = r#"{"v":1,"kind":"access key","id":"AKIA1","owner":"AIDA1","status":"Active",
        "created":0}"#;
    let mut txn = puts(&[("a/111122223333/e/AROA1", role), ("a/111122223333/k/AKIA1", key)]);
    txn.puts.push((Key::new("a/111122223333/ks/AKIA1"), Value::new(vec![0xff, 0, 1])));
    store.commit(txn).await.unwrap();

    let database = database(&directory);
    let one = |query: &str| database.query_row(query, [], |row| row.get::<_, String>(0)).unwrap();
    let boundary = "select account || name || permissions_boundary || created from v_role";
    assert_eq!(one(boundary), "111122223333AdminANPA11970-01-01 00:00:00");
    assert_eq!(one("select id || owner || status from v_access_key"), "AKIA1AIDA1Active");
    for view in ["account", "user", "policy", "policy_version", "attachment"] {
        let query = format!("select count(*) from v_{view}");
        let count: i64 = database.query_row(&query, [], |row| row.get(0)).unwrap();
        assert_eq!(count, 0, "{view}");
    }
}

#[tokio::test]
async fn a_token_of_the_store_is_told_from_any_other_stores() {
    let directory = tempfile::tempdir().unwrap();
    let (one, two) = (open(&directory.path().join("1")), open(&directory.path().join("2")));
    let (one, two): (Token, Token) = (one.head().await.unwrap(), two.head().await.unwrap());
    assert!(!one.is_of_same_store(two), "epochs are drawn at random: {one} {two}");
}

#[tokio::test]
async fn a_store_in_one_group_answers_each_transaction_for_itself() {
    let directory = tempfile::tempdir().unwrap();
    let store = open(directory.path());
    let repeated: OpId = new_op_id();
    let mut broken = puts(&[("q", "1"), ("q", "2")]);
    broken.op_id = new_op_id();
    let same = |text: &str| Txn { op_id: repeated, ..puts(&[("same", text)]) };
    let (first, second, refused, last) = tokio::join!(
        store.commit(same("1")),
        store.commit(same("2")),
        store.commit(broken),
        store.commit(puts(&[("last", "x")])),
    );
    assert_eq!(first.clone().unwrap(), second.unwrap());
    assert!(refused.is_err());
    assert!(last.unwrap().revision > first.unwrap().revision);
    assert_eq!(text(&store, "same").await.as_deref(), Some("1"));
}
