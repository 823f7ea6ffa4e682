//! The register of error codes.
//!
//! Codes that an operation declares come from the service models (`models/`, `error.code`); a test
//! in `xtask` checks that none is missing and that statuses agree. The others are
//! the common errors of all services.
// AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html
// AWS: https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
// Measured answers stand over those pages where they differ (STS answers a bad scope, a stale date
// and a wrong signature with 403 `SignatureDoesNotMatch`).

/// Declares the enum, its wire strings, statuses and the list of all from one table.
macro_rules! error_codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $wire:literal, $status:literal;)+) => {
        /// An error code of IAM or STS.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum ErrorCode {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl ErrorCode {
            /// Every code, in the order of the names.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The code as AWS puts it into the `Code` element.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $wire,)+
                }
            }

            /// The HTTP status of the answer.
            pub const fn status(self) -> u16 {
                match self {
                    $(Self::$variant => $status,)+
                }
            }
        }
    };
}

error_codes! {
    /// The caller is not authorised for the action.
    AccessDenied = "AccessDenied", 403;
    /// Several requests changed the entity at the same time.
    ConcurrentModification = "ConcurrentModification", 409;
    /// The entity still has subordinate entities.
    DeleteConflict = "DeleteConflict", 409;
    /// An entity of that name exists.
    EntityAlreadyExists = "EntityAlreadyExists", 409;
    /// The entity was just created or deleted and cannot change yet.
    EntityTemporarilyUnmodifiable = "EntityTemporarilyUnmodifiable", 409;
    /// The session token of the request has expired.
    ExpiredToken = "ExpiredToken", 403;
    /// The trade-in token that was passed as a parameter has expired (STS).
    ExpiredTokenException = "ExpiredTokenException", 400;
    /// The signature lacks a part or names an algorithm that is not served.
    IncompleteSignature = "IncompleteSignature", 400;
    /// An unknown failure of the server.
    InternalFailure = "InternalFailure", 500;
    /// The service has no such operation.
    InvalidAction = "InvalidAction", 400;
    /// The message of `DecodeAuthorizationMessage` cannot be decoded.
    InvalidAuthorizationMessage = "InvalidAuthorizationMessageException", 400;
    /// The access key id, or the session token beside it, does not exist.
    InvalidClientTokenId = "InvalidClientTokenId", 403;
    /// A parameter is well formed and still not acceptable.
    InvalidInput = "InvalidInput", 400;
    /// Parameters that exclude one another were used together.
    InvalidParameterCombination = "InvalidParameterCombination", 400;
    /// A parameter's value is out of range.
    InvalidParameterValue = "InvalidParameterValue", 400;
    /// The query string does not hold to AWS's syntax.
    InvalidQueryParameter = "InvalidQueryParameter", 400;
    /// A quota of the account would be exceeded.
    LimitExceeded = "LimitExceeded", 409;
    /// A parameter is not of its type: a number that is none, a list with holes.
    MalformedInput = "MalformedInput", 400;
    /// The policy document has a fault; the message names it.
    MalformedPolicyDocument = "MalformedPolicyDocument", 400;
    /// The query string or form body has a syntax fault.
    MalformedQueryString = "MalformedQueryString", 404;
    /// The request names no operation.
    MissingAction = "MissingAction", 400;
    /// The request carries no signature.
    MissingAuthenticationToken = "MissingAuthenticationToken", 403;
    /// A required parameter is missing.
    MissingParameter = "MissingParameter", 400;
    /// The entity that the request refers to does not exist.
    NoSuchEntity = "NoSuchEntity", 404;
    /// The caller may not perform the action.
    NotAuthorized = "NotAuthorized", 400;
    /// The service does not support service-specific credentials.
    NotSupportedService = "NotSupportedService", 404;
    /// The identity provider could not be reached for its certificate; it never is.
    OpenIdIdpCommunicationError = "OpenIdIdpCommunicationError", 400;
    /// The access key needs a subscription for the service.
    OptInRequired = "OptInRequired", 403;
    /// Session policies and session tags together exceed the packed size.
    PackedPolicyTooLarge = "PackedPolicyTooLarge", 400;
    /// The policy can be used by a service-linked role only.
    PolicyNotAttachable = "PolicyNotAttachable", 400;
    /// STS is not active in the region for this account.
    RegionDisabled = "RegionDisabledException", 403;
    /// The request's body is longer than the named limit.
    RequestEntityTooLarge = "RequestEntityTooLarge", 413;
    /// The presigned request has outlived its `X-Amz-Expires`.
    RequestExpired = "RequestExpired", 400;
    /// The request failed on the server's side.
    ServiceFailure = "ServiceFailure", 500;
    /// The server is stopping or cannot reach its store.
    ServiceUnavailable = "ServiceUnavailable", 503;
    /// The signature is not the one that the secret key gives.
    SignatureDoesNotMatch = "SignatureDoesNotMatch", 403;
    /// Too many requests in a short time.
    Throttling = "Throttling", 400;
    /// Only the service that depends on the role may change it.
    UnmodifiableEntity = "UnmodifiableEntity", 400;
    /// The input does not satisfy the constraints of the service model.
    ValidationError = "ValidationError", 400;
}
