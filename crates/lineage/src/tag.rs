//! Tags that are more than tags: the reserved tag of principals, and the mark of policies (F9).

use crate::seal::MARKED_POLICY_TAG;

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

/// What a tag key of a managed policy means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PolicyTag {
    /// A tag.
    Ordinary,
    /// The mark; see [`crate::seal::marking`]. It changes no transitive boundary that is set.
    Mark,
}

/// What a tag key of a managed policy means. Keys ignore case.
pub fn policy_tag(key: &str) -> PolicyTag {
    if key.eq_ignore_ascii_case(MARKED_POLICY_TAG) { PolicyTag::Mark } else { PolicyTag::Ordinary }
}

/// Whether a key must be refused as a session tag: a transitive boundary never comes from
/// `aws:PrincipalTag`.
pub fn is_refused_as_session_tag(key: &str) -> bool {
    key.get(..RESERVED_PREFIX.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(RESERVED_PREFIX))
}

#[cfg(test)]
mod tests {
    use super::{PolicyTag, PrincipalTag, is_refused_as_session_tag, policy_tag, principal_tag};

    #[test]
    fn the_reserved_tag_is_matched_ignoring_case() {
        assert_eq!(principal_tag("Entail:Transitive-Boundary"), PrincipalTag::TransitiveBoundary);
        assert_eq!(principal_tag("entail:transitive"), PrincipalTag::Ordinary);
        assert_eq!(policy_tag("ENTAIL:transitive"), PolicyTag::Mark);
        assert_eq!(policy_tag("transitive"), PolicyTag::Ordinary);
    }

    #[test]
    fn every_key_of_ours_is_refused_as_session_tag() {
        assert!(is_refused_as_session_tag("Entail:anything"));
        assert!(is_refused_as_session_tag("entail:"));
        assert!(!is_refused_as_session_tag("entails"));
        assert!(!is_refused_as_session_tag("é"));
    }
}
