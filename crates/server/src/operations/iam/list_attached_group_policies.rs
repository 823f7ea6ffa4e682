//! `ListAttachedGroupPolicies` — the managed policies attached to a group.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAttachedGroupPolicies.html>

use entail_lineage::Standing;
use entail_store::Transaction;
use entail_wire::shapes::iam::{
    ListAttachedGroupPoliciesRequest, ListAttachedGroupPoliciesResponse,
};

use crate::{
    attachments,
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    operation::{Effect, Operation},
    paging::PageRequest,
    policy_holders::HolderName,
    questions,
};

/// The operation.
#[derive(Debug)]
pub struct ListAttachedGroupPolicies;

impl Operation for ListAttachedGroupPolicies {
    type Input = ListAttachedGroupPoliciesRequest;
    type Output = ListAttachedGroupPoliciesResponse;
    const EFFECT: Effect = Effect::Reads;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        Ok(vec![questions::on_group(
            "iam:ListAttachedGroupPolicies",
            &input.group_name,
            context,
            view,
        )?])
    }

    fn run(
        input: Self::Input,
        permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        let name = HolderName::Group(&input.group_name);
        let request = PageRequest::new(input.marker.as_deref(), input.max_items)?;
        let path_prefix = input.path_prefix.as_deref();
        let page = attachments::list(name, path_prefix, &request, permit, transaction)?;
        Ok(ListAttachedGroupPoliciesResponse {
            is_truncated: page.is_truncated(),
            attached_policies: page.items,
            marker: page.marker,
        })
    }
}
