//! The endpoint that containers get their credentials from.
//!
//! AWS: <https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html>

use std::{fs, net::IpAddr, time::Duration};

use http::{Method, Uri};
use zeroize::Zeroizing;

use super::{exchange::exchange, refused, written};
use crate::{
    credentials::{CredentialsError, Environment, Origin, Resolved},
    limits::CONTAINER_SECONDS_MAX,
};

/// Where a path of `AWS_CONTAINER_CREDENTIALS_RELATIVE_URI` leads to.
const ECS_HOST: &str = "http://169.254.170.2";

/// Hosts besides loopback that are asked in the clear: of ECS and EKS.
const HOSTS: [&str; 3] = ["169.254.170.2", "169.254.170.23", "fd00:ec2::23"];

/// Credentials of the container; nothing where the environment names no endpoint.
pub(in crate::credentials) async fn container(
    environment: &Environment,
) -> Result<Option<Resolved>, CredentialsError> {
    let relative = environment.get("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
    let full = environment.get("AWS_CONTAINER_CREDENTIALS_FULL_URI");
    let uri = match (relative, full) {
        (Some(path), _) => format!("{ECS_HOST}{path}"),
        (None, Some(uri)) => uri.to_owned(),
        (None, None) => return Ok(None),
    };
    let uri = address(&uri)?;
    let token = token(environment)?;
    let token = token.as_ref().map(|token| token.trim());
    let accept = ("accept", "application/json");
    let headers: Vec<(&str, &str)> =
        token.map(|token| ("authorization", token)).into_iter().chain([accept]).collect();
    let within = Duration::from_secs(CONTAINER_SECONDS_MAX);
    let answer = exchange(Method::GET, &uri, &headers, within)
        .await
        .map_err(|error| failed(error.to_string()))?;
    if answer.status != 200 {
        return Err(failed(format!("`{uri}` answered with status {}", answer.status)));
    }
    let written = written::read(&answer.text);
    let written = written.ok_or_else(|| failed(format!("`{uri}` answered without credentials")))?;
    Ok(Some(written.resolved(Origin::Container)))
}

fn failed(reason: impl Into<String>) -> CredentialsError {
    refused(&Origin::Container, reason)
}

/// The endpoint, where a token may be sent to it in the clear.
fn address(text: &str) -> Result<Uri, CredentialsError> {
    let uri: Uri = text.parse().map_err(|_| failed(format!("`{text}` is no URL")))?;
    let host = uri.host().unwrap_or_default();
    let plain = host.trim_start_matches('[').trim_end_matches(']');
    let is_loopback = plain.parse().is_ok_and(|address: IpAddr| address.is_loopback());
    let is_known = plain == "localhost" || is_loopback || HOSTS.contains(&plain);
    match uri.scheme_str() {
        Some("http") if is_known => Ok(uri),
        _ => Err(failed(format!(
            "`{text}` is not asked: expected http:// and a loopback address, {}",
            HOSTS.join(" or ")
        ))),
    }
}

fn token(environment: &Environment) -> Result<Option<Zeroizing<String>>, CredentialsError> {
    match environment.get("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE") {
        Some(path) => {
            let read = fs::read_to_string(path).map(|token| Some(Zeroizing::new(token)));
            read.map_err(|error| CredentialsError::File {
                path: path.into(),
                reason: error.to_string(),
            })
        }
        None => Ok(environment
            .get("AWS_CONTAINER_AUTHORIZATION_TOKEN")
            .map(|token| Zeroizing::new(token.to_owned()))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_sent_in_the_clear_to_this_machine_only() {
        for good in [
            "http://127.0.0.1:1/x",
            "http://localhost/",
            "http://[::1]:2/",
            "http://169.254.170.23/v1/credentials",
            "http://[fd00:ec2::23]/",
        ] {
            assert!(address(good).is_ok(), "{good}");
        }
        for bad in ["http://example.com/", "http://10.0.0.1/", "ftp://127.0.0.1/", "nonsense", ""] {
            assert!(address(bad).is_err(), "{bad}");
        }
    }
}
