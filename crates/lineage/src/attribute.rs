//! Names of what can be written on a principal or chosen for a session, as far as it matters who
//! did. Both are text in stored records, so that they can be keys of JSON objects.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Something that condition keys read (F4).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Attribute {
    /// Name of the user or role.
    Name,
    /// Path of the user or role.
    Path,
    /// Tag of the principal, or session tag; the key in lower case. See [`Attribute::tag`].
    Tag(String),
    /// Role session name, or name of the federated user.
    SessionName,
    /// Source identity of the session.
    SourceIdentity,
}

impl Attribute {
    /// The tag with this key; tag keys ignore case.
    pub fn tag(key: &str) -> Self {
        Self::Tag(key.to_lowercase())
    }
}

/// Something whose last writer matters when a seal is to be withdrawn (F8).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Aspect {
    /// Trust policy.
    Trust,
    /// Inline policy of this name.
    InlinePolicy(String),
    /// Managed policy of this unique id.
    AttachedPolicy(String),
    /// Membership in the group of this unique id.
    Group(String),
    /// The role is in the hands of this service or association.
    Pass(String),
    /// What the object itself says: metadata, thumbprints and client ids of an identity provider,
    /// the versions of a managed policy.
    Settings,
    /// Access key or other credential of this id.
    Credential(String),
}

/// A stored attribute or aspect that this version does not know.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown lineage attribute `{0}`")]
pub struct UnknownAttribute(String);

impl From<Attribute> for String {
    fn from(attribute: Attribute) -> Self {
        attribute.to_string()
    }
}

impl fmt::Display for Attribute {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name => formatter.write_str("name"),
            Self::Path => formatter.write_str("path"),
            Self::Tag(key) => write!(formatter, "tag/{key}"),
            Self::SessionName => formatter.write_str("session_name"),
            Self::SourceIdentity => formatter.write_str("source_identity"),
        }
    }
}

impl TryFrom<String> for Attribute {
    type Error = UnknownAttribute;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        match text.as_str() {
            "name" => Ok(Self::Name),
            "path" => Ok(Self::Path),
            "session_name" => Ok(Self::SessionName),
            "source_identity" => Ok(Self::SourceIdentity),
            other => match other.strip_prefix("tag/") {
                Some(key) => Ok(Self::tag(key)),
                None => Err(UnknownAttribute(text)),
            },
        }
    }
}

impl From<Aspect> for String {
    fn from(aspect: Aspect) -> Self {
        aspect.to_string()
    }
}

impl fmt::Display for Aspect {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Trust => formatter.write_str("trust"),
            Self::InlinePolicy(name) => write!(formatter, "inline_policy/{name}"),
            Self::AttachedPolicy(id) => write!(formatter, "attached_policy/{id}"),
            Self::Group(id) => write!(formatter, "group/{id}"),
            Self::Pass(holder) => write!(formatter, "pass/{holder}"),
            Self::Settings => formatter.write_str("settings"),
            Self::Credential(id) => write!(formatter, "credential/{id}"),
        }
    }
}

impl TryFrom<String> for Aspect {
    type Error = UnknownAttribute;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        match text.split_once('/') {
            None if text == "trust" => Ok(Self::Trust),
            None if text == "settings" => Ok(Self::Settings),
            Some(("inline_policy", name)) => Ok(Self::InlinePolicy(name.to_owned())),
            Some(("attached_policy", id)) => Ok(Self::AttachedPolicy(id.to_owned())),
            Some(("group", id)) => Ok(Self::Group(id.to_owned())),
            Some(("pass", holder)) => Ok(Self::Pass(holder.to_owned())),
            Some(("credential", id)) => Ok(Self::Credential(id.to_owned())),
            _ => Err(UnknownAttribute(text)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Aspect, Attribute};

    #[test]
    fn attributes_and_aspects_survive_their_stored_form() {
        for attribute in [
            Attribute::Name,
            Attribute::Path,
            Attribute::tag("Team/Cost"),
            Attribute::SessionName,
            Attribute::SourceIdentity,
        ] {
            let stored = String::from(attribute.clone());
            assert_eq!(Attribute::try_from(stored).unwrap(), attribute);
        }
        for aspect in [
            Aspect::Trust,
            Aspect::InlinePolicy("a/b".into()),
            Aspect::AttachedPolicy("ANPA1".into()),
            Aspect::Group("AGPA1".into()),
            Aspect::Pass("ec2.amazonaws.com".into()),
            Aspect::Settings,
            Aspect::Credential("AKIA1".into()),
        ] {
            let stored = String::from(aspect.clone());
            assert_eq!(Aspect::try_from(stored).unwrap(), aspect);
        }
        assert!(Attribute::try_from("colour".to_owned()).is_err());
        assert!(Aspect::try_from("trust/x".to_owned()).is_err());
    }
}
