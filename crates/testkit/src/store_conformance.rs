//! One suite that every engine of the store passes.
//!
//! [`store_laws!`](crate::store_laws) makes a module of tests from a way to make an empty store, one
//! test for each law. The laws with moving parts run several tasks on a runtime of several threads.

#![expect(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "a law that does not hold, or cannot be looked at, panics: that is what it is for"
)]

pub mod feed;
pub mod guards;
pub mod model;
pub mod reads;
pub mod retries;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use entail_store::{CommitError, Key, OpId, ReadAt, Snapshot, Store, Token, Txn, Value};

pub use model::{random_transactions_agree_with_a_map, store_equals_btreemap};

/// Makes an empty store.
pub type NewStore<'a> = &'a (dyn Fn() -> Arc<dyn Store> + Sync);

/// A module of tests, one for each law: `store_laws!(memory, || Arc::new(MemoryStore::new()))`.
#[macro_export]
macro_rules! store_laws {
    ($engine:ident, $new_store:expr) => {
        mod $engine {
            use super::*;
            use $crate::store_conformance as conformance;

            #[test]
            fn random_transactions_agree_with_a_map() {
                conformance::random_transactions_agree_with_a_map(&$new_store);
            }

            $crate::store_laws! { @laws $new_store;
                reads: scans_page_through_a_prefix_in_the_order_of_keys,
                reads: snapshots_stay_at_their_revision,
                reads: a_token_of_another_store_or_of_the_future_is_refused,
                reads: values_of_any_bytes_come_back_as_they_were,
                reads: a_store_in_use_reports_no_problems,
                guards: exactly_one_task_takes_a_name,
                guards: a_transaction_that_fails_changes_nothing,
                guards: counters_stop_at_their_limit_whoever_counts,
                guards: a_counter_never_goes_below_zero,
                guards: range_guards_see_puts_and_deletes_under_their_prefix_only,
                guards: range_guards_fail_where_the_past_is_compacted,
                guards: what_is_over_a_limit_is_refused,
                guards: a_key_written_twice_is_refused,
                retries: the_same_operation_id_commits_once,
                retries: concurrent_retries_commit_once,
                retries: an_operation_id_that_failed_can_be_tried_again,
                retries: tokens_grow_without_gaps,
                retries: a_transaction_of_guards_alone_makes_no_revision,
                feed: a_batch_is_a_whole_transaction,
                feed: watching_resumes_at_every_revision,
                feed: watching_what_is_compacted_is_an_error,
                feed: watching_with_a_foreign_token_is_an_error,
                feed: a_stream_ends_with_its_store,
            }
        }
    };
    (@laws $new_store:expr; $($topic:ident: $law:ident,)*) => {
        $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $law() {
                conformance::$topic::$law(&$new_store).await;
            }
        )*
    };
}

/// An operation id that no other call answers.
pub fn new_op_id() -> OpId {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    OpId::new(u128::from(number).to_be_bytes())
}

/// A transaction that does nothing yet, under an id of its own.
pub fn new_txn() -> Txn {
    Txn::new(new_op_id())
}

/// A transaction that writes these texts.
pub fn puts(entries: &[(&str, &str)]) -> Txn {
    let mut txn = new_txn();
    txn.puts = entries.iter().map(|(key, text)| (Key::new(*key), value(text))).collect();
    txn
}

fn value(text: &str) -> Value {
    Value::new(text.as_bytes())
}

async fn put(store: &dyn Store, key: &str, text: &str) -> Token {
    store.commit(puts(&[(key, text)])).await.unwrap()
}

async fn delete(store: &dyn Store, key: &str) -> Token {
    let mut txn = new_txn();
    txn.deletes.push(Key::new(key));
    store.commit(txn).await.unwrap()
}

async fn latest(store: &dyn Store) -> Box<dyn Snapshot> {
    store.read(ReadAt::Latest).await.unwrap()
}

fn text_at(snapshot: &dyn Snapshot, key: &str) -> Option<String> {
    let found = snapshot.get(&Key::new(key)).unwrap()?;
    Some(String::from_utf8(found.value.as_bytes().to_vec()).unwrap())
}

/// Runs as many tasks at once as given, and answers what each came to.
async fn race<F>(count: u32, task: impl Fn(u32) -> F) -> Vec<Result<Token, CommitError>>
where
    F: Future<Output = Result<Token, CommitError>> + Send + 'static,
{
    let tasks: Vec<_> = (0..count).map(|number| tokio::spawn(task(number))).collect();
    let mut outcomes = Vec::new();
    for task in tasks {
        outcomes.push(task.await.unwrap());
    }
    outcomes
}
