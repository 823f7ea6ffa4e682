//! Names that stand in the policy: of itself, and of what counts as bounded or outside.

use std::fmt;
use std::str::FromStr;

use entail_policy::arn::Arn;

use crate::limits::{POLICY_NAME_CHARACTERS_MAX, POLICY_PATH_CHARACTERS_MAX};

/// Kinds of resources that are told by name, as they stand in ARNs.
const KINDS: [&str; 5] = ["role/", "user/", "group/", "policy/", "instance-profile/"];

/// The name of a managed policy.
///
/// AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html>
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyName(String);

/// The path of a managed policy.
///
/// AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html>
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyPath(String);

/// The end of an ARN, with wildcards: `role/bounded/*`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BoundedName(String);

impl PolicyName {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name as code and logical ids can have it: letters and digits, a letter first.
    pub(super) fn identifier(&self) -> String {
        let kept: String = self.0.chars().filter(char::is_ascii_alphanumeric).collect();
        if kept.starts_with(|first: char| first.is_ascii_alphabetic()) {
            kept
        } else {
            format!("Boundary{kept}")
        }
    }
}

impl PolicyPath {
    /// The path, from slash to slash.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for PolicyPath {
    fn default() -> Self {
        Self("/".to_owned())
    }
}

impl BoundedName {
    /// Everything below a path: users, roles, groups, policies and instance profiles.
    ///
    /// # Errors
    ///
    /// Where the path is none, or takes in everything.
    pub fn below(path: &str) -> Result<Vec<BoundedName>, String> {
        let path: PolicyPath = path.parse()?;
        match path.as_str().strip_prefix('/') {
            Some("") | None => Err("everything is below the path `/`: name one of its own".into()),
            Some(path) => Ok(KINDS.iter().map(|kind| Self(format!("{kind}{path}*"))).collect()),
        }
    }

    /// The end of the ARN.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `role/`, `user/`, ...
    pub(super) fn kind(&self) -> &'static str {
        KINDS.into_iter().find(|kind| self.0.starts_with(kind)).unwrap_or("role/")
    }
}

impl FromStr for PolicyName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let is_taken = |it: char| it.is_ascii_alphanumeric() || "+=,.@-_".contains(it);
        match text.len() {
            1..=POLICY_NAME_CHARACTERS_MAX if text.chars().all(is_taken) => Ok(Self(text.into())),
            _ => Err(format!(
                "`{text}` is no name of a policy: 1 to {POLICY_NAME_CHARACTERS_MAX} letters, \
                 digits and any of `+=,.@-_`"
            )),
        }
    }
}

impl FromStr for PolicyPath {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let is_taken = |it: char| it.is_ascii_graphic() && !"*?\"\\$".contains(it);
        let is_whole = text.starts_with('/') && text.ends_with('/');
        if is_whole && text.len() <= POLICY_PATH_CHARACTERS_MAX && text.chars().all(is_taken) {
            Ok(Self(text.into()))
        } else {
            Err(format!(
                "`{text}` is no path: it begins and ends with `/`, and has at most \
                 {POLICY_PATH_CHARACTERS_MAX} characters, none of them white space or a wildcard"
            ))
        }
    }
}

impl FromStr for BoundedName {
    type Err = String;

    /// Takes ends of ARNs and whole ARNs of IAM, of which the end is taken.
    fn from_str(text: &str) -> Result<Self, String> {
        let arn = Arn::parse(text).ok().filter(|arn| arn.service() == "iam");
        let end = arn.map_or(text.to_owned(), |arn| arn.resource().to_owned());
        let is_taken = |it: char| it.is_ascii_graphic() && !"\"\\$:[]".contains(it);
        let named = KINDS.iter().find_map(|kind| end.strip_prefix(kind));
        match named.map(|name| name.trim_matches(['*', '?', '/'])) {
            Some("") => Err(format!("`{text}` takes in everything of its kind")),
            Some(_) if end.chars().all(is_taken) => Ok(Self(end)),
            _ => Err(format!(
                "`{text}` names nothing that IAM knows by name: write `role/NAME`, `user/PATH/*`, \
                 `policy/NAME`, `group/NAME` or `instance-profile/NAME`"
            )),
        }
    }
}

impl fmt::Display for BoundedName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}
