//! The managed policies of an account and of AWS, in the order in which they are listed.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListPolicies.html>

use entail_lineage::PolicyId;
use entail_store::{
    Records as _, Transaction,
    limits::SCAN_ENTRIES_MAX,
    records::{Name, NameKind},
};
use entail_wire::shapes::iam::{ListPoliciesRequest, PolicyScopeType, PolicyUsageType};

use crate::{
    aws_managed_policies::{self, AwsManagedPolicy},
    control_error::ControlError,
    entities::ManagedPolicy,
    managed_policies::Usage,
    paging::{self, Page, PageRequest},
    scan,
};

/// A policy that a list may show.
#[derive(Debug)]
enum Candidate {
    Customer(Name),
    Aws(&'static AwsManagedPolicy),
}

impl Candidate {
    /// CHOICE: AWS documents no order. The account's own come first, then AWS's, each by name, so
    /// that a marker stays true while policies come and go.
    fn key(&self) -> String {
        match self {
            Self::Customer(name) => format!("1/{}", name.name.to_lowercase()),
            Self::Aws(policy) => format!("2/{}/{}", policy.name.to_lowercase(), policy.policy_id),
        }
    }

    fn load(self, view: &Transaction) -> Result<Option<ManagedPolicy>, ControlError> {
        Ok(match self {
            Self::Customer(name) => {
                let policy = view.policy(&PolicyId::new(name.id))?;
                policy.map(|policy| ManagedPolicy::Customer(Box::new(policy)))
            }
            Self::Aws(policy) => Some(ManagedPolicy::Aws(policy)),
        })
    }
}

/// A policy that a list shows.
#[derive(Debug)]
pub(crate) struct Listed {
    key: String,
    pub(crate) policy: ManagedPolicy,
    pub(crate) usage: Usage,
}

/// The page of policies that a request asks for.
pub(crate) fn page(
    input: &ListPoliciesRequest,
    view: &Transaction,
) -> Result<Page<Listed>, ControlError> {
    let request = PageRequest::new(input.marker.as_deref(), input.max_items)?;
    let mut fault = None;
    // Only what comes after the marker is loaded, and no more than fills the page.
    let listed = candidates(input.scope, view)?
        .into_iter()
        .filter(|candidate| request.after.as_ref().is_none_or(|after| candidate.key() > *after))
        .filter_map(|candidate| load(candidate, input, view).transpose())
        .map_while(|listed| listed.map_err(|error| fault = Some(error)).ok());
    let page = paging::page(listed, &request, |listed| listed.key.clone());
    match fault {
        Some(error) => Err(error),
        None => Ok(page),
    }
}

fn candidates(
    scope: Option<PolicyScopeType>,
    view: &Transaction,
) -> Result<Vec<Candidate>, ControlError> {
    let mut candidates = Vec::new();
    if scope != Some(PolicyScopeType::AWS) {
        let names = scan::to_the_end(|last: Option<&Name>| {
            let after = last.map(|it| it.name.as_str());
            view.names(NameKind::Policy, after, SCAN_ENTRIES_MAX)
        })?;
        candidates.extend(names.into_iter().map(Candidate::Customer));
    }
    if scope != Some(PolicyScopeType::Local) {
        candidates.extend(aws_managed_policies::all().map(Candidate::Aws));
    }
    candidates.sort_by_cached_key(Candidate::key);
    Ok(candidates)
}

fn load(
    candidate: Candidate,
    input: &ListPoliciesRequest,
    view: &Transaction,
) -> Result<Option<Listed>, ControlError> {
    let key = candidate.key();
    let Some(policy) = candidate.load(view)? else { return Ok(None) };
    if !policy.path().starts_with(input.path_prefix.as_deref().unwrap_or("/")) {
        return Ok(None);
    }
    let usage = Usage::of(&policy, view)?;
    Ok(is_wanted(input, usage).then_some(Listed { key, policy, usage }))
}

/// CHOICE: AWS does not say whether a boundary counts as an attachment for `OnlyAttached`; it does
/// where the uses as boundary are what is asked for.
fn is_wanted(input: &ListPoliciesRequest, usage: Usage) -> bool {
    match input.policy_usage_filter {
        Some(PolicyUsageType::PermissionsPolicy) => usage.attachments > 0,
        Some(PolicyUsageType::PermissionsBoundary) => usage.boundaries > 0,
        None => input.only_attached != Some(true) || usage.attachments > 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(only_attached: bool, usage: Option<PolicyUsageType>) -> ListPoliciesRequest {
        ListPoliciesRequest {
            scope: None,
            only_attached: Some(only_attached),
            path_prefix: None,
            policy_usage_filter: usage,
            marker: None,
            max_items: None,
        }
    }

    #[test]
    fn filters_look_at_the_use_they_name() {
        let unused = Usage { attachments: 0, boundaries: 0 };
        let attached = Usage { attachments: 1, boundaries: 0 };
        let boundary = Usage { attachments: 0, boundaries: 1 };
        let wanted = |only_attached, filter| {
            let input = request(only_attached, filter);
            [unused, attached, boundary].map(|usage| is_wanted(&input, usage))
        };
        assert_eq!(wanted(false, None), [true, true, true]);
        assert_eq!(wanted(true, None), [false, true, false]);
        let permissions = Some(PolicyUsageType::PermissionsPolicy);
        assert_eq!(wanted(false, permissions), [false, true, false]);
        let boundaries = Some(PolicyUsageType::PermissionsBoundary);
        assert_eq!(wanted(true, boundaries), [false, false, true]);
    }

    #[test]
    fn the_accounts_own_policies_come_before_those_of_aws() {
        let own = Name { kind: NameKind::Policy, name: "zz".into(), id: "ANPA1".into() };
        let aws = aws_managed_policies::find("arn:aws:iam::aws:policy/AdministratorAccess");
        assert!(Candidate::Customer(own).key() < Candidate::Aws(aws.unwrap()).key());
    }
}
