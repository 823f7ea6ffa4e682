//! `ListPolicies` — the managed policies of the account and of AWS.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListPolicies.html>

use entail_lineage::Standing;
use entail_store::Transaction;
use entail_wire::shapes::iam::{ListPoliciesRequest, ListPoliciesResponse};

use crate::{
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    managed_policies::{self, Shown},
    operation::{Effect, Operation},
    policy_lists,
};

/// AWS: the action has no resource, so that only `*` covers it; its denials call it so.
const RESOURCE: &str = "policy path";

/// The operation.
#[derive(Debug)]
pub struct ListPolicies;

impl Operation for ListPolicies {
    type Input = ListPoliciesRequest;
    type Output = ListPoliciesResponse;
    const EFFECT: Effect = Effect::Reads;

    fn questions(
        input: &Self::Input,
        _context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        _view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        let path_prefix = input.path_prefix.as_deref().unwrap_or("/");
        Ok(vec![Question::new("iam:ListPolicies", format!("{RESOURCE} {path_prefix}"))])
    }

    fn run(
        input: Self::Input,
        permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        let account = permit.context().account();
        let page = policy_lists::page(&input, transaction)?.map(|listed| {
            managed_policies::describe(&listed.policy, listed.usage, account, Shown::Listed)
        });
        Ok(ListPoliciesResponse {
            is_truncated: page.is_truncated(),
            policies: page.items,
            marker: page.marker,
        })
    }
}
