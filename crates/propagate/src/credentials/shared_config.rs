//! The shared configuration file and the shared credentials file, as one.
//!
//! AWS: <https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html>

use std::{
    collections::BTreeMap,
    fmt, fs,
    io::{self, Read as _},
    path::{Path, PathBuf},
};

use super::{
    CredentialsError, Environment,
    ini::{self, Setting},
};
use crate::limits::SHARED_CONFIG_BYTES_MAX;

/// The profile of those who name none.
pub(super) const DEFAULT_PROFILE: &str = "default";

/// What stands in both files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SharedConfig {
    profiles: BTreeMap<String, Section>,
    sso_sessions: BTreeMap<String, Section>,
    services: BTreeMap<String, Section>,
    files: Vec<PathBuf>,
}

/// Settings by name.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Section {
    settings: ini::Settings,
}

impl Section {
    /// A setting that is set to something; its name in lower case.
    pub fn get(&self, name: &str) -> Option<&str> {
        match self.settings.get(name)? {
            Setting::Text(text) if !text.is_empty() => Some(text),
            Setting::Text(_) | Setting::Inside(_) => None,
        }
    }

    /// The settings that are set to a text, by name.
    pub fn settings(&self) -> impl Iterator<Item = (&str, &str)> {
        self.settings.keys().filter_map(|name| Some((name.as_str(), self.get(name)?)))
    }

    /// The names of settings that have settings inside them.
    pub fn settings_inside(&self) -> impl Iterator<Item = &str> {
        let has_inside =
            |(name, setting): (_, &Setting)| matches!(setting, Setting::Inside(_)).then_some(name);
        self.settings.iter().map(|(name, setting)| (name.as_str(), setting)).filter_map(has_inside)
    }

    /// A setting inside a setting: `endpoint_url` of `iam`.
    pub fn inside(&self, name: &str, inner: &str) -> Option<&str> {
        match self.settings.get(name)? {
            Setting::Inside(settings) => settings.get(inner).map(String::as_str),
            Setting::Text(_) => None,
        }
    }

    fn extend(&mut self, other: ini::Settings) {
        self.settings.extend(other);
    }
}

/// Names only: values may be secret.
impl fmt::Debug for Section {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_set().entries(self.settings.keys()).finish()
    }
}

impl SharedConfig {
    /// Reads both files: those that `AWS_CONFIG_FILE` and `AWS_SHARED_CREDENTIALS_FILE` name, else
    /// `config` and `credentials` in `~/.aws`. A file that is not there is an empty one.
    pub fn load(environment: &Environment) -> Result<Self, CredentialsError> {
        let place = |variable: &str, name: &str| {
            let named = environment.get(variable).map(|path| environment.expanded(path));
            named.or_else(|| environment.in_aws_directory(name))
        };
        let config = place("AWS_CONFIG_FILE", "config");
        let credentials = place("AWS_SHARED_CREDENTIALS_FILE", "credentials");
        let mut found = Self::default();
        if let Some(sections) = config.as_deref().map(sections).transpose()? {
            found.add_config(sections);
        }
        if let Some(sections) = credentials.as_deref().map(sections).transpose()? {
            found.add_credentials(sections);
        }
        found.files = config.into_iter().chain(credentials).collect();
        Ok(found)
    }

    /// The texts of both files as one; a faulty line is named by its number.
    pub fn parse(config: &str, credentials: &str) -> Result<Self, CredentialsError> {
        let mut found = Self::default();
        found.add_config(parsed(config, Path::new("config"))?);
        found.add_credentials(parsed(credentials, Path::new("credentials"))?);
        Ok(found)
    }

    /// A profile of either file. Where both have a setting, that of the credentials file counts.
    pub fn profile(&self, name: &str) -> Option<&Section> {
        self.profiles.get(name)
    }

    /// All profiles by name.
    pub fn profiles(&self) -> impl Iterator<Item = (&str, &Section)> {
        self.profiles.iter().map(|(name, section)| (name.as_str(), section))
    }

    /// A section `[sso-session NAME]`.
    pub fn sso_session(&self, name: &str) -> Option<&Section> {
        self.sso_sessions.get(name)
    }

    /// A section `[services NAME]`.
    pub fn services(&self, name: &str) -> Option<&Section> {
        self.services.get(name)
    }

    /// The files, for a message: "`a` and `b`".
    pub(super) fn files(&self) -> String {
        let names = self.files.iter().map(|path| format!("`{}`", path.display()));
        let names: Vec<String> = names.collect();
        if names.is_empty() { "~/.aws".to_owned() } else { names.join(" and ") }
    }

    fn add_config(&mut self, sections: BTreeMap<String, ini::Settings>) {
        let mut plain_default = None;
        for (header, settings) in sections {
            let (kind, name) = header.split_once(' ').unwrap_or((&header, ""));
            let place = match kind {
                "profile" => &mut self.profiles,
                "sso-session" => &mut self.sso_sessions,
                "services" => &mut self.services,
                DEFAULT_PROFILE if name.is_empty() => {
                    plain_default = Some(settings);
                    continue;
                }
                _ => continue,
            };
            place.entry(name.to_owned()).or_default().extend(settings);
        }
        // `[profile default]` stands over `[default]`.
        if let Some(settings) = plain_default
            && !self.profiles.contains_key(DEFAULT_PROFILE)
        {
            self.profiles.insert(DEFAULT_PROFILE.to_owned(), Section { settings });
        }
    }

