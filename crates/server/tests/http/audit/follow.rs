//! The log has each event exactly once and in order, whatever becomes of the server.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use entail_policy::arn::AccountId;
use entail_server::audit::{AuditLog, Event, files};
use entail_store::{
    MemoryStore, ReadAt, Store,
    limits::SCAN_ENTRIES_MAX,
    records::{AuditEvent, audit},
};

use super::texts;
use crate::support::{
    house::{ACCOUNT, House, op_id},
    people::create_role,
};

fn lines(folder: &Path) -> Vec<String> {
    let files = files(folder).unwrap().into_iter();
    files
        .flat_map(|file| {
            let text = fs::read_to_string(file).unwrap();
            text.lines().map(str::to_owned).collect::<Vec<_>>()
        })
        .collect()
}

fn logged_ids(folder: &Path) -> Vec<String> {
    lines(folder).iter().map(|line| id_of(line)).collect()
}

fn id_of(text: &str) -> String {
    serde_json::from_str::<Event>(text).unwrap().event_id
}

async fn stored_ids(store: &dyn Store) -> Vec<String> {
    texts(store).await.iter().map(|(_, text)| id_of(text)).collect()
}

/// Follows until all is copied.
async fn follow_once(store: &Arc<dyn Store>, folder: &Path, file_bytes: u64) {
    let account = AccountId::parse(ACCOUNT).unwrap();
    let log = AuditLog::open(folder, file_bytes).unwrap();
    log.follow(Arc::clone(store), account).finish().await;
}

async fn make_roles(house: &House, numbers: std::ops::Range<usize>) {
    for number in numbers {
        create_role(&house.root, &format!("role-{number}"), &[]).await.expect_success();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_goes_on_exactly_where_it_stopped_and_begins_new_files_by_size() {
    let folder = tempfile::tempdir().unwrap();
    let house = House::new().await;
    for round in 0..4 {
        make_roles(&house, round * 5..round * 5 + 5).await;
        follow_once(&house.store, folder.path(), 4_000).await;
        assert_eq!(logged_ids(folder.path()), stored_ids(house.store.as_ref()).await);
    }
    assert_eq!(lines(folder.path()).len(), 20);
    assert!(files(folder.path()).unwrap().len() >= 3, "files are small here");
    let revisions: Vec<String> = lines(folder.path())
        .iter()
        .map(|line| serde_json::from_str::<Event>(line).unwrap())
        .map(|event| event.additional_event_data.entail.revision.unwrap())
        .collect();
    let made = texts(house.store.as_ref()).await.into_iter();
    let head = house.store.head().await.unwrap();
    let made: Vec<String> = made.map(|(revision, _)| head.at(revision).to_string()).collect();
    assert_eq!(revisions, made);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_follows_while_requests_come() {
    let folder = tempfile::tempdir().unwrap();
    let house = House::new().await;
    let account = AccountId::parse(ACCOUNT).unwrap();
    make_roles(&house, 0..3).await;
    let log = AuditLog::open(folder.path(), 1 << 20).unwrap();
    let following = log.follow(Arc::clone(&house.store), account);
    make_roles(&house, 3..20).await;
    following.finish().await;
    assert_eq!(logged_ids(folder.path()), stored_ids(house.store.as_ref()).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_line_that_was_cut_off_anywhere_is_mended() {
    let folder = tempfile::tempdir().unwrap();
    let house = House::new().await;
    make_roles(&house, 0..3).await;
    follow_once(&house.store, folder.path(), 1 << 20).await;
    let expected = lines(folder.path());
    let file: PathBuf = files(folder.path()).unwrap().remove(0);
    let whole = fs::read(&file).unwrap();
    let last = expected.last().unwrap().len() + 1;
    let lengths = (0..=last).step_by(97).map(|cut| whole.len() - cut);
    for length in lengths.chain([0, 1, whole.len() - 1, whole.len() - last]) {
        fs::write(&file, &whole[..length]).unwrap();
        follow_once(&house.store, folder.path(), 1 << 20).await;
        assert_eq!(lines(folder.path()), expected, "cut to {length}");
    }
    // After a power cut, what was not synced may be there as zeros.
    let mut zeros = whole[..whole.len() - last].to_vec();
    zeros.resize(whole.len() + 4_096, 0);
    fs::write(&file, zeros).unwrap();
    follow_once(&house.store, folder.path(), 1 << 20).await;
    assert_eq!(lines(folder.path()), expected);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_that_cannot_be_written_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let house = House::new().await;
    make_roles(&house, 0..2).await;
    follow_once(&house.store, folder.path(), 1).await;
    make_roles(&house, 2..4).await;
    // Where the next file should be there is a folder.
    let next = folder.path().join("audit-0000000002.jsonl");
    fs::create_dir(&next).unwrap();
    let account = AccountId::parse(ACCOUNT).unwrap();
    assert!(AuditLog::open(folder.path(), 1).is_err());
    fs::remove_dir(&next).unwrap();
    let log = AuditLog::open(folder.path(), 1).unwrap();
    fs::create_dir(&next).unwrap();
    log.follow(Arc::clone(&house.store), account).finish().await;
    assert_eq!(fs::read_dir(&next).unwrap().count(), 0);
    fs::remove_dir(&next).unwrap();
    follow_once(&house.store, folder.path(), 1).await;
    assert_eq!(logged_ids(folder.path()), stored_ids(house.store.as_ref()).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_do_not_write_one_log() {
    let folder = tempfile::tempdir().unwrap();
    let _first = AuditLog::open(folder.path(), 1_000).unwrap();
    let refused = AuditLog::open(folder.path(), 1_000).unwrap_err();
    assert!(refused.to_string().contains("in use by another process"), "{refused}");
}

/// The store keeps some ten thousand events that the log has, and no more.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_in_the_log_leaves_the_store_after_a_while() {
    let folder = tempfile::tempdir().unwrap();
    let house = House::new().await;
    make_roles(&house, 0..1).await;
    let (_, text) = texts(house.store.as_ref()).await.remove(0);
    let store: Arc<dyn Store> = Arc::new(MemoryStore::new());
    for number in 0..10_400 {
        let event = AuditEvent::new(number, &format!("event-{number}"), text.clone());
        store.commit(audit::addition(ACCOUNT, &event, op_id())).await.unwrap();
    }
    follow_once(&store, folder.path(), 1 << 20).await;
    assert_eq!(lines(folder.path()).len(), 10_400);
    let snapshot = store.read(ReadAt::Latest).await.unwrap();
    let kept = snapshot.scan(&audit::events(ACCOUNT), None, SCAN_ENTRIES_MAX).unwrap();
    assert_eq!(kept.len(), SCAN_ENTRIES_MAX);
    let oldest = AuditEvent::decode(&kept[0].0, &kept[0].1.value).unwrap();
    // Whole transactions of 90 were removed, as long as there were 90 too many.
    assert_eq!(oldest.id, "0000000000360-event-360", "the oldest went first");
    drop(snapshot);
    follow_once(&store, folder.path(), 1 << 20).await;
    assert_eq!(lines(folder.path()).len(), 10_400, "nothing comes twice");
}
