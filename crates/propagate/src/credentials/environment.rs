//! The variables of a process, so that tests need none of their own.

use std::{
    collections::BTreeMap,
    fmt,
    path::{Path, PathBuf},
};

/// Variables by name.
#[derive(Clone, Default)]
pub struct Environment {
    variables: BTreeMap<String, String>,
}

impl Environment {
    /// Those of this process. What is not Unicode is left out; the home directory is `HOME` even
    /// where the system, not the environment, says it.
    pub fn of_process() -> Self {
        let unicode = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        };
        let mut found: Self = std::env::vars_os().filter_map(unicode).collect();
        if found.get("HOME").is_none()
            && let Some(home) =
                std::env::home_dir().and_then(|home| home.to_str().map(str::to_owned))
        {
            found.variables.insert("HOME".to_owned(), home);
        }
        found
    }

    /// A variable that is set to something. An empty one counts as absent, as with AWS clients.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// Whether a variable says `true`, in any case.
    pub fn is_true(&self, name: &str) -> bool {
        self.get(name).is_some_and(|value| value.eq_ignore_ascii_case("true"))
    }

    /// All of them, in the order of their names.
    pub fn variables(&self) -> impl Iterator<Item = (&str, &str)> {
        self.variables.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The user's directory.
    pub fn home(&self) -> Option<&Path> {
        self.get("HOME").or_else(|| self.get("USERPROFILE")).map(Path::new)
    }

    /// A path in the user's `.aws` directory.
    pub(crate) fn in_aws_directory(&self, path: &str) -> Option<PathBuf> {
        self.home().map(|home| home.join(".aws").join(path))
    }

    /// The path, with a leading `~` as the user's directory.
    pub(crate) fn expanded(&self, path: &str) -> PathBuf {
        match (path.strip_prefix("~/"), self.home()) {
            (Some(rest), Some(home)) => home.join(rest),
            _ => PathBuf::from(path),
        }
    }
}

impl FromIterator<(String, String)> for Environment {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(variables: I) -> Self {
        Self { variables: variables.into_iter().collect() }
    }
}

impl<const N: usize> From<[(&str, &str); N]> for Environment {
    fn from(variables: [(&str, &str); N]) -> Self {
        variables.map(|(name, value)| (name.to_owned(), value.to_owned())).into_iter().collect()
    }
}

/// Names only: values may be secret.
impl fmt::Debug for Environment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_set().entries(self.variables.keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_variable_counts_as_absent_and_values_are_not_shown() {
        let environment =
            Environment::from([("AWS_PROFILE", ""), ("AWS_SECRET_ACCESS_KEY", "hidden")]);
        assert_eq!(environment.get("AWS_PROFILE"), None);
        assert_eq!(environment.get("AWS_SECRET_ACCESS_KEY"), Some("hidden"));
        assert!(!format!("{environment:?}").contains("hidden"));
    }

    #[test]
    fn a_tilde_is_the_home_directory() {
        let environment = Environment::from([("HOME", "/users/dev")]);
        assert_eq!(environment.expanded("~/x"), Path::new("/users/dev/x"));
        assert_eq!(environment.expanded("/x/~/y"), Path::new("/x/~/y"));
        assert_eq!(
            environment.in_aws_directory("config").unwrap(),
            Path::new("/users/dev/.aws/config")
        );
    }
}
