//! The signature in query parameters: a presigned request.
// AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-signing-elements.html

use std::collections::BTreeMap;

use super::super::error::SignatureError;
use super::super::uri::form_decode;
use super::{Claims, SIGNATURE_PARAMETER, check_algorithm, incomplete, read_time};
use crate::limits::PRESIGNED_EXPIRES_SECONDS_MAX;

const ALGORITHM_PARAMETER: &str = "X-Amz-Algorithm";

/// Whether the query string carries a signature.
pub(super) fn is_presigned(query: &str) -> bool {
    pairs(query).any(|(name, _)| name == ALGORITHM_PARAMETER || name == SIGNATURE_PARAMETER)
}

/// Reads the `X-Amz-` parameters.
pub(super) fn read(query: &str) -> Result<Claims, SignatureError> {
    let mut parameters = BTreeMap::new();
    for (name, value) in pairs(query).filter(|(name, _)| name.starts_with("X-Amz-")) {
        if parameters.insert(name.clone(), value).is_some() {
            return Err(SignatureError::Incomplete(format!(
                "AWS query-string parameters must include '{name}' only once."
            )));
        }
    }
    let mut take = |name: &str| {
        parameters.remove(name).ok_or_else(|| {
            SignatureError::Incomplete(format!(
                "AWS query-string parameters must include '{name}'. Re-examine the query-string \
                 parameters."
            ))
        })
    };
    check_algorithm(&take(ALGORITHM_PARAMETER)?)?;
    Ok(Claims {
        credential: take("X-Amz-Credential")?,
        signed_headers: take("X-Amz-SignedHeaders")?,
        signature: take(SIGNATURE_PARAMETER)?,
        time: read_time(&take("X-Amz-Date")?)?,
        expires_seconds: Some(read_expires(&take("X-Amz-Expires")?)?),
        query_token: take("X-Amz-Security-Token").ok(),
    })
}

fn read_expires(text: &str) -> Result<i64, SignatureError> {
    text.parse()
        .ok()
        .filter(|seconds| (1..=PRESIGNED_EXPIRES_SECONDS_MAX).contains(seconds))
        .ok_or_else(|| incomplete("X-Amz-Expires must be a number of seconds from 1 to 604800."))
}

fn pairs(query: &str) -> impl Iterator<Item = (String, String)> {
    query.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let [name, value] =
            [name, value].map(|text| String::from_utf8_lossy(&form_decode(text)).into_owned());
        (name, value)
    })
}
