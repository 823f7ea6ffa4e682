//! All the policies that one request meets, by layer.

use std::sync::Arc;

use crate::compile::Policy;
use crate::request::folded_key;

/// The policies of a request. The default set is empty: nothing is granted and nothing limits.
#[derive(Clone, Debug, Default)]
pub struct PolicySet {
    /// All policies of the user and its groups, or of the role.
    pub identity: Vec<Arc<Policy>>,
    /// The principal's own permissions boundary, with AWS's meaning.
    pub permissions_boundary: Option<Arc<Policy>>,
    /// Hard ceilings inherited along the lineage; each must allow, whatever else grants.
    pub inherited_boundaries: Vec<InheritedBoundary>,
    /// The session policies, a union; `None` and an empty list mean there is none.
    pub session: Option<Vec<Arc<Policy>>>,
    /// The resource's own policy; for `sts:AssumeRole*` on a role its trust policy, for KMS
    /// actions on a key the key policy.
    pub resource: Option<Arc<Policy>>,
    /// SCPs of the principal's account: levels from the organization's root to the account, each
    /// of which must allow. `None` where the account is in no organization.
    pub service_control: Option<Vec<Vec<Arc<Policy>>>>,
    /// RCPs of the resource's account, by level like the SCPs. `RCPFullAWSAccess` is implied at
    /// each level.
    pub resource_control: Option<Vec<Vec<Arc<Policy>>>>,
    /// The policy of the VPC endpoint the request came through.
    pub vpc_endpoint: Option<Arc<Policy>>,
}

/// A boundary a principal did not choose: it comes with its lineage and binds like an SCP.
#[derive(Clone, Debug)]
pub struct InheritedBoundary {
    /// The boundary's policy in its current default version. A policy that is missing or cannot
    /// be read is given as [`Policy::unreadable`], which allows nothing.
    pub policy: Arc<Policy>,
    /// Condition keys whose values the lineage itself chose. A statement that rests on one of them
    /// is undecided: an Allow does not apply, a Deny applies.
    pub undecidable_keys: UndecidableKeys,
}

/// Keys that must not be believed, such as `aws:PrincipalTag/team`, compared ignoring case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UndecidableKeys {
    /// The keys; a last `*` stands for any rest (`aws:PrincipalTag/*`).
    pub keys: Vec<String>,
    /// Keys that may be believed although one of `keys` covers them.
    pub except: Vec<String>,
}

impl UndecidableKeys {
    /// Whether the key must not be believed.
    pub fn contains(&self, key: &str) -> bool {
        self.contains_folded(folded_key(key).as_bytes())
    }

    /// The same for a key that is folded already.
    pub(crate) fn contains_folded(&self, folded: &[u8]) -> bool {
        self.keys.iter().any(|listed| covers(listed, folded))
            && !self.except.iter().any(|listed| is_same_key(listed, folded))
    }
}

fn covers(listed: &str, folded: &[u8]) -> bool {
    let Some(beginning) = listed.strip_suffix('*') else { return is_same_key(listed, folded) };
    if beginning.is_ascii() {
        let found = folded.get(..beginning.len());
        found.is_some_and(|found| found.eq_ignore_ascii_case(beginning.as_bytes()))
    } else {
        folded.starts_with(folded_key(beginning).as_bytes())
    }
}

/// Folding needs memory; a name that is ASCII alone is compared without.
fn is_same_key(listed: &str, folded: &[u8]) -> bool {
    if listed.is_ascii() {
        listed.as_bytes().eq_ignore_ascii_case(folded)
    } else {
        folded_key(listed).as_bytes() == folded
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_not_to_be_believed_in_any_case_of_its_letters() {
        let undecidable = UndecidableKeys {
            keys: vec!["aws:principaltag/école".to_owned(), "aws:userid".to_owned()],
            except: Vec::new(),
        };
        for key in ["aws:PrincipalTag/École", "AWS:PRINCIPALTAG/ÉCOLE", "aws:UserId"] {
            assert!(undecidable.contains(key), "{key}");
        }
        assert!(!undecidable.contains("aws:PrincipalTag/Ecole"));
    }

    #[test]
    fn an_exception_holds_in_any_case_of_its_letters() {
        let undecidable = UndecidableKeys {
            keys: vec!["aws:PrincipalTag/*".to_owned()],
            except: vec!["aws:principaltag/ÉQUIPE".to_owned()],
        };
        assert!(!undecidable.contains("aws:PrincipalTag/équipe"));
        assert!(undecidable.contains("aws:PrincipalTag/autre"));
    }
}
