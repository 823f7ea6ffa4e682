//! AWS Signature Version 4: what a client computes and what a server checks.
//!
//! The four steps have AWS's own names: [`canonical_request`], [`string_to_sign`],
//! [`signing_key`], and the signature itself, made by [`sign`] and checked by [`verify`].
//!
//! A server works in stages, because it must know the access key before it can check anything:
//!
//! 1. [`SignedRequest::parse`] reads the signature's parts and checks their form;
//! 2. the server looks up the secret of [`SignedRequest::access_key_id`];
//! 3. [`SignedRequest::expect_service`] and [`SignedRequest::verify`] check scope, time and
//!    signature.
// AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html

pub mod canonical_request;
pub mod string_to_sign;

pub mod signing_key;

pub mod sign;
pub mod verify;

mod error;
mod parse;
#[cfg(test)]
mod tests;
mod uri;

pub use canonical_request::{CanonicalRequest, sha256};
pub use error::SignatureError;
pub use sign::{
    Credentials, HashedRequest, PresignedRequest, SigningInput, presign, sign_headers,
    sign_in_place,
};
pub use signing_key::SigningKey;
pub use string_to_sign::Scope;
pub use uri::uri_encode;
pub use verify::SignedRequest;

/// The only algorithm that is served.
pub const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// The last element of every credential scope.
pub const TERMINATOR: &str = "aws4_request";
