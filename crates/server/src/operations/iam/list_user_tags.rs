//! `ListUserTags` — the tags of a user.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListUserTags.html>

use entail_lineage::Standing;
use entail_store::Transaction;
use entail_wire::shapes::iam::{ListUserTagsRequest, ListUserTagsResponse};

use crate::{
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    describe,
    operation::{Effect, Operation},
    paging::{self, PageRequest},
    principals::PrincipalName,
    questions,
};

/// The operation.
#[derive(Debug)]
pub struct ListUserTags;

impl Operation for ListUserTags {
    type Input = ListUserTagsRequest;
    type Output = ListUserTagsResponse;
    const EFFECT: Effect = Effect::Reads;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        let name = PrincipalName::User(&input.user_name);
        Ok(vec![questions::on_principal("iam:ListUserTags", name, context, view)?])
    }

    fn run(
        input: Self::Input,
        _permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        let record = PrincipalName::User(&input.user_name).find(transaction)?;
        let request = PageRequest::new(input.marker.as_deref(), input.max_items)?;
        let page = paging::page_of_tags(describe::tag_list(record.tags()), &request);
        Ok(ListUserTagsResponse {
            is_truncated: page.is_truncated(),
            tags: page.items,
            marker: page.marker,
        })
    }
}
