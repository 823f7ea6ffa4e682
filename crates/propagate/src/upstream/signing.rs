//! Signatures of what is sent.

use std::{
    borrow::Cow,
    sync::{Mutex, PoisonError},
};

use entail_wire::sigv4::{
    Credentials, HashedRequest, Scope, SigningKey, sha256, sign::SigningError, sign_in_place,
};
use http::{HeaderMap, HeaderValue, Method, Uri, header};
use hyper::body::Bytes;
use jiff::Timestamp;

use crate::{
    endpoints::{Endpoint, Service},
    limits::SIGNING_KEYS_MAX,
};

/// Signing keys that were derived before. Deriving one is four times the work of a signature, and it
/// is good for a day.
#[derive(Debug, Default)]
pub(crate) struct SigningKeys {
    keys: Mutex<Vec<(String, Scope, SigningKey)>>,
}

impl SigningKeys {
    /// The key of these credentials for a scope.
    pub(crate) fn of(&self, credentials: &Credentials, scope: &Scope) -> SigningKey {
        let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        let known = keys.iter().find(|(id, of, _)| *id == credentials.access_key_id && of == scope);
        if let Some((_, _, key)) = known {
            return key.clone();
        }
        let key = SigningKey::derive(&credentials.secret_access_key, scope);
        if keys.len() >= SIGNING_KEYS_MAX {
            keys.clear();
        }
        keys.push((credentials.access_key_id.clone(), scope.clone(), key.clone()));
        key
    }
}

/// A request without a signature.
#[derive(Debug)]
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
    /// The method.
    pub method: Method,
    /// Path and query.
    pub path_and_query: &'a str,
    /// Headers, but for `Host`, `Content-Length` and those of a signature.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
    /// The body's SHA-256 in lower-case hexadecimal, where it is known.
    pub payload_hash: Option<&'a str>,
}

impl Outbound<'_> {
    /// The headers that it is sent with to an endpoint.
    pub(super) fn signed_headers(
        &self,
        endpoint: &Endpoint,
        uri: &Uri,
        keys: &SigningKeys,
    ) -> Result<HeaderMap, SigningError> {
        let host = HeaderValue::from_str(endpoint.address.host_header())
            .map_err(|error| SigningError::Header(error.to_string()))?;
        let mut headers = self.headers.clone();
        headers.insert(header::HOST, host);
        let Some(credentials) = self.credentials else { return Ok(headers) };
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
        sign_in_place(&request, credentials, &mut headers, is_signed)?;
        Ok(headers)
    }
}

/// What has a meaning to the service is signed; what clients and proxies add is not.
fn is_signed(name: &str) -> bool {
    matches!(name, "host" | "content-type") || name.starts_with("x-amz-")
}
