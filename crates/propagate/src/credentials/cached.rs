//! What AWS's own clients keep of temporary credentials: JSON files, one for each role.
//!
//! The AWS CLI keeps them in `~/.aws/cli/cache`, boto3 (where a program asks it to) in
//! `~/.aws/boto/cache`. `~/.aws/sso/cache` holds tokens of sign-in, not credentials; the CDK keeps no
//! credentials in files, only which account an access key belongs to.

use std::{fs, io::Read as _, path::Path};

use jiff::Timestamp;
use zeroize::Zeroizing;

use super::{
    Environment,
    providers::{Written, read_answer},
};
use crate::limits::{CACHED_CREDENTIALS_BYTES_MAX, CACHED_CREDENTIALS_FILES_MAX};

/// Where the AWS CLI keeps credentials of roles, in `~/.aws`.
const CLI_CACHE: &str = "cli/cache";

const FOLDERS: [&str; 2] = [CLI_CACHE, "boto/cache"];

/// The credentials with this id that some client keeps and that have not expired.
pub(super) fn find(
    environment: &Environment,
    access_key_id: &str,
    now: Timestamp,
) -> Option<Written> {
    let folders = FOLDERS.iter().filter_map(|folder| environment.in_aws_directory(folder));
    let files = folders.filter_map(|folder| fs::read_dir(folder).ok()).flatten();
    let files = files.filter_map(Result::ok).map(|file| file.path());
    files
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .take(CACHED_CREDENTIALS_FILES_MAX)
        .filter_map(|path| read(&path))
        .find(|found| found.credentials.access_key_id == access_key_id && lasts(found, now))
}

/// The credentials that the AWS CLI keeps under a name and that have not expired.
pub(super) fn of_cli(environment: &Environment, name: &str, now: Timestamp) -> Option<Written> {
    let folder = environment.in_aws_directory(CLI_CACHE)?;
    read(&folder.join(format!("{name}.json"))).filter(|found| lasts(found, now))
}

fn read(path: &Path) -> Option<Written> {
    read_answer(&text(path)?)
}

/// The text of a file in a cache; nothing where there is none.
pub(super) fn text(path: &Path) -> Option<Zeroizing<String>> {
    let mut text = Zeroizing::new(String::new());
    let file = fs::File::open(path).ok()?;
    file.take(CACHED_CREDENTIALS_BYTES_MAX).read_to_string(&mut text).ok()?;
    Some(text)
}

fn lasts(found: &Written, now: Timestamp) -> bool {
    found.expires.is_none_or(|expires| expires > now)
}

/// A name as botocore gives it to a file of a cache: the SHA-1 of what identifies its content.
pub(super) fn name(of: &str) -> String {
    use std::fmt::Write as _;
    let digest = ring::digest::digest(&ring::digest::SHA1_FOR_LEGACY_USE_ONLY, of.as_bytes());
    digest.as_ref().iter().fold(String::new(), |mut name, byte| {
        let _ = write!(name, "{byte:02x}");
        name
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_of_a_cache_are_found_by_their_id_while_they_last() {
        let home = tempfile::tempdir().unwrap();
        let cache = home.path().join(".aws/cli/cache");
        fs::create_dir_all(&cache).unwrap();
        let file = r#"{"Credentials":{"AccessKeyId":"ASIA1","SecretAccessKey":"s","SessionToken":"t",
            "Expiration":"2026-11-22T10:00:00+00:00"},"ProviderType":"sso"}"#;
        fs::write(cache.join("abc.json"), file).unwrap();
        fs::write(cache.join("broken.json"), "{").unwrap();
        let environment = Environment::from([("HOME", home.path().to_str().unwrap())]);
        let before: Timestamp = "2026-11-22T09:59:59Z".parse().unwrap();
        let after: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
        assert_eq!(find(&environment, "ASIA1", before).unwrap().credentials.access_key_id, "ASIA1");
        assert!(find(&environment, "ASIA1", after).is_none());
        assert!(find(&environment, "ASIA2", before).is_none());
        assert!(of_cli(&environment, "abc", before).is_some());
        assert!(of_cli(&environment, "abd", before).is_none());
    }

    #[test]
    fn names_are_those_of_botocore() {
        assert_eq!(name("corp"), "ee0bfd2552fbd840c02cc48b6e823320543c450f");
    }
}
