//! `ListSAMLProviderTags` — the tags of a SAML provider.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListSAMLProviderTags.html>

use entail_lineage::Standing;
use entail_store::Transaction;
use entail_wire::shapes::iam::{ListSAMLProviderTagsRequest, ListSAMLProviderTagsResponse};

use crate::{
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    describe,
    operation::{Effect, Operation},
    paging::{self, PageRequest},
    saml_providers,
};

/// The operation.
#[derive(Debug)]
pub struct ListSAMLProviderTags;

impl Operation for ListSAMLProviderTags {
    type Input = ListSAMLProviderTagsRequest;
    type Output = ListSAMLProviderTagsResponse;
    const EFFECT: Effect = Effect::Reads;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        Ok(vec![saml_providers::question(
            "iam:ListSAMLProviderTags",
            &input.saml_provider_arn,
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
        let provider = saml_providers::find(transaction, account, &input.saml_provider_arn)?;
        let request = PageRequest::new(input.marker.as_deref(), input.max_items)?;
        let page = paging::page_of_tags(describe::tag_list(&provider.tags), &request);
        Ok(ListSAMLProviderTagsResponse {
            is_truncated: page.is_truncated(),
            tags: page.items,
            marker: page.marker,
        })
    }
}
