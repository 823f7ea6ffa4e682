//! Everybody who gives credentials, one file each.

use entail_wire::{secret::Secret, sigv4::Credentials};

use super::{CredentialsError, Environment, Origin, Resolved, cached::instant};

/// Keys in the environment; nothing where there are none.
pub(super) fn environment(environment: &Environment) -> Result<Option<Resolved>, CredentialsError> {
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
