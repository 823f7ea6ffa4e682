//! A seal is a managed policy in its role as transitive boundary. This module says what sets of
//! seals are, and when a policy is *marked* so that stock calls set it as a transitive boundary.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::identifier::PolicyId;

/// A set of seals, without the knowledge of where each came from.
pub type SealSet = BTreeSet<PolicyId>;

/// Path under which every managed policy is marked.
pub const MARKED_POLICY_PATH: &str = "/entail/transitive/";

/// Tag that marks a managed policy outside that path; its value must be `true`.
pub const MARKED_POLICY_TAG: &str = "entail:transitive";

/// Whether setting a policy as permissions boundary also sets it as transitive boundary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Marking {
    /// Under the marked path, or tagged.
    Marked,
    /// An ordinary managed policy.
    Unmarked,
}

/// A managed policy as it is named in a request, with its marking at this moment.
///
/// Later marking or unmarking changes no transitive boundary that is already set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoundaryPolicy {
    /// The policy.
    pub policy: PolicyId,
    /// Its marking now.
    pub marking: Marking,
}

/// Marking of a policy with this path and these tags. The tag's key and value ignore case.
pub fn marking<'a>(path: &str, tags: impl IntoIterator<Item = (&'a str, &'a str)>) -> Marking {
    let tagged = tags.into_iter().any(|(key, value)| {
        key.eq_ignore_ascii_case(MARKED_POLICY_TAG) && value.eq_ignore_ascii_case("true")
    });
    if tagged || path.starts_with(MARKED_POLICY_PATH) { Marking::Marked } else { Marking::Unmarked }
}

#[cfg(test)]
mod tests {
    use super::{Marking, marking};

    #[test]
    fn a_policy_under_the_marked_path_is_marked() {
        assert_eq!(marking("/entail/transitive/", []), Marking::Marked);
        assert_eq!(marking("/entail/transitive/team/", []), Marking::Marked);
        assert_eq!(marking("/entail/transitively/", []), Marking::Unmarked);
        assert_eq!(marking("/team/entail/transitive/", []), Marking::Unmarked);
    }

    #[test]
    fn the_marking_tag_ignores_case_and_needs_the_value_true() {
        assert_eq!(marking("/", [("Entail:Transitive", "True")]), Marking::Marked);
        assert_eq!(marking("/", [("entail:transitive", "false")]), Marking::Unmarked);
        assert_eq!(marking("/", [("entail:transitive-boundary", "true")]), Marking::Unmarked);
    }
}
