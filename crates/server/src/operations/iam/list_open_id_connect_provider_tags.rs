//! `ListOpenIDConnectProviderTags` — the tags of an `OpenID` Connect provider.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListOpenIDConnectProviderTags.html>

use entail_lineage::Standing;
use entail_store::Transaction;
use entail_wire::shapes::iam::{
    ListOpenIDConnectProviderTagsRequest, ListOpenIDConnectProviderTagsResponse,
};

use crate::{
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    describe, open_id_connect_providers,
    operation::{Effect, Operation},
    paging::{self, PageRequest},
};

/// The operation.
#[derive(Debug)]
pub struct ListOpenIDConnectProviderTags;

impl Operation for ListOpenIDConnectProviderTags {
    type Input = ListOpenIDConnectProviderTagsRequest;
    type Output = ListOpenIDConnectProviderTagsResponse;
    const EFFECT: Effect = Effect::Reads;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        Ok(vec![open_id_connect_providers::question(
            "iam:ListOpenIDConnectProviderTags",
            &input.open_id_connect_provider_arn,
            context,
            view,
        )?])
    }

    fn run(
        input: Self::Input,
        permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        let account = permit.context().account();
        let provider = open_id_connect_providers::find(
            transaction,
            account,
            &input.open_id_connect_provider_arn,
        )?;
        let request = PageRequest::new(input.marker.as_deref(), input.max_items)?;
        let page = paging::page_of_tags(describe::tag_list(&provider.tags), &request);
        Ok(ListOpenIDConnectProviderTagsResponse {
            is_truncated: page.is_truncated(),
            tags: page.items,
            marker: page.marker,
        })
    }
}
