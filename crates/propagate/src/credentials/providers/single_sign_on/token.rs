//! The token of a sign-in, which `aws sso login` keeps in a file.
//!
//! One that has expired is renewed, as AWS's clients do, where the sign-in itself still lasts; the new
//! one takes its place in the file, because the old one can't be renewed a second time.
//!
//! AWS: <https://docs.aws.amazon.com/singlesignon/latest/OIDCAPIReference/API_CreateToken.html>

use std::{
    fs,
    io::{self, Write as _},
    path::Path,
};

use entail_wire::secret::Secret;
use http::{Request, StatusCode, Uri, header};
use hyper::body::Bytes;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use zeroize::Zeroizing;

use crate::{
    credentials::{Settings, cached, providers::written::instant},
    upstream::Upstream,
};

/// Where a token is kept, and who renews it.
pub(super) struct Place<'a> {
    /// What the file is named after.
    pub(super) identifier: &'a str,
    /// The address that renews.
    pub(super) renewed_at: Uri,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Renewed {
    access_token: String,
    expires_in: i64,
    refresh_token: Option<String>,
}

/// The token, while it lasts or can be renewed; nothing where the user has to sign in again.
pub(super) async fn token(
    place: &Place<'_>,
    settings: &Settings,
    upstream: &Upstream,
) -> Option<Secret> {
    let folder = settings.environment().in_aws_directory("sso/cache")?;
    let path = folder.join(format!("{}.json", cached::name(place.identifier)));
    let Value::Object(mut kept) = serde_json::from_str(&cached::text(&path)?).ok()? else {
        return None;
    };
    let now = Timestamp::now();
    if lasts(&kept, "expiresAt", now) {
        return text(&kept, "accessToken").map(Secret::from);
    }
    // What can't be kept is not renewed: the user would have to sign in again after this.
    if !lasts(&kept, "registrationExpiresAt", now)
        || fs::File::options().write(true).open(&path).is_err()
    {
        return None;
    }
    let renewed = renew(place, &kept, upstream).await?;
    let expires = now.checked_add(SignedDuration::from_secs(renewed.expires_in)).ok()?;
    let expires = expires.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let members = [
        ("accessToken", Some(renewed.access_token.clone())),
        ("expiresAt", Some(expires)),
        ("refreshToken", renewed.refresh_token),
    ];
    for (name, value) in members {
        kept.extend(value.map(|value| (name.to_owned(), Value::from(value))));
    }
    keep(&path, &Value::Object(kept)).ok()?;
    Some(Secret::new(renewed.access_token))
}

async fn renew(
    place: &Place<'_>,
    kept: &Map<String, Value>,
    upstream: &Upstream,
) -> Option<Renewed> {
    let body = json!({
        "grantType": "refresh_token",
        "clientId": text(kept, "clientId")?,
        "clientSecret": text(kept, "clientSecret")?,
        "refreshToken": text(kept, "refreshToken")?,
    });
    let request = Request::post(&place.renewed_at)
        .header(header::CONTENT_TYPE, "application/json")
        .body(Bytes::from(body.to_string()))
        .ok()?;
    let answer = upstream.fetch("sso-oidc:CreateToken", request).await.ok()?;
    match answer.status() {
        StatusCode::OK => serde_json::from_slice(answer.body()).ok(),
        _ => None,
    }
}

/// Puts the file in its place at once, readable by the user alone, as the AWS CLI keeps it.
fn keep(path: &Path, token: &Value) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    let text = Zeroizing::new(token.to_string());
    file.write_all(text.as_bytes())?;
    file.persist(path)?;
    Ok(())
}

fn text<'a>(kept: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    kept.get(name).and_then(Value::as_str)
}

fn lasts(kept: &Map<String, Value>, name: &str, now: Timestamp) -> bool {
    text(kept, name).and_then(instant).is_some_and(|expires| expires > now)
}