    fn add_credentials(&mut self, sections: BTreeMap<String, ini::Settings>) {
        for (name, settings) in sections {
            self.profiles.entry(name).or_default().extend(settings);
        }
    }
}

fn sections(path: &Path) -> Result<BTreeMap<String, ini::Settings>, CredentialsError> {
    let text = match read(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(BTreeMap::new()),
        Err(error) => {
            return Err(CredentialsError::File {
                path: path.to_owned(),
                reason: error.to_string(),
            });
        }
    };
    parsed(&text, path)
}

fn read(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    let file = fs::File::open(path)?;
    let read = file.take(SHARED_CONFIG_BYTES_MAX + 1).read_to_string(&mut text)?;
    if u64::try_from(read).is_ok_and(|read| read > SHARED_CONFIG_BYTES_MAX) {
        return Err(io::Error::other(format!("longer than {SHARED_CONFIG_BYTES_MAX} bytes")));
    }
    Ok(text)
}

fn parsed(text: &str, path: &Path) -> Result<BTreeMap<String, ini::Settings>, CredentialsError> {
    ini::parse(text).map_err(|fault| CredentialsError::Format {
        path: path.to_owned(),
        line: fault.line,
        reason: fault.reason.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONFIG: &str = "[default]\nregion = eu-west-1\n[profile dev]\nregion = eu-north-1\n\
        services = local\nsso_session = corp\n[dev]\nregion = nowhere\n[sso-session corp]\n\
        sso_region = eu-west-2\n[services local]\niam =\n  endpoint_url = http://localhost:1\n";
    const CREDENTIALS: &str = "[default]\naws_access_key_id = AKIA1\naws_secret_access_key=one=two\n\
        ; aws_session_token = no\n[dev]\nAWS_ACCESS_KEY_ID=ASIA2\nregion = eu-central-1\n";

    #[test]
    fn both_files_are_one_and_the_credentials_file_counts_first() {
        let shared = SharedConfig::parse(CONFIG, CREDENTIALS).unwrap();
        let default = shared.profile("default").unwrap();
        assert_eq!(default.get("region"), Some("eu-west-1"));
        assert_eq!(default.get("aws_secret_access_key"), Some("one=two"));
        assert_eq!(default.get("aws_session_token"), None);
        let dev = shared.profile("dev").unwrap();
        assert_eq!(dev.get("aws_access_key_id"), Some("ASIA2"));
        assert_eq!(dev.get("region"), Some("eu-central-1"));
        assert_eq!(shared.profiles().count(), 2, "`[dev]` of the config file is no profile");
    }

    #[test]
    fn sessions_and_services_have_sections_of_their_own() {
        let shared = SharedConfig::parse(CONFIG, "").unwrap();
        let session = shared.sso_session("corp").unwrap();
        assert_eq!(session.get("sso_region"), Some("eu-west-2"));
        let local = shared.services("local").unwrap();
        assert_eq!(local.inside("iam", "endpoint_url"), Some("http://localhost:1"));
        assert_eq!(local.inside("sts", "endpoint_url"), None);
    }

    #[test]
    fn a_profile_named_default_stands_over_the_plain_section() {
        let config = "[profile default]\nregion = a\n[default]\nregion = b\noutput = json\n";
        let shared = SharedConfig::parse(config, "").unwrap();
        let default = shared.profile("default").unwrap();
        assert_eq!((default.get("region"), default.get("output")), (Some("a"), None));
    }

    #[test]
    fn secrets_are_not_shown() {
        let shared = SharedConfig::parse(CONFIG, CREDENTIALS).unwrap();
        let shown = format!("{shared:?}");
        assert!(shown.contains("aws_secret_access_key") && !shown.contains("one=two"), "{shown}");
    }

    #[test]
    fn files_that_are_missing_are_empty_and_faulty_ones_are_named_with_the_line() {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path().to_str().unwrap();
        let environment = Environment::from([("HOME", home)]);
        assert_eq!(SharedConfig::load(&environment).unwrap().profiles().count(), 0);
        let aws = folder.path().join(".aws");
        fs::create_dir(&aws).unwrap();
        fs::write(aws.join("config"), "[profile a]\nregion = x\n").unwrap();
        fs::write(aws.join("credentials"), "[b]\n\nnonsense\n").unwrap();
        let refused = SharedConfig::load(&environment).unwrap_err().to_string();
        assert!(refused.contains("credentials`, line 3"), "{refused}");
        let other = folder.path().join("other");
        let environment = Environment::from([
            ("HOME", home),
            ("AWS_SHARED_CREDENTIALS_FILE", other.to_str().unwrap()),
        ]);
        assert!(SharedConfig::load(&environment).unwrap().profile("a").is_some());
    }
}
