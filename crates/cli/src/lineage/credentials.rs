//! Credentials where AWS clients find them: the environment, then a profile of the shared
//! credentials file. Never on the command line, which other users of the machine can read.
//!
//! AWS: <https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html>

use std::{collections::BTreeMap, fs, path::PathBuf};

use entail_wire::{secret::Secret, sigv4::Credentials};

use super::LineageError;

const DEFAULT_PROFILE: &str = "default";

/// The credentials to sign with. A profile that is named stands over the environment, as with the
/// AWS CLI.
pub(super) fn find(profile: Option<&str>) -> Result<Credentials, LineageError> {
    if profile.is_none()
        && let Some(credentials) = of_environment()?
    {
        return Ok(credentials);
    }
    let named = profile.map(str::to_owned).or_else(|| variable("AWS_PROFILE"));
    let profile = named.as_deref().unwrap_or(DEFAULT_PROFILE);
    let Some(path) = credentials_file() else { return Err(nowhere()) };
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(_) if named.is_none() => return Err(nowhere()),
        Err(error) => {
            return Err(LineageError::Input(format!("can't read `{}`: {error}", path.display())));
        }
    };
    match of_profile(&text, profile) {
        Some(credentials) => Ok(credentials),
        None if named.is_none() => Err(nowhere()),
        None => Err(LineageError::Input(format!(
            "`{}` has no profile `{profile}` with aws_access_key_id and aws_secret_access_key",
            path.display()
        ))),
    }
}

/// A variable of the environment that is set to something.
pub(super) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

fn of_environment() -> Result<Option<Credentials>, LineageError> {
    let (id, secret) = (variable("AWS_ACCESS_KEY_ID"), variable("AWS_SECRET_ACCESS_KEY"));
    match (id, secret) {
        (Some(id), Some(secret)) => {
            Ok(Some(credentials(id, &secret, variable("AWS_SESSION_TOKEN").as_deref())))
        }
        (None, None) => Ok(None),
        _ => Err(LineageError::Input(
            "set both AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or neither".to_owned(),
        )),
    }
}

fn credentials_file() -> Option<PathBuf> {
    let named = variable("AWS_SHARED_CREDENTIALS_FILE").map(PathBuf::from);
    named.or_else(|| std::env::home_dir().map(|home| home.join(".aws").join("credentials")))
}

fn of_profile(text: &str, profile: &str) -> Option<Credentials> {
    let values = section(text, profile);
    let id = values.get("aws_access_key_id")?;
    let secret = values.get("aws_secret_access_key")?;
    let token = values.get("aws_session_token").map(String::as_str);
    Some(credentials(id.clone(), secret, token))
}

/// The settings of one section. Lines that begin with `#` or `;` are comments; of a setting that
/// comes twice the last counts, as with AWS clients.
fn section(text: &str, name: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut is_wanted = false;
    for line in text.lines().map(str::trim) {
        if let Some(header) = line.strip_prefix('[') {
            let header = header.split(']').next().unwrap_or_default().trim();
            is_wanted = header == name;
        } else if is_wanted
            && !line.starts_with(['#', ';'])
            && let Some((key, value)) = line.split_once('=')
        {
            found.insert(key.trim().to_ascii_lowercase(), value.trim().to_owned());
        }
    }
    found.retain(|_, value| !value.is_empty());
    found
}

fn credentials(id: String, secret: &str, token: Option<&str>) -> Credentials {
    Credentials {
        access_key_id: id,
        secret_access_key: Secret::from(secret),
        session_token: token.map(Secret::from),
    }
}

fn nowhere() -> LineageError {
    LineageError::Input(
        "there are no credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a \
         profile of ~/.aws/credentials with --profile"
            .to_owned(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "# comment\n[default]\naws_access_key_id = AKIA1\n\
                        aws_secret_access_key=one=two\n; aws_session_token = no\n\n\
                        [dev]\nAWS_ACCESS_KEY_ID=ASIA2\naws_secret_access_key = s\n\
                        aws_session_token = token\n[half]\naws_access_key_id = AKIA3\n";

    #[test]
    fn a_profile_is_read_as_aws_clients_read_it() {
        let default = of_profile(FILE, "default").unwrap();
        assert_eq!(default.access_key_id, "AKIA1");
        assert_eq!(default.secret_access_key.expose(), "one=two");
        assert!(default.session_token.is_none());
        let dev = of_profile(FILE, "dev").unwrap();
        assert_eq!(dev.access_key_id, "ASIA2");
        assert_eq!(dev.session_token.unwrap().expose(), "token");
    }

    #[test]
    fn a_profile_without_a_secret_or_a_section_has_no_credentials() {
        assert!(of_profile(FILE, "half").is_none());
        assert!(of_profile(FILE, "other").is_none());
        assert!(of_profile("", "default").is_none());
    }
}
