//! Tags in requests: AWS's rules for them, and the reserved tag that sets a transitive boundary.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html>

use std::collections::BTreeSet;

use entail_lineage::{
    Attribute, PrincipalLineage, Standing,
    tag::{PrincipalTag, principal_tag},
};
use entail_store::records::Tags;
use entail_wire::{error::ErrorCode, shapes::iam::Tag};

use crate::{control_error::ControlError, limits::TAGS_MAX};

/// What is tagged, as far as AWS's texts differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tagged {
    User,
    Role,
    Policy,
    InstanceProfile,
    SamlProvider,
    OpenIdConnectProvider,
}

impl Tagged {
    const fn quota(self) -> &'static str {
        match self {
            Self::User => "TagsPerUser",
            Self::Role => "TagsPerRole",
            Self::Policy => "TagsPerPolicy",
            Self::InstanceProfile => "TagsPerInstanceProfile",
            Self::SamlProvider => "TagsPerSamlProvider",
            Self::OpenIdConnectProvider => "TagsPerOpenIdConnectProvider",
        }
    }

    const fn duplicate_message(self) -> &'static str {
        match self {
            Self::User | Self::Role => {
                "Duplicate tag keys found. Please note that Tag keys are case insensitive."
            }
            _ => "Duplicate tag keys found.",
        }
    }
}

/// Refuses duplicate keys and keys that are reserved for AWS.
pub(crate) fn check(tags: &[Tag], tagged: Tagged) -> Result<(), ControlError> {
    let mut keys = BTreeSet::new();
    for tag in tags {
        if !keys.insert(tag.key.to_lowercase()) {
            return Err(ControlError::new(ErrorCode::InvalidInput, tagged.duplicate_message()));
        }
        if tag.key.to_lowercase().starts_with("aws:") {
            return Err(ControlError::new(
                ErrorCode::InvalidInput,
                "aws: prefixed tag key names are not allowed for external use.",
            ));
        }
    }
    Ok(())
}

/// Adds tags to an entity's, up to the quota.
pub(crate) fn add(tags: &mut Tags, new: &[Tag], tagged: Tagged) -> Result<(), ControlError> {
    for tag in new {
        tags.set(&tag.key, &tag.value);
    }
    if tags.len() > TAGS_MAX {
        return Err(ControlError::quota(tagged.quota(), TAGS_MAX));
    }
    Ok(())
}

/// The ARN that the reserved tag among these names, in any case of its key.
pub(crate) fn transitive_boundary_arn(tags: &[Tag]) -> Option<&str> {
    tags.iter()
        .find(|tag| principal_tag(&tag.key) == PrincipalTag::TransitiveBoundary)
        .map(|tag| tag.value.as_str())
}

/// Whether the reserved tag is among these keys.
pub(crate) fn names_transitive_boundary(keys: &[String]) -> bool {
    keys.iter().any(|key| principal_tag(key) == PrincipalTag::TransitiveBoundary)
}

/// Records that this session set (or removed) the tags with these keys.
pub(crate) fn record_setter<'a>(
    lineage: &mut PrincipalLineage,
    keys: impl IntoIterator<Item = &'a str>,
    standing: &Standing<'_>,
) {
    for key in keys {
        lineage.record_setter(Attribute::tag(key), standing.seals());
    }
}

/// Tags of a request as pairs of key and value.
pub(crate) fn pairs(tags: &[Tag]) -> impl Iterator<Item = (&str, &str)> {
    tags.iter().map(|tag| (tag.key.as_str(), tag.value.as_str()))
}
