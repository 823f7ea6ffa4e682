//! Why a call of our own has no answer.

use crate::endpoints::EndpointError;

/// Why a call of our own has no answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum UpstreamError {
    /// The service refused it.
    #[error("{call} was refused with {status} {code}: {message}")]
    Refused {
        /// The call, as `iam:GetRole` or `s3:GetObject`.
        call: String,
        /// The HTTP status.
        status: u16,
        /// The service's error code; `Unknown` where the answer had none that could be read.
        code: String,
        /// The service's message.
        message: String,
    },
    /// The service could not be reached: no address, nobody listening, a proxy that refused.
    #[error("{call}: `{address}` can't be reached: {reason}")]
    Unreachable {
        /// The call.
        call: String,
        /// Host and port.
        address: String,
        /// Why.
        reason: String,
    },
    /// The server's certificate is not one that is trusted, or TLS is not what it speaks.
    #[error("{call}: `{address}` is not trusted: {reason}; set AWS_CA_BUNDLE to its certificates")]
    Untrusted {
        /// The call.
        call: String,
        /// Host and port.
        address: String,
        /// Why.
        reason: String,
    },
    /// There was no answer in time. Whether the call was carried out is not known.
    #[error("{call}: `{address}` did not answer within {seconds} s")]
    Late {
        /// The call.
        call: String,
        /// Host and port.
        address: String,
        /// The limit, in seconds.
        seconds: u64,
    },
    /// The exchange broke off. Whether the call was carried out is not known.
    #[error("{call}: the connection to `{address}` broke: {reason}")]
    Broken {
        /// The call.
        call: String,
        /// Host and port.
        address: String,
        /// Why.
        reason: String,
    },
    /// The answer is longer than what is read.
    #[error("{call}: the answer is longer than {limit} bytes")]
    TooLong {
        /// The call.
        call: String,
        /// The limit, in bytes.
        limit: usize,
    },
    /// There is no such place.
    #[error(transparent)]
    Endpoint(#[from] EndpointError),
    /// A URL that is not one of an object in S3.
    #[error("`{0}` is not the URL of an object in S3")]
    Address(String),
    /// The certificates, or the proxy's address, can't be used.
    #[error("{0}")]
    Network(String),
    /// The request can't be signed.
    #[error("{call} can't be signed: {reason}")]
    Signing {
        /// The call.
        call: String,
        /// Why.
        reason: String,
    },
}

impl UpstreamError {
    /// Whether the call was sent, so that it may have been carried out.
    pub const fn was_sent(&self) -> bool {
        matches!(self, Self::Late { .. } | Self::Broken { .. } | Self::TooLong { .. })
    }

    /// The service's error code, when it was the service that refused.
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Refused { code, .. } => Some(code),
            _ => None,
        }
    }
}
