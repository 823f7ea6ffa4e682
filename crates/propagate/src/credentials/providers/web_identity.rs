//! Roles that are assumed with a token of an identity provider: pods, pipelines.
//!
//! AWS: <https://docs.aws.amazon.com/sdkref/latest/guide/access-assume-role-web.html>

use jiff::Timestamp;

use super::{refused, role::from_answer};
use crate::{
    credentials::{CredentialsError, Environment, Origin, Resolved, Section},
    files::read_text,
    limits::TOKEN_FILE_BYTES_MAX,
    upstream::Upstream,
};

/// A role, and where the token is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::credentials) struct WebIdentity {
    token_file: String,
    role_arn: String,
    session_name: Option<String>,
}

impl WebIdentity {
    /// That of the environment.
    pub(in crate::credentials) fn of_environment(
        environment: &Environment,
    ) -> Result<Option<Self>, CredentialsError> {
        let text = |name| environment.get(name).map(str::to_owned);
        let Some(token_file) = text("AWS_WEB_IDENTITY_TOKEN_FILE") else { return Ok(None) };
        let role_arn = text("AWS_ROLE_ARN").ok_or_else(|| {
            CredentialsError::Settings(
                "AWS_WEB_IDENTITY_TOKEN_FILE is set without AWS_ROLE_ARN: set both, or neither"
                    .to_owned(),
            )
        })?;
        Ok(Some(Self { token_file, role_arn, session_name: text("AWS_ROLE_SESSION_NAME") }))
    }

    /// That of a profile.
    pub(in crate::credentials) fn of_profile(section: &Section) -> Option<Self> {
        let text = |name| section.get(name).map(str::to_owned);
        Some(Self {
            token_file: text("web_identity_token_file")?,
            role_arn: text("role_arn")?,
            session_name: text("role_session_name"),
        })
    }

    pub(in crate::credentials) fn role_arn(&self) -> &str {
        &self.role_arn
    }
}

/// Assumes the role. Such a call has no signature: the token is what it is believed for.
pub(in crate::credentials) async fn web_identity(
    identity: &WebIdentity,
    region: &str,
    environment: &Environment,
    upstream: &Upstream,
) -> Result<Resolved, CredentialsError> {
    let path = environment.expanded(&identity.token_file);
    // The token is read each time: whoever runs the pod renews the file.
    let token = read_text(&path, TOKEN_FILE_BYTES_MAX)
        .map_err(|error| CredentialsError::File { path, reason: error.to_string() })?;
    let session = format!("entail-run-{}", Timestamp::now().as_second());
    let parameters = [
        ("Action", "AssumeRoleWithWebIdentity"),
        ("RoleArn", identity.role_arn.as_str()),
        ("RoleSessionName", identity.session_name.as_deref().unwrap_or(&session)),
        ("WebIdentityToken", token.trim()),
    ];
    let answer = upstream.query_unsigned(region, &parameters).await;
    let answer = answer.map_err(|error| refused(&Origin::WebIdentity, error.to_string()))?;
    from_answer(&answer, Origin::WebIdentity)
}
