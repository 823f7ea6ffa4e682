//! Everybody who gives credentials, one file each.

mod environment;

mod role;
mod single_sign_on;
mod web_identity;

mod process;

mod container;
mod instance;

mod exchange;
mod written;

use super::{CredentialsError, Origin};

pub(super) use self::{
    container::container,
    environment::environment,
    instance::instance,
    process::process,
    role::{RoleStep, assume, with_mfa},
    single_sign_on::SignIn,
    web_identity::{WebIdentity, web_identity},
    written::{Written, read_answer},
};

/// Somebody gave no credentials.
fn refused(from: &Origin, reason: impl Into<String>) -> CredentialsError {
    CredentialsError::Provider { from: from.clone(), reason: reason.into() }
}
