//! Signatures of what is sent.

use std::{
    borrow::Cow,
    fmt,
    sync::{Mutex, PoisonError},
};

use entail_wire::{
    secret::Secret,
    sigv4::{
        Credentials, HashedRequest, Scope, SigningKey, sha256, sign::SigningError, sign_in_place,
    },
};
use http::{HeaderMap, HeaderValue, Method, Uri, header};
use hyper::body::Bytes;
use jiff::Timestamp;
use tokio::time::Instant;

use crate::{
    endpoints::{Endpoint, Service},
    limits::SIGNING_KEYS_MAX,
};

/// Signing keys that were derived before. Deriving one is four times the work of a signature, and it
/// is good for a day.
#[derive(Debug, Default)]
pub(crate) struct SigningKeys {
    keys: Mutex<Vec<Derived>>,
}

#[derive(Debug)]
struct Derived {
    access_key_id: String,
    /// A profile's secret may be corrected while a sidecar runs.
    secret_access_key: Secret,
    scope: Scope,
    key: SigningKey,
}

impl SigningKeys {
    /// The key of these credentials for a scope.
    pub(crate) fn of(&self, credentials: &Credentials, scope: &Scope) -> SigningKey {
        let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = keys.iter().find(|derived| derived.is_of(credentials, scope)) {
            return known.key.clone();
        }
        let key = SigningKey::derive(&credentials.secret_access_key, scope);
        if keys.len() >= SIGNING_KEYS_MAX {
            keys.clear();
        }
        keys.push(Derived {
            access_key_id: credentials.access_key_id.clone(),
            secret_access_key: credentials.secret_access_key.clone(),
            scope: scope.clone(),
            key: key.clone(),
        });
        key
    }
}

impl Derived {
    fn is_of(&self, credentials: &Credentials, scope: &Scope) -> bool {
        self.access_key_id == credentials.access_key_id
            && self.scope == *scope
            && self.secret_access_key.expose() == credentials.secret_access_key.expose()
    }
}

/// A request without a signature, but for its headers.
pub struct Outbound<'a> {
    /// The service that it goes to.
    pub service: Service,
    /// Its operation, for messages.
    pub operation: &'a str,
    /// The region that it is for; that of the signature is corrected where a service wants another.
    pub region: &'a str,
    /// Who signs it; nobody where a call carries no signature.
    pub credentials: Option<&'a Credentials>,
    /// When it is signed.
    pub time: Timestamp,
    /// When its answer must have begun, at the latest; none where the usual limit is all.
    pub deadline: Option<Instant>,
    /// The method.
    pub method: Method,
    /// Path and query.
    pub path_and_query: &'a str,
    /// The body.
    pub body: Bytes,
    /// The body's SHA-256 in lower-case hexadecimal, where it is known.
    pub payload_hash: Option<&'a str>,
}

impl Outbound<'_> {
    /// Adds the headers of its signature and of the endpoint that it goes to.
    pub(super) fn sign(
        &self,
        endpoint: &Endpoint,
        uri: &Uri,
        keys: &SigningKeys,
        headers: &mut HeaderMap,
    ) -> Result<(), SigningError> {
        let host = HeaderValue::from_str(endpoint.address.host_header())
            .map_err(|error| SigningError::Header(error.to_string()))?;
        headers.insert(header::HOST, host);
        let Some(credentials) = self.credentials else { return Ok(()) };
        let signing_name = self.service.signing_name();
        let scope = Scope::new(self.time, &endpoint.signing_region, signing_name);
        let hash = self.payload_hash.map_or_else(|| Cow::from(sha256(&self.body)), Cow::from);
        let request = HashedRequest {
            method: self.method.as_str(),
            uri,
            payload_hash: &hash,
            time: self.time,
            scope: &scope,
            key: &keys.of(credentials, &scope),
        };
        sign_in_place(&request, credentials, headers, is_signed)
    }
}

/// Without the body, which may hold passwords.
impl fmt::Debug for Outbound<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Outbound")
            .field("service", &self.service)
            .field("operation", &self.operation)
            .field("region", &self.region)
            .finish_non_exhaustive()
    }
}

/// What has a meaning to the service is signed; what clients and proxies add is not.
fn is_signed(name: &str) -> bool {
    matches!(name, "host" | "content-type") || name.starts_with("x-amz-")
}
