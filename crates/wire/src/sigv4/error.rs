//! Why a signature is refused, in AWS's words.

use crate::error::ErrorCode;
use crate::limits::CLOCK_SKEW_SECONDS_MAX;

/// Why a request is not taken for what its signature claims. The texts are AWS's own, capitals and
/// full stops included, because clients and people search for them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignatureError {
    /// The request carries no signature at all.
    #[error("Request is missing Authentication Token")]
    MissingAuthenticationToken,

    /// The signature lacks a part, or a part is not of its form.
    #[error("{0}")]
    Incomplete(String),

    /// The credential scope, or the set of signed headers, is not the one it must be.
    #[error("{0}")]
    Scope(String),

    /// The signature, or the hash of the body, is not the one that the secret key gives.
    #[error(
        "The request signature we calculated does not match the signature you provided. Check \
         your AWS Secret Access Key and signing method. Consult the service documentation for \
         details."
    )]
    DoesNotMatch,

    /// The request is older than the clock skew allows.
    #[error(
        "Signature expired: {signed} is now earlier than {earliest} ({now} - {} min.)",
        CLOCK_SKEW_SECONDS_MAX / 60
    )]
    Expired {
        /// The request's time.
        signed: String,
        /// The earliest time that would do.
        earliest: String,
        /// The server's time.
        now: String,
    },

    /// The request is dated later than the clock skew allows.
    #[error(
        "Signature not yet current: {signed} is still later than {latest} ({now} + {} min.)",
        CLOCK_SKEW_SECONDS_MAX / 60
    )]
    NotYetCurrent {
        /// The request's time.
        signed: String,
        /// The latest time that would do.
        latest: String,
        /// The server's time.
        now: String,
    },

    /// A presigned request has outlived its `X-Amz-Expires`.
    #[error("Request has expired.")]
    PresignedExpired,

    /// The session token came twice, is no text, or is longer than any.
    #[error("The security token included in the request is invalid.")]
    InvalidClientTokenId,
}

impl SignatureError {
    /// The code that AWS answers.
    // AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html
    pub const fn code(&self) -> ErrorCode {
        match self {
            Self::MissingAuthenticationToken => ErrorCode::MissingAuthenticationToken,
            Self::Incomplete(_) => ErrorCode::IncompleteSignature,
            // Real answers of IAM and STS carry this code for stale dates too, where the common
            // errors page would have RequestExpired.
            Self::Scope(_)
            | Self::DoesNotMatch
            | Self::Expired { .. }
            | Self::NotYetCurrent { .. } => ErrorCode::SignatureDoesNotMatch,
            // CHOICE: the page names presigned requests as a case of RequestExpired.
            Self::PresignedExpired => ErrorCode::RequestExpired,
            Self::InvalidClientTokenId => ErrorCode::InvalidClientTokenId,
        }
    }
}
