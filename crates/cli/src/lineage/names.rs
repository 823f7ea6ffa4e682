//! Names on the command line as ARNs.

use super::{LineageError, client::Client};

/// The kinds that a short name can begin with.
const KINDS: &[&str] =
    &["user", "role", "policy", "group", "instance-profile", "saml-provider", "oidc-provider"];

/// The ARN that a name means: itself, or in the caller's account what its last part names.
pub(super) async fn arn(name: &str, client: &Client) -> Result<String, LineageError> {
    if name.starts_with("arn:") {
        return Ok(name.to_owned());
    }
    let is_short =
        KINDS.iter().any(|kind| name.strip_prefix(kind).is_some_and(|rest| rest.starts_with('/')));
    if !is_short && name != "root" {
        return Err(LineageError::Input(format!(
            "`{name}` names nothing: give an ARN, or its last part such as user/dev or role/app"
        )));
    }
    Ok(format!("arn:aws:iam::{}:{name}", client.account().await?))
}

/// The same of a policy, whose short name may be given alone.
pub(super) async fn policy(name: &str, client: &Client) -> Result<String, LineageError> {
    if name.starts_with("arn:") || name.starts_with("policy/") {
        return arn(name, client).await;
    }
    arn(&format!("policy/{name}"), client).await
}
