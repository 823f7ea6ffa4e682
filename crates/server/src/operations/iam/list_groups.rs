//! `ListGroups` — the groups of the account, by path.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListGroups.html>

use entail_lineage::Standing;
use entail_store::{
    Transaction,
    records::{Group, NameKind},
};
use entail_wire::shapes::iam::{ListGroupsRequest, ListGroupsResponse};

use crate::{
    arns,
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    describe,
    operation::{Effect, Operation},
    paging::{self, PageRequest},
};

/// The operation.
#[derive(Debug)]
pub struct ListGroups;

impl Operation for ListGroups {
    type Input = ListGroupsRequest;
    type Output = ListGroupsResponse;
    const EFFECT: Effect = Effect::Reads;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        _view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        let prefix = input.path_prefix.as_deref().unwrap_or("/");
        Ok(vec![Question::new("iam:ListGroups", arns::group(context.account(), prefix, ""))])
    }

    fn run(
        input: Self::Input,
        permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        let view = transaction.covered();
        let account = permit.context().account();
        let request = PageRequest::new(input.marker.as_deref(), input.max_items)?;
        let prefix = input.path_prefix.as_deref().unwrap_or("/");
        let page = paging::page_of_entities(&view, NameKind::Group, &request, |group: &Group| {
            group.path.starts_with(prefix)
        })?;
        Ok(ListGroupsResponse {
            groups: page.items.iter().map(|group| describe::group(group, account)).collect(),
            is_truncated: page.is_truncated(),
            marker: page.marker,
        })
    }
}
