//! The control plane: IAM and STS over HTTP, one file per AWS operation.
//!
//! A request goes through [`Server`]: it is read, its operation is found in the registers of
//! [`operations`], its signature is checked, the operation's questions are asked of the one
//! `entail_engine::decide`, the lineage's gates are asked, the operation runs inside the very
//! transaction that it was decided on, and the answer goes out as AWS's XML.
//!
//! What is not here: what a policy means (`entail_engine`), what a label means (`entail_lineage`),
//! how requests look on the wire (`entail_wire`), how records are kept (`entail_store`).
//!
//! Limits stand in [`limits`].

pub mod limits;

pub mod data_directory;
mod listen;
mod server;

mod authenticate;
pub mod authorize;
mod read_request;
mod respond;

pub mod operation;
pub mod operations;

mod access_keys;
mod access_log;
mod account;
mod account_summary;
mod arns;
mod attachments;
mod aws_managed_policies;
mod births;
mod boundaries;
mod caller;
mod caller_policies;
mod condition_keys;
pub mod context;
mod control_error;
mod describe;
mod entities;
mod identifiers;
mod inline_policies;
mod keyring;
mod last_used;
mod lineage_records;
mod lineage_world;
mod managed_policies;
mod metrics;
mod names;
mod notes;
mod paging;
mod policy_cache;
mod policy_documents;
mod policy_entities;
mod policy_lists;
mod policy_versions;
mod principal_tags;
mod principals;
mod private_file;
mod questions;
mod roles;
mod scan;
mod session_token;
mod sessions;
mod tagging;
mod trust_policies;
mod users;
mod write_deadline;

pub use account::RootCredentials;
pub use caller::Caller;
pub use control_error::ControlError;
pub use data_directory::{DataDirectory, DataDirectoryError};
pub use keyring::{KeyFileError, Keyring};
pub use listen::{ListenError, Listener, TlsFiles, Transport};
pub use server::Server;
