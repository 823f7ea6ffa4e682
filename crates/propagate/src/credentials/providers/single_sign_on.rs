//! IAM Identity Center: the token that `aws sso login` keeps, and the credentials it gets.
//!
//! AWS: <https://docs.aws.amazon.com/sdkref/latest/guide/feature-sso-credentials.html>

mod token;

use http::{Request, Uri};
use hyper::body::Bytes;
use jiff::Timestamp;
use serde::Deserialize;

use entail_wire::{
    secret::Secret,
    sigv4::{Credentials, uri_encode},
};

use self::token::{Place, token};
use super::refused;
use crate::{
    credentials::{CredentialsError, Origin, Resolved, Section, Settings, SharedConfig},
    endpoints::Partition,
    upstream::Upstream,
};

/// The header that the portal reads the token from.
const TOKEN_HEADER: &str = "x-amz-sso_bearer_token";

/// What a profile says of its sign-in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::credentials) struct SignIn<'a> {
    profile: &'a str,
    /// What the token's file is named after: the session, or the portal's address.
    identifier: &'a str,
    region: &'a str,
    account: &'a str,
    role: &'a str,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    role_credentials: RoleCredentials,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RoleCredentials {
    access_key_id: String,
    secret_access_key: String,
    session_token: String,
    /// In milliseconds.
    expiration: i64,
}

impl<'a> SignIn<'a> {
    /// What the profile says, with its `sso-session`; nothing of a profile that does not sign in.
    pub(in crate::credentials) fn of(
        profile: &'a str,
        section: &'a Section,
        shared: &'a SharedConfig,
    ) -> Result<Option<Self>, CredentialsError> {
        let (account, role) = (section.get("sso_account_id"), section.get("sso_role_name"));
        if account.is_none() && role.is_none() {
            return Ok(None);
        }
        let missing = |what: &str| {
            CredentialsError::Settings(format!(
                "profile `{profile}` has no {what}, which IAM Identity Center needs: run `aws \
                 configure sso --profile {profile}`"
            ))
        };
        let (place, identifier) = match section.get("sso_session") {
            Some(name) => {
                let session = shared.sso_session(name);
                let what = format!("section [sso-session {name}]");
                (session.ok_or_else(|| missing(&what))?, Some(name))
            }
            None => (section, section.get("sso_start_url")),
        };
        Ok(Some(Self {
            profile,
            identifier: identifier.ok_or_else(|| missing("sso_session"))?,
            region: place.get("sso_region").ok_or_else(|| missing("sso_region"))?,
            account: account.ok_or_else(|| missing("sso_account_id"))?,
            role: role.ok_or_else(|| missing("sso_role_name"))?,
        }))
    }

    /// Asks the portal for the credentials of the role.
    pub(in crate::credentials) async fn credentials(
        &self,
        settings: &Settings,
        upstream: &Upstream,
    ) -> Result<Resolved, CredentialsError> {
        let Self { profile, account, role, .. } = self;
        let origin = Origin::SingleSignOn((*profile).to_owned());
        let failed = |reason: String| refused(&origin, reason);
        let advice = format!("run `aws sso login --profile {profile}`");
        let encoded = |text: &str| uri_encode(text.as_bytes());
        let (role_name, account_id) = (encoded(role), encoded(account));
        let path = format!("/federation/credentials?role_name={role_name}&account_id={account_id}");
        let nowhere = || failed(format!("`{}` is no region", self.region));
        let uri = address("portal.sso", self.region, &path, settings.endpoint("SSO", "sso"));
        let renewed_at =
            address("oidc", self.region, "/token", settings.endpoint("SSO_OIDC", "sso_oidc"));
        let (uri, renewed_at) = (uri.ok_or_else(nowhere)?, renewed_at.ok_or_else(nowhere)?);
        let place = Place { identifier: self.identifier, renewed_at };
        let token = token(&place, settings, upstream)
            .await
            .ok_or_else(|| failed(format!("the sign-in has expired: {advice}")))?;
        let request = Request::get(uri).header(TOKEN_HEADER, token.expose()).body(Bytes::new());
        let request = request.map_err(|_| failed("the token can't be sent".to_owned()))?;
        let answer = upstream.fetch("sso:GetRoleCredentials", request).await;
        let answer = answer.map_err(|error| failed(error.to_string()))?;
        match answer.status().as_u16() {
            200 => read(answer.body(), origin.clone())
                .ok_or_else(|| failed("it answered without credentials".to_owned())),
            401 => Err(failed(format!("the sign-in is not accepted any more: {advice}"))),
            403 => {
                Err(failed(format!("the role `{role}` of account {account} is not for this user")))
            }
            status => Err(failed(format!("it answered with status {status}"))),
        }
    }
}

/// The address of a service in a region, or where the settings put it.
fn address(service: &str, region: &str, path: &str, endpoint: Option<&str>) -> Option<Uri> {
    if !region.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
        return None;
    }
    let suffix = Partition::of(region).suffix();
    let base = endpoint.map_or_else(
        || format!("https://{service}.{region}.{suffix}"),
        |endpoint| endpoint.trim_end_matches('/').to_owned(),
    );
    format!("{base}{path}").parse().ok()
}

fn read(body: &[u8], origin: Origin) -> Option<Resolved> {
    let Answer { role_credentials: answer } = serde_json::from_slice(body).ok()?;
    Some(Resolved {
        credentials: Credentials {
            access_key_id: answer.access_key_id,
            secret_access_key: Secret::new(answer.secret_access_key),
            session_token: Some(Secret::new(answer.session_token)),
        },
        expires: Timestamp::from_millisecond(answer.expiration).ok(),
        origin,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_portal_is_in_the_partition_of_its_region() {
        for (region, host) in [
            ("eu-west-1", "portal.sso.eu-west-1.amazonaws.com"),
            ("cn-north-1", "portal.sso.cn-north-1.amazonaws.com.cn"),
            ("eusc-de-east-1", "portal.sso.eusc-de-east-1.amazonaws.eu"),
        ] {
            let uri = address("portal.sso", region, "/x", None).unwrap();
            assert_eq!(uri.to_string(), format!("https://{host}/x"));
        }
        assert_eq!(address("portal.sso", "evil.com/", "/x", None), None);
    }
}
