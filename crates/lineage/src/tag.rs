//! The reserved tag of users and roles (F9). The tag that marks a policy is in [`crate::seal`].

/// Tag of a user or role whose value is the ARN of its transitive boundary.
pub const TRANSITIVE_BOUNDARY_TAG: &str = "entail:transitive-boundary";

const RESERVED_PREFIX: &str = "entail:";

/// What writing or removing a tag of a user or role means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrincipalTag {
    /// A tag.
    Ordinary,
    /// The transitive boundary: setting it is authorised as `iam:Put*PermissionsBoundary` too,
    /// removing it as `iam:Delete*PermissionsBoundary`, and it goes through
    /// [`crate::lifecycle::put_transitive_boundary`] or its counterpart.
    TransitiveBoundary,
}

/// What a tag key of a user or role means. Keys ignore case.
pub fn principal_tag(key: &str) -> PrincipalTag {
    if key.eq_ignore_ascii_case(TRANSITIVE_BOUNDARY_TAG) {
        PrincipalTag::TransitiveBoundary
    } else {
        PrincipalTag::Ordinary
    }
}

/// Whether a key must be refused as a session tag: a transitive boundary never comes from
/// `aws:PrincipalTag`.
pub fn is_refused_as_session_tag(key: &str) -> bool {
    key.get(..RESERVED_PREFIX.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(RESERVED_PREFIX))
}

#[cfg(test)]
mod tests {
    use super::{PrincipalTag, is_refused_as_session_tag, principal_tag};

    #[test]
    fn the_reserved_tag_is_matched_ignoring_case() {
        assert_eq!(principal_tag("Entail:Transitive-Boundary"), PrincipalTag::TransitiveBoundary);
        assert_eq!(principal_tag("entail:transitive"), PrincipalTag::Ordinary);
    }

    #[test]
    fn every_key_of_ours_is_refused_as_session_tag() {
        assert!(is_refused_as_session_tag("Entail:anything"));
        assert!(is_refused_as_session_tag("entail:"));
        assert!(!is_refused_as_session_tag("entails"));
        assert!(!is_refused_as_session_tag("é"));
    }
}
