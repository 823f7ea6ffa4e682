//! The control plane: IAM and STS over HTTP, one file per AWS operation.
//!
//! A request goes through [`Server`]: it is read, its operation is found in the registers of
//! [`operations`], its signature is checked, the operation's questions are asked of the one
//! `entail_engine::decide`, the lineage's gates are asked, the operation runs inside the very
//! transaction that it was decided on, and the answer goes out as AWS's XML.
//!
//! Three types matter to whoever embeds it: [`DataDirectory`] opens an account's folder, or makes
//! it; [`Listener`] is an open address; [`Server`] serves the one on the other. To whoever adds to
//! it: [`operation::Operation`], which is one file for each of AWS's operations, and
//! [`authorize::Permit`], without which none runs.
//!
//! ```
//! use std::sync::Arc;
//!
//! use entail_server::{DataDirectory, Listener, Server};
//! use entail_testkit::client::{Caller, Credentials, Endpoint};
//!
//! # tokio::runtime::Runtime::new()?.block_on(async {
//! # let folder = tempfile::tempdir()?;
//! # let path = folder.path();
//! let directory = DataDirectory::open(path, Some("111122223333")).await?;
//! let root = directory.root_credentials.ok_or("not the first start")?;
//! let listener = Listener::bind("127.0.0.1:0".parse()?, None).await?;
//! let endpoint = Endpoint::new(&listener.url()?);
//! let server = Arc::new(Server::new(directory.store, directory.keyring, directory.account));
//! tokio::spawn(server.run(listener, std::future::pending()));
//!
//! let credentials = Credentials {
//!     access_key_id: root.access_key_id().to_owned(),
//!     secret_access_key: root.secret_access_key().into(),
//!     session_token: None,
//! };
//! let answer = Caller::new(endpoint, credentials).sts("GetCallerIdentity", &[]).await;
//! assert_eq!(answer.text("Arn"), "arn:aws:iam::111122223333:root");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! # })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! What is not here: what a policy means (`entail_engine`), what a label means (`entail_lineage`),
//! how requests look on the wire (`entail_wire`), how records are kept (`entail_store`). After this
//! crate comes the `entail` command.
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
mod administration;
mod arns;
mod attachments;
pub mod audit;
mod authorization_details;
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
mod instance_profiles;
mod keyring;
mod last_used;
mod lineage_descent;
mod lineage_keys;
mod lineage_records;
mod lineage_world;
mod managed_policies;
mod memberships;
mod metrics;
mod names;
mod notes;
mod objects;
mod open_id_connect_providers;
mod paging;
mod policy_cache;
mod policy_documents;
mod policy_entities;
mod policy_holders;
mod policy_lists;
mod policy_versions;
mod principal_tags;
mod principals;
mod private_file;
mod questions;
mod removals;
mod roles;
mod saml_providers;
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
