//! Step 4 on the server: checks a signature.

use http::request::Parts;
use jiff::{SignedDuration, Timestamp};

use super::error::SignatureError;
use super::parse;
use super::signing_key::SigningKey;
use super::string_to_sign::{Scope, format_time};
use crate::limits::CLOCK_SKEW_SECONDS_MAX;
use crate::secret::Secret;

/// A request whose signature was read but not yet checked: what it says of itself is a claim.
#[derive(Debug, Clone)]
pub struct SignedRequest {
    pub(super) access_key_id: String,
    pub(super) session_token: Option<Secret>,
    pub(super) scope: Scope,
    pub(super) time: Timestamp,
    /// The life of a presigned request.
    pub(super) expires_seconds: Option<i64>,
    pub(super) string_to_sign: String,
    pub(super) signature: Vec<u8>,
    pub(super) payload_hash: String,
    pub(super) payload_matches: bool,
}

impl SignedRequest {
    /// Reads the signature of a request from its `Authorization` header or its query string.
    ///
    /// Checks the form of every part, that the scope's date is the request's, and that `host` and
    /// all `x-amz-` headers are signed.
    pub fn parse(parts: &Parts, body: &[u8]) -> Result<Self, SignatureError> {
        parse::parse(parts, body)
    }

    /// The access key that is claimed; look up its secret.
    pub fn access_key_id(&self) -> &str {
        &self.access_key_id
    }

    /// The session token that came along; temporary credentials are nothing without it.
    pub const fn session_token(&self) -> Option<&Secret> {
        self.session_token.as_ref()
    }

    /// Where and when the signature's key is valid.
    pub const fn scope(&self) -> &Scope {
        &self.scope
    }

    /// The SHA-256 of the body in lower-case hexadecimal.
    pub fn payload_hash(&self) -> &str {
        &self.payload_hash
    }

    /// The region as signed. Entail refuses none: clients sign IAM for their own region when they
    /// are given an endpoint.
    pub fn region(&self) -> &str {
        &self.scope.region
    }

    /// The service as signed.
    pub fn service(&self) -> &str {
        &self.scope.service
    }

    /// The time that the client put on the request.
    pub const fn time(&self) -> Timestamp {
        self.time
    }

    /// Whether the signature stood in the query string.
    pub const fn is_presigned(&self) -> bool {
        self.expires_seconds.is_some()
    }

    /// Checks that the request was signed for the service that it calls.
    pub fn expect_service(&self, service: &str) -> Result<(), SignatureError> {
        if self.scope.service == service {
            return Ok(());
        }
        // Measured on STS, the space at the end included.
        Err(SignatureError::Scope(format!(
            "Credential should be scoped to correct service: '{service}'. "
        )))
    }

    /// Checks time, body and signature against the secret of the claimed access key.
    pub fn verify(&self, secret: &Secret, now: Timestamp) -> Result<(), SignatureError> {
        self.check_time(now)?;
        self.verify_for_forwarding(&SigningKey::derive(secret, &self.scope))
    }

    /// Checks body and signature and not the time: for whoever signs anew with the time of the
    /// request and sends it on to where that is checked. The key must be derived for
    /// [`Self::scope`].
    pub fn verify_for_forwarding(&self, key: &SigningKey) -> Result<(), SignatureError> {
        if key.verify(&self.string_to_sign, &self.signature) && self.payload_matches {
            Ok(())
        } else {
            Err(SignatureError::DoesNotMatch)
        }
    }

    fn check_time(&self, now: Timestamp) -> Result<(), SignatureError> {
        let skew = SignedDuration::from_secs(CLOCK_SKEW_SECONDS_MAX);
        let shift = |time: Timestamp, by: SignedDuration| {
            // The end of representable time is as good as any other far time.
            time.saturating_add(by).unwrap_or(time)
        };
        let latest = shift(now, skew);
        if self.time > latest {
            return Err(SignatureError::NotYetCurrent {
                signed: format_time(self.time),
                latest: format_time(latest),
                now: format_time(now),
            });
        }
        if let Some(expires_seconds) = self.expires_seconds {
            let end = shift(self.time, SignedDuration::from_secs(expires_seconds));
            return if now > end { Err(SignatureError::PresignedExpired) } else { Ok(()) };
        }
        let earliest = shift(now, -skew);
        if self.time < earliest {
            return Err(SignatureError::Expired {
                signed: format_time(self.time),
                earliest: format_time(earliest),
                now: format_time(now),
            });
        }
        Ok(())
    }
}
