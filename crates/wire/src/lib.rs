//! AWS on the wire, and nothing of what it means.
//!
//! A request comes in as an HTTP head and a body. [`sigv4::SignedRequest::parse`] reads who claims
//! to have signed it, [`query::Parameters`] (or [`json::parameters`]) reads what it asks, and a generated type of [`shapes`]
//! checks it against the constraints of AWS's service model. An answer goes out the same way:
//! a shape writes itself through [`xml::Writer`], or an [`error::ErrorCode`] is wrapped by
//! [`xml::error_response`].
//!
//! What is lost on the way in: the order of the parameters, repeated parameters after the first
//! (AWS reads the first), and parameters that the model does not know
//! ([`query::Parameters::unknown`] names them for the log). What is lost on the way out: characters
//! that XML 1.0 cannot carry; each is replaced by U+FFFD.
//!
//! ```
//! use entail_wire::shapes::{Request as _, iam::GetRoleRequest};
//! use entail_wire::sigv4::{Credentials, SignedRequest, SigningInput, sign_headers};
//! use entail_wire::{Parameters, Secret};
//!
//! // A client signs ...
//! let body = "Action=GetRole&Version=2010-05-08&RoleName=deploy";
//! let (mut parts, ()) = http::Request::post("http://127.0.0.1:4588/").body(())?.into_parts();
//! let time = "2026-11-22T12:00:00Z".parse()?;
//! let input = SigningInput {
//!     method: "POST",
//!     uri: &parts.uri,
//!     headers: &parts.headers,
//!     body: body.as_bytes(),
//!     region: "us-east-1",
//!     service: "iam",
//!     time,
//! };
//! let credentials = Credentials {
//!     access_key_id: "AKIDEXAMPLE".to_owned(),
//!     secret_access_key: Secret::from("secret"),
//!     session_token: None,
//! };
//! let headers = sign_headers(&input, &credentials)?;
//! parts.headers.extend(headers);
//!
//! // ... and a server reads who claims to have signed, looks up the secret, and verifies.
//! let signed = SignedRequest::parse(&parts, body.as_bytes())?;
//! assert_eq!(signed.access_key_id(), "AKIDEXAMPLE");
//! signed.verify(&Secret::from("secret"), time)?;
//! let request = GetRoleRequest::from_parameters(&Parameters::parse(body.as_bytes())?)?;
//! assert_eq!(request.role_name, "deploy");
//!
//! let nameless = Parameters::parse(b"Action=GetRole&Version=2010-05-08")?;
//! assert_eq!(
//!     GetRoleRequest::from_parameters(&nameless).unwrap_err().to_string(),
//!     "1 validation error detected: Value at 'roleName' failed to satisfy constraint: Member must \
//!      not be null"
//! );
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Not here: any rule of IAM (a role name is a string that matches a pattern), sockets, and what an
//! access key's secret is. Limits stand in [`limits`]. After this crate on the way comes
//! `entail-server`, which opens the connections and knows the rules.
#![warn(missing_docs)]

pub mod limits;
pub mod service;

pub mod sigv4;

pub mod json;
pub mod query;
pub mod validation;

pub mod shapes;

pub mod xml;

pub mod saml_metadata;

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
