//! AWS on the wire, and nothing of what it means.
//!
//! A request comes in as an HTTP head and a body. [`sigv4::SignedRequest::parse`] reads who claims
//! to have signed it, [`query::Parameters`] reads what it asks, and a generated type of [`shapes`]
//! checks it against the constraints of AWS's service model. An answer goes out the same way:
//! a shape writes itself through [`xml::Writer`], or an [`error::ErrorCode`] is wrapped by
//! [`xml::error_response`].
//!
//! What is lost on the way in: the order of the parameters, repeated parameters after the first
//! (AWS reads the first), and parameters that the model does not know
//! ([`query::Parameters::unknown`] names them for the log). What is lost on the way out: characters
//! that XML 1.0 cannot carry; each is replaced by U+FFFD.
//!
//! This crate knows no rule of IAM: a role name is a string that matches a pattern.
#![warn(missing_docs)]

pub mod limits;
pub mod service;

pub mod sigv4;

pub mod query;
pub mod validation;

pub mod shapes;

pub mod xml;

pub mod error;
pub mod secret;

pub mod client_model;

#[doc(hidden)]
pub mod laws;

pub use error::{ErrorCode, Fault};
pub use query::Parameters;
pub use secret::Secret;
pub use service::Service;
pub use validation::ValidationErrors;
