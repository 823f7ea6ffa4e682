//! The instance metadata service of EC2, version 2.
//!
//! AWS: <https://docs.aws.amazon.com/sdkref/latest/guide/feature-imds-credentials.html>

use http::Method;

use super::{exchange::Nearby, refused, written};
use crate::{
    credentials::{CredentialsError, Environment, Origin, Resolved},
    limits::INSTANCE_METADATA_SECONDS_MAX,
    upstream::UpstreamError,
};

const IPV4: &str = "http://169.254.169.254";
const IPV6: &str = "http://[fd00:ec2::254]";
const ROLES: &str = "/latest/meta-data/iam/security-credentials/";

/// What is answered where there is no such service: it is turned off, or another cloud's.
const NOT_THERE: [u16; 5] = [400, 401, 403, 404, 405];

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
    let because = |error: UpstreamError| failed(error.to_string());
    let nearby = Nearby::within(INSTANCE_METADATA_SECONDS_MAX, environment).map_err(because)?;
    let ttl = [("x-aws-ec2-metadata-token-ttl-seconds", "21600")];
    let token = match nearby.ask(Method::PUT, &format!("{base}/latest/api/token"), &ttl).await {
        Ok(answer) if answer.status == 200 => answer.text,
        Ok(answer) if NOT_THERE.contains(&answer.status) => return Ok(None),
        Ok(answer) => {
            let status = answer.status;
            return Err(failed(format!("it gives no token of version 2: status {status}")));
        }
        Err(UpstreamError::Unreachable { .. } | UpstreamError::Late { .. }) => return Ok(None),
        Err(error) => return Err(because(error)),
    };
    let headers = [("x-aws-ec2-metadata-token", token.trim())];
    let get = async |path: &str| {
        let answer = nearby.ask(Method::GET, &format!("{base}{path}"), &headers).await;
        answer.map_err(because)
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

fn failed(reason: impl Into<String>) -> CredentialsError {
    refused(&Origin::InstanceMetadata, reason)
}
