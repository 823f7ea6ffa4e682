//! Accounts, principals and policies in transactions on one of several engines.
//!
//! [`Store`] is a small, ordered, transactional map with revisions and a change feed; the engines
//! implement it: [`MemoryStore`] for tests, [`SqliteStore`] for one machine. On top stand the
//! [`records`], which say what is stored under which key, and [`Transaction`], which an operation of
//! the server reads and writes them through.
//!
//! What is not here: any rule of IAM, any AWS error code, HTTP, and the encryption of secrets. Labels
//! and boundaries in the records are those of `entail_lineage`; the server comes next on the way.
//!
//! ```
//! use entail_store::records::{Name, NameKind};
//! use entail_store::{Claim, MemoryStore, OpId, Records, Transaction, View};
//!
//! # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
//! let store = MemoryStore::new();
//! let mut transaction = Transaction::begin(&store, "123456789012").await?;
//! let kind = NameKind::Role;
//! let name = Name { kind, name: "Admin".to_owned(), id: "AROAEXAMPLE".to_owned() };
//! assert_eq!(transaction.claim_name(&name)?, Claim::Made);
//! transaction.commit(&store, OpId::new([1; 16])).await?;
//!
//! let view = View::latest(&store, "123456789012").await?;
//! assert_eq!(view.name(kind, "ADMIN")?, Some(name));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! # }).unwrap();
//! ```
//!
//! Everything has a limit, named in [`limits`].

#![warn(missing_docs)]

pub mod engines;
pub mod error;
pub mod key;
pub mod limits;
pub mod records;
pub mod revision;
pub mod store;
pub mod transaction;
pub mod txn;

pub use engines::memory::MemoryStore;
pub use engines::sqlite::{SqliteOptions, SqliteStore};
pub use error::{
    BackupError, CommitError, OpenError, ReadError, RecordError, TransactionError, WatchError,
};
pub use key::{Key, Prefix, Value};
pub use revision::{Revision, Token};
pub use store::{Batch, Change, ChangeStream, ReadAt, Report, Snapshot, Store, Versioned};
pub use transaction::{Claim, Covered, RecordReader, Records, Transaction, View};
pub use txn::{Add, Guard, OpId, Txn};
