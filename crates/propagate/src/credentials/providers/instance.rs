//! The instance metadata service of EC2, version 2.
//!
//! AWS: <https://docs.aws.amazon.com/sdkref/latest/guide/feature-imds-credentials.html>

use std::time::Duration;

use http::{Method, Uri};

use super::{
    exchange::{Answer, ExchangeError, exchange},
    refused, written,
};
use crate::{
    credentials::{CredentialsError, Environment, Origin, Resolved},
    limits::INSTANCE_METADATA_SECONDS_MAX,
};

const IPV4: &str = "http://169.254.169.254";
const IPV6: &str = "http://[fd00:ec2::254]";
const ROLES: &str = "/latest/meta-data/iam/security-credentials/";

/// Credentials of the instance's role; nothing where there is no such service, or the environment
/// says not to ask, or the instance has no role.
///
/// CHOICE: version 1, which takes no token, is not asked.
pub(in crate::credentials) async fn instance(
    environment: &Environment,
) -> Result<Option<Resolved>, CredentialsError> {
    if environment.is_true("AWS_EC2_METADATA_DISABLED") {
        return Ok(None);
    }
    let base = base(environment);
    let ttl = [("x-aws-ec2-metadata-token-ttl-seconds", "21600")];
    let token = match ask(Method::PUT, base, "/latest/api/token", &ttl).await {
        Ok(answer) if answer.status == 200 => answer.text,
        Ok(answer) => {
            let status = answer.status;
            return Err(failed(format!("it gives no token of version 2: status {status}")));
        }
        Err(ExchangeError::Unreachable { .. }) => return Ok(None),
        Err(error) => return Err(failed(error.to_string())),
    };
    let headers = [("x-aws-ec2-metadata-token", token.trim())];
    let get = async |path: &str| {
        ask(Method::GET, base, path, &headers).await.map_err(|error| failed(error.to_string()))
    };
    let roles = get(ROLES).await?;
    let role = roles.text.lines().next().unwrap_or_default().trim();
    if roles.status != 200 || role.is_empty() {
        return Ok(None);
    }
    let answer = get(&format!("{ROLES}{role}")).await?;
    let written = written::read(&answer.text).filter(|_| answer.status == 200);
    let written = written
        .ok_or_else(|| failed(format!("it answered without credentials for the role `{role}`")))?;
    Ok(Some(written.resolved(Origin::InstanceMetadata)))
}

fn base(environment: &Environment) -> &str {
    let is_ipv6 = environment
        .get("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE")
        .is_some_and(|mode| mode.eq_ignore_ascii_case("ipv6"));
    let default = if is_ipv6 { IPV6 } else { IPV4 };
    environment.get("AWS_EC2_METADATA_SERVICE_ENDPOINT").unwrap_or(default).trim_end_matches('/')
}

async fn ask(
    method: Method,
    base: &str,
    path: &str,
    headers: &[(&'static str, &str)],
) -> Result<Answer, ExchangeError> {
    let uri = format!("{base}{path}");
    let uri: Uri = uri.parse().map_err(|_| ExchangeError::Broken(format!("`{uri}` is no URL")))?;
    exchange(method, &uri, headers, Duration::from_secs(INSTANCE_METADATA_SECONDS_MAX)).await
}

fn failed(reason: impl Into<String>) -> CredentialsError {
    refused(&Origin::InstanceMetadata, reason)
}
