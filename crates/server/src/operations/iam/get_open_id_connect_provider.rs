//! `GetOpenIDConnectProvider` — what an `OpenID` Connect provider says.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetOpenIDConnectProvider.html>

use entail_lineage::Standing;
use entail_store::Transaction;
use entail_wire::shapes::iam::{GetOpenIDConnectProviderRequest, GetOpenIDConnectProviderResponse};

use crate::{
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    describe, open_id_connect_providers,
    operation::{Effect, Operation},
};

/// The operation.
#[derive(Debug)]
pub struct GetOpenIDConnectProvider;

impl Operation for GetOpenIDConnectProvider {
    type Input = GetOpenIDConnectProviderRequest;
    type Output = GetOpenIDConnectProviderResponse;
    const EFFECT: Effect = Effect::Reads;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        Ok(vec![open_id_connect_providers::question(
            "iam:GetOpenIDConnectProvider",
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
        Ok(GetOpenIDConnectProviderResponse {
            // AWS: the URL is shown without its scheme.
            url: provider.url,
            client_id_list: provider.client_ids,
            thumbprint_list: provider.thumbprints,
            create_date: describe::date(provider.created),
            tags: describe::tag_list(&provider.tags),
        })
    }
}
