//! `ListRoleTags` — the tags of a role.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRoleTags.html>

use entail_lineage::Standing;
use entail_store::Transaction;
use entail_wire::shapes::iam::{ListRoleTagsRequest, ListRoleTagsResponse};

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
pub struct ListRoleTags;

impl Operation for ListRoleTags {
    type Input = ListRoleTagsRequest;
    type Output = ListRoleTagsResponse;
    const EFFECT: Effect = Effect::Reads;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        let name = PrincipalName::Role(&input.role_name);
        Ok(vec![questions::on_principal("iam:ListRoleTags", name, context, view)?])
    }

    fn run(
        input: Self::Input,
        _permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        let record = PrincipalName::Role(&input.role_name).find(transaction)?;
        let request = PageRequest::new(input.marker.as_deref(), input.max_items)?;
        let page = paging::page_of_tags(describe::tag_list(record.tags()), &request);
        Ok(ListRoleTagsResponse {
            is_truncated: page.is_truncated(),
            tags: page.items,
            marker: page.marker,
        })
    }
}
