//! How fast the embedded engine is here: commits a second by number of writers, and point reads.
//!
//! `cargo run --release -p entail-store --example measure`

#![expect(clippy::print_stdout, reason = "it says what it measured")]

use std::error::Error;
use std::sync::Arc;
use std::time::Instant;

use entail_store::{
    Guard, Key, OpId, Prefix, ReadAt, SqliteOptions, SqliteStore, Store, Txn, Value,
};

const COMMITS: usize = 4_000;
const READS: usize = 200_000;
const VALUE_BYTES: usize = 1_500;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let directory = tempfile::tempdir()?;
    let store = Arc::new(SqliteStore::open(directory.path(), SqliteOptions::default())?);
    for writers in [1, 8, 64, 256] {
        let commits = if writers == 1 { COMMITS / 4 } else { COMMITS };
        let seconds = commit_from(&store, writers, commits).await?;
        println!("{writers:>3} writers: {:>6.0} commits a second", per_second(commits, seconds));
    }
    read_back(&*store).await
}

/// What creating a role writes: entity, name, two lineage keys; guarded as a name is.
fn creation(writers: usize, number: usize) -> Txn {
    let id = format!("{writers}-{number}");
    let mut op_id = [0; 16];
    for (byte, of_id) in op_id.iter_mut().zip(id.bytes()) {
        *byte = of_id;
    }
    let mut txn = Txn::new(OpId::new(op_id));
    let name = Key::new(format!("a/111122223333/n/role/{id}"));
    txn.guards.push(Guard::Absent(name.clone()));
    txn.guards.push(Guard::Absent(Key::new("a/111122223333/authz")));
    let mut put = |key: Key, bytes: usize| txn.puts.push((key, Value::new(vec![b'x'; bytes])));
    put(name, 60);
    put(Key::new(format!("a/111122223333/e/AROA{id}")), VALUE_BYTES);
    put(Key::new(format!("a/111122223333/l/AROA{id}")), 80);
    put(Key::new(format!("a/111122223333/lr/AIDA/AROA{id}")), 80);
    txn
}

async fn commit_from(
    store: &Arc<SqliteStore>,
    writers: usize,
    commits: usize,
) -> Result<f64, Box<dyn Error + Send + Sync>> {
    let started = Instant::now();
    let mut tasks = Vec::new();
    for writer in 0..writers {
        let store = Arc::clone(store);
        tasks.push(tokio::spawn(async move {
            for number in (writer..commits).step_by(writers) {
                store.commit(creation(writers, number)).await?;
            }
            Ok::<(), entail_store::CommitError>(())
        }));
    }
    for task in tasks {
        task.await??;
    }
    Ok(started.elapsed().as_secs_f64())
}

async fn read_back(store: &dyn Store) -> Result<(), Box<dyn Error + Send + Sync>> {
    let snapshot = store.read(ReadAt::Latest).await?;
    let entities = Prefix::new("a/111122223333/e/");
    let keys: Vec<Key> =
        snapshot.scan(&entities, None, READS)?.into_iter().map(|(key, _)| key).collect();
    for many in [100, keys.len()] {
        let started = Instant::now();
        let mut bytes = 0;
        for key in keys.iter().take(many).cycle().take(READS) {
            bytes += snapshot.get(key)?.map_or(0, |found| found.value.as_bytes().len());
        }
        let micros = started.elapsed().as_secs_f64() * 1e6;
        println!("point read among {many} keys: {:.2} µs", micros / count(READS));
        assert_eq!(bytes, READS * VALUE_BYTES);
    }
    let started = Instant::now();
    for _ in 0..READS / 20 {
        drop(store.read(ReadAt::Latest).await?);
    }
    let micros = started.elapsed().as_secs_f64() * 1e6;
    println!("opening a snapshot: {:.2} µs", micros / count(READS / 20));
    Ok(())
}

fn per_second(commits: usize, seconds: f64) -> f64 {
    count(commits) / seconds
}

fn count(number: usize) -> f64 {
    u32::try_from(number).map_or(f64::MAX, f64::from)
}
