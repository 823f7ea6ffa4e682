//! `ListPolicyVersions` — the versions of a managed policy, the newest first.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListPolicyVersions.html>

use entail_lineage::Standing;
use entail_store::Transaction;
use entail_wire::shapes::iam::{ListPolicyVersionsRequest, ListPolicyVersionsResponse};

use crate::{
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    managed_policies,
    operation::{Effect, Operation},
    paging::{self, PageRequest},
    policy_versions::{self, Version},
    questions,
};

/// The operation.
#[derive(Debug)]
pub struct ListPolicyVersions;

impl Operation for ListPolicyVersions {
    type Input = ListPolicyVersionsRequest;
    type Output = ListPolicyVersionsResponse;
    const EFFECT: Effect = Effect::Reads;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        Ok(vec![questions::on_policy("iam:ListPolicyVersions", &input.policy_arn, context, view)?])
    }

    fn run(
        input: Self::Input,
        permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        let account = permit.context().account();
        let policy = managed_policies::readable(transaction, account, &input.policy_arn)?;
        let request = PageRequest::new(input.marker.as_deref(), input.max_items)?;
        let page = paging::page(policy_versions::all(&policy), &request, Version::page_key)
            .map(|version| version.describe(None));
        Ok(ListPolicyVersionsResponse {
            is_truncated: page.is_truncated(),
            versions: page.items,
            marker: page.marker,
        })
    }
}
