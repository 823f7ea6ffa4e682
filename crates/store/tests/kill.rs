//! An acknowledged commit survives SIGKILL at any moment, and no half of a transaction does.
//!
//! The test starts itself again as a child that commits from several tasks and prints each token
//! after it was answered, kills it, opens the store and looks.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "helpers of tests panic as tests do")]
#![expect(clippy::print_stdout, reason = "the child tells the parent what was acknowledged")]

use std::hash::{BuildHasher, RandomState};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use entail_store::{Key, OpId, Prefix, ReadAt, Revision, SqliteOptions, SqliteStore, Store};
use entail_testkit::store_conformance::puts;

/// Set for the child only: the data directory it commits in.
const CHILD_DIRECTORY: &str = "ENTAIL_KILL_TEST_DIRECTORY";
const ROUNDS: u64 = 12;
const TASKS: usize = 8;
/// Longer than any start takes.
const PATIENCE: Duration = Duration::from_secs(30);

fn open(directory: &Path) -> SqliteStore {
    SqliteStore::open(directory, SqliteOptions::default()).unwrap()
}

/// Not a test of its own: what the child does. Without the variable it has nothing to do.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn child_commits_until_it_is_killed() {
    let Some(directory) = std::env::var_os(CHILD_DIRECTORY) else { return };
    let store = Arc::new(open(Path::new(&directory)));
    let tasks: Vec<_> = (0..TASKS)
        .map(|task| {
            let store = Arc::clone(&store);
            tokio::spawn(async move { commit_forever(&store, task).await })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
}

async fn commit_forever(store: &SqliteStore, task: usize) {
    for number in 0.. {
        let name = format!("{}-{task}-{number}", std::process::id());
        let (left, right) = (format!("left/{name}"), format!("right/{name}"));
        let mut txn = puts(&[(&left, &name), (&right, &name)]);
        // Ids of the processes before this one are remembered.
        txn.op_id =
            OpId::new(std::array::from_fn(|_| RandomState::new().hash_one(0).to_be_bytes()[0]));
        let token = store.commit(txn).await.unwrap();
        println!("acknowledged {} {name}", token.revision);
    }
}

fn start_child(directory: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "child_commits_until_it_is_killed", "--nocapture"])
        .env(CHILD_DIRECTORY, directory)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// When a child is killed.
#[derive(Clone, Copy)]
enum Kill {
    /// This long after its start: perhaps while it opens the store.
    AfterStart(Duration),
    /// This long after its first acknowledged commit.
    InFullFlight(Duration),
}

/// Runs a child until it is killed, and answers what it acknowledged.
fn acknowledged_before(kill: Kill, directory: &Path) -> Vec<(u64, String)> {
    let mut child = start_child(directory);
    let output = BufReader::new(child.stdout.take().unwrap());
    let (sender, first) = mpsc::channel();
    let reader = std::thread::spawn(move || read_acknowledged(output, &sender));
    match kill {
        Kill::AfterStart(wait) => std::thread::sleep(wait),
        Kill::InFullFlight(wait) => {
            first.recv_timeout(PATIENCE).unwrap();
            std::thread::sleep(wait);
        }
    }
    child.kill().unwrap();
    child.wait().unwrap();
    reader.join().unwrap()
}

/// Reads to the end, and tells of the first acknowledged commit.
fn read_acknowledged(mut output: impl BufRead, first: &mpsc::Sender<()>) -> Vec<(u64, String)> {
    let mut all = Vec::new();
    let mut line = String::new();
    // A line without its end was cut off by the kill, perhaps within the name.
    while output.read_line(&mut line).unwrap() > 0 && line.ends_with('\n') {
        if let Some(one) = acknowledged(line.trim_end()) {
            all.push(one);
            // Nobody listens to the later ones.
            let _ = first.send(());
        }
        line.clear();
    }
    all
}

fn acknowledged(line: &str) -> Option<(u64, String)> {
    let (_, rest) = line.split_once("acknowledged ")?;
    let (revision, name) = rest.split_once(' ')?;
    Some((revision.parse().ok()?, name.to_owned()))
}

#[tokio::test]
async fn acknowledged_commits_survive_kill_9_at_any_moment() {
    let directory = tempfile::tempdir().unwrap();
    let mut acknowledged: Vec<(u64, String)> = Vec::new();
    for round in 0..ROUNDS {
        // Moments that do not line up with anything.
        let wait = Duration::from_millis(3 + (round * 37) % 120);
        let kill = if round % 4 == 0 { Kill::AfterStart(wait) } else { Kill::InFullFlight(wait) };
        acknowledged.extend(acknowledged_before(kill, directory.path()));
        look(directory.path(), &acknowledged).await;
    }
    println!("{ROUNDS} kills, {} acknowledged commits, none lost", acknowledged.len());
    assert!(acknowledged.len() >= 9, "each round in full flight acknowledges something");
}

async fn look(directory: &Path, acknowledged: &[(u64, String)]) {
    let store = open(directory);
    let snapshot = store.read(ReadAt::Latest).await.unwrap();
    let scan = |prefix: &str| {
        let mut names = Vec::new();
        let prefix = Prefix::new(prefix);
        let mut after: Option<Key> = None;
        loop {
            let page = snapshot.scan(&prefix, after.as_ref(), 1_000).unwrap();
            let Some((last, _)) = page.last() else { return names };
            after = Some(last.clone());
            names.extend(page.into_iter().map(|(key, found)| (key.last_segment(), found.modified)));
        }
    };
    let (left, right) = (scan("left/"), scan("right/"));
    assert_eq!(left, right, "half a transaction");
    assert_eq!(left.len() as u64, snapshot.revision().number(), "revisions have no gaps");
    let found: std::collections::BTreeMap<String, Revision> = left.into_iter().collect();
    for (revision, name) in acknowledged {
        assert_eq!(found.get(name), Some(&Revision::new(*revision)), "{name} was lost");
    }
    drop(snapshot);
    assert_eq!(store.check().await.unwrap().problems, Vec::<String>::new());
}
