//! What AWS's own clients keep of temporary credentials: JSON files, one for each role.
//!
//! The AWS CLI keeps them in `~/.aws/cli/cache`, boto3 (where a program asks it to) in
//! `~/.aws/boto/cache`. `~/.aws/sso/cache` holds tokens of sign-in, not credentials; the CDK keeps no
//! credentials in files, only which account an access key belongs to.

use std::{fs, io::Read as _, path::Path};

use entail_wire::{secret::Secret, sigv4::Credentials};
use jiff::Timestamp;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::Environment;
use crate::limits::{CACHED_CREDENTIALS_BYTES_MAX, CACHED_CREDENTIALS_FILES_MAX};

const FOLDERS: [&str; 2] = ["cli/cache", "boto/cache"];

/// Credentials of a cache.
pub(super) struct Cached {
    pub(super) credentials: Credentials,
    pub(super) expires: Option<Timestamp>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct CacheFile {
    credentials: CacheEntry,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct CacheEntry {
    access_key_id: String,
    secret_access_key: String,
    session_token: Option<String>,
    expiration: Option<String>,
}

/// The credentials with this id that some client keeps and that have not expired.
pub(super) fn find(
    environment: &Environment,
    access_key_id: &str,
    now: Timestamp,
) -> Option<Cached> {
    let folders = FOLDERS.iter().filter_map(|folder| environment.in_aws_directory(folder));
    let files = folders.filter_map(|folder| fs::read_dir(folder).ok()).flatten();
    let files = files.filter_map(Result::ok).map(|file| file.path());
    files
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .take(CACHED_CREDENTIALS_FILES_MAX)
        .filter_map(|path| read(&path))
        .find(|found| {
            found.credentials.access_key_id == access_key_id
                && found.expires.is_none_or(|expires| expires > now)
        })
}

/// The credentials in a file of a cache; nothing where there are none.
pub(super) fn read(path: &Path) -> Option<Cached> {
    let mut text = Zeroizing::new(String::new());
    let file = fs::File::open(path).ok()?;
    file.take(CACHED_CREDENTIALS_BYTES_MAX).read_to_string(&mut text).ok()?;
    let CacheFile { credentials: entry } = serde_json::from_str(&text).ok()?;
    Some(Cached {
        expires: entry.expiration.as_deref().and_then(instant),
        credentials: Credentials {
            access_key_id: entry.access_key_id,
            secret_access_key: Secret::new(entry.secret_access_key),
            session_token: entry.session_token.map(Secret::new),
        },
    })
}

/// A time as AWS's clients write it: `2026-11-22T10:00:00Z`, with an offset, or with `UTC` behind.
pub(super) fn instant(text: &str) -> Option<Timestamp> {
    let text = text.strip_suffix("UTC").map_or_else(|| text.to_owned(), |text| format!("{text}Z"));
    text.parse().ok()
}
