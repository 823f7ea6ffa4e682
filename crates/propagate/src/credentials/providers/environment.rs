//! Keys in the environment.
//!
//! AWS: <https://docs.aws.amazon.com/sdkref/latest/guide/environment-variables.html>

use entail_wire::{secret::Secret, sigv4::Credentials};

use super::written::instant;
use crate::credentials::{CredentialsError, Environment, Origin, Resolved};

/// Keys in the environment; nothing where there are none.
pub(in crate::credentials) fn environment(
    environment: &Environment,
) -> Result<Option<Resolved>, CredentialsError> {
    let id = environment.get("AWS_ACCESS_KEY_ID");
    match (id, environment.get("AWS_SECRET_ACCESS_KEY")) {
        (Some(id), Some(secret)) => Ok(Some(Resolved {
            credentials: Credentials {
                access_key_id: id.to_owned(),
                secret_access_key: Secret::from(secret),
                session_token: environment.get("AWS_SESSION_TOKEN").map(Secret::from),
            },
            expires: environment.get("AWS_CREDENTIAL_EXPIRATION").and_then(instant),
            origin: Origin::Environment,
        })),
        (None, None) => Ok(None),
        _ => Err(CredentialsError::Settings(
            "set both AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or neither".to_owned(),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_keys_are_needed() {
        let half = Environment::from([("AWS_ACCESS_KEY_ID", "AKIA1")]);
        assert!(environment(&half).unwrap_err().to_string().contains("or neither"));
        assert!(environment(&Environment::default()).unwrap().is_none());
        let whole =
            Environment::from([("AWS_ACCESS_KEY_ID", "AKIA1"), ("AWS_SECRET_ACCESS_KEY", "s")]);
        let found = environment(&whole).unwrap().unwrap();
        assert_eq!(found.credentials.access_key_id, "AKIA1");
        assert!(found.credentials.session_token.is_none() && found.expires.is_none());
    }
}
