//! The endpoint that containers get their credentials from.
//!
//! AWS: <https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html>

use std::path::Path;

use http::Method;
use zeroize::Zeroizing;

use super::{exchange::Nearby, refused, written};
use crate::{
    credentials::{CredentialsError, Environment, Origin, Resolved},
    endpoints::{Address, Scheme},
    files::read_text,
    limits::{CONTAINER_SECONDS_MAX, TOKEN_FILE_BYTES_MAX},
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
    let url = match (relative, full) {
        (Some(path), _) => format!("{ECS_HOST}{path}"),
        (None, Some(url)) => url.to_owned(),
        (None, None) => return Ok(None),
    };
    check(&url)?;
    let token = token(environment)?;
    let token = token.as_ref().map(|token| token.trim());
    let accept = ("accept", "application/json");
    let headers: Vec<(&str, &str)> =
        token.map(|token| ("authorization", token)).into_iter().chain([accept]).collect();
    let nearby = Nearby::within(CONTAINER_SECONDS_MAX, environment);
    let nearby = nearby.map_err(|error| failed(error.to_string()))?;
    let answer = nearby.ask(Method::GET, &url, &headers).await;
    let answer = answer.map_err(|error| failed(error.to_string()))?;
    if answer.status != 200 {
        return Err(failed(format!("`{url}` answered with status {}", answer.status)));
    }
    let written = written::read(&answer.text);
    let written = written.ok_or_else(|| failed(format!("`{url}` answered without credentials")))?;
    Ok(Some(written.resolved(Origin::Container)))
}

fn failed(reason: impl Into<String>) -> CredentialsError {
    refused(&Origin::Container, reason)
}

/// Whether a token may be sent there: to anybody through TLS, in the clear only near by.
fn check(url: &str) -> Result<(), CredentialsError> {
    let base = url.split('?').next().unwrap_or_default();
    let address = Address::parse(base);
    let address = address.ok_or_else(|| failed(format!("`{url}` is no URL of a server")))?;
    let is_near = address.is_loopback() || HOSTS.contains(&address.host());
    if address.scheme() == Scheme::Https || is_near {
        return Ok(());
    }
    Err(failed(format!(
        "`{url}` is not asked: expected https://, or a loopback address, {} in the clear",
        HOSTS.join(" or ")
    )))
}

fn token(environment: &Environment) -> Result<Option<Zeroizing<String>>, CredentialsError> {
    match environment.get("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE") {
        Some(path) => {
            let read = read_text(Path::new(path), TOKEN_FILE_BYTES_MAX);
            read.map(Some).map_err(|error| CredentialsError::File {
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
    fn a_token_is_sent_in_the_clear_near_by_only() {
        for good in [
            "http://127.0.0.1:1/x",
            "http://localhost/",
            "http://[::1]:2/",
            "http://169.254.170.23/v1/credentials",
            "http://[fd00:ec2::23]/",
            "https://example.com/x?y=z",
        ] {
            assert!(check(good).is_ok(), "{good}");
        }
        for bad in ["http://example.com/", "http://10.0.0.1/", "ftp://127.0.0.1/", "nonsense", ""] {
            assert!(check(bad).is_err(), "{bad}");
        }
    }
}
