//! Everything the store bounds, by name.

use std::time::Duration;

/// Longest key, in bytes. The longest key of ours holds a policy's ARN and a principal's id.
pub const KEY_BYTES_MAX: usize = 2_048;

/// Most bytes of keys and values that one transaction may write.
pub const TRANSACTION_BYTES_MAX: usize = 1024 * 1024;

/// Most puts, deletes and counter changes together in one transaction.
///
/// Under the 128 operations that etcd allows by default, so that no operation of ours fits one
/// engine and not another.
pub const TRANSACTION_OPERATIONS_MAX: usize = 100;

/// Most guards in one transaction.
///
/// CHOICE: above the operations' limit. A decision reads more than it writes: a user in ten groups
/// with ten policies each is read through some two hundred keys.
pub const TRANSACTION_GUARDS_MAX: usize = 500;

/// Most entries that one [`scan`](crate::Snapshot::scan) returns, whatever limit is asked for.
pub const SCAN_ENTRIES_MAX: usize = 10_000;

/// How many revisions of the change feed an engine keeps by itself; older ones are compacted.
pub const CHANGE_HISTORY_REVISIONS_MAX: u64 = 100_000;

/// Most events of the audit trail that the store of an account holds before they are copied to the
/// log: some 300 MB. A write that would pass it does not commit, as it would have no record.
pub const AUDIT_EVENTS_MAX: u64 = 100_000;

/// How many of the newest batches the change feed keeps in memory, so that followers that keep up
/// never touch the disk.
pub const FEED_BATCHES_CACHED_MAX: usize = 1_024;

/// How many revisions a follower that is behind reads from the disk at once.
pub const FEED_REPLAY_REVISIONS_MAX: u64 = 256;

/// How long an operation id is remembered: the window in which a retry commits nothing twice.
pub const OPERATION_ID_TIME_TO_LIVE: Duration = Duration::from_hours(24);

/// How often remembered operation ids and old history are swept.
pub const SWEEP_INTERVAL: Duration = Duration::from_mins(1);

/// Most operation ids the engine in memory remembers.
pub const MEMORY_OPERATION_IDS_MAX: usize = 100_000;

/// Most transactions that wait for the writer; beyond it `commit` waits its turn.
pub const COMMIT_QUEUE_MAX: usize = 4_096;

/// Most transactions committed with one sync to the disk.
pub const COMMIT_GROUP_MAX: usize = 512;

/// Most snapshots open at the same time in one engine; beyond it `read` waits its turn.
pub const SNAPSHOTS_OPEN_MAX: usize = 128;

/// Read connections kept open between snapshots.
pub const READERS_IDLE_MAX: usize = 16;

/// How long `read` waits for another snapshot to be closed.
pub const SNAPSHOT_WAIT_MAX: Duration = Duration::from_secs(5);

/// How long `SQLite` waits for a lock of another connection (only ever a checkpoint).
pub const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
