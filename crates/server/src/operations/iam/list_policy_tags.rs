//! `ListPolicyTags` — the tags of a customer managed policy.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListPolicyTags.html>

use entail_lineage::Standing;
use entail_store::Transaction;
use entail_wire::shapes::iam::{ListPolicyTagsRequest, ListPolicyTagsResponse};

use crate::{
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    describe, entities,
    operation::{Effect, Operation},
    paging::{self, PageRequest},
    questions,
};

/// The operation.
#[derive(Debug)]
pub struct ListPolicyTags;

impl Operation for ListPolicyTags {
    type Input = ListPolicyTagsRequest;
    type Output = ListPolicyTagsResponse;
    const EFFECT: Effect = Effect::Reads;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        Ok(vec![questions::on_policy("iam:ListPolicyTags", &input.policy_arn, context, view)?])
    }

    fn run(
        input: Self::Input,
        permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        let account = permit.context().account();
        let policy = entities::customer_policy(transaction, account, &input.policy_arn)?;
        let request = PageRequest::new(input.marker.as_deref(), input.max_items)?;
        let page = paging::page_of_tags(describe::tag_list(&policy.tags), &request);
        Ok(ListPolicyTagsResponse {
            is_truncated: page.is_truncated(),
            tags: page.items,
            marker: page.marker,
        })
    }
}
