//! `ListOpenIDConnectProviders` — the `OpenID` Connect providers of the account.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListOpenIDConnectProviders.html>

use entail_lineage::Standing;
use entail_store::{
    Transaction,
    records::{NameKind, OpenIdConnectProvider},
};
use entail_wire::shapes::iam::{
    ListOpenIDConnectProvidersRequest, ListOpenIDConnectProvidersResponse,
    OpenIDConnectProviderListEntry,
};

use crate::{
    arns,
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    operation::{Effect, Operation},
    paging,
};

/// The operation.
#[derive(Debug)]
pub struct ListOpenIDConnectProviders;

impl Operation for ListOpenIDConnectProviders {
    type Input = ListOpenIDConnectProvidersRequest;
    type Output = ListOpenIDConnectProvidersResponse;
    const EFFECT: Effect = Effect::Reads;

    fn questions(
        _input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        _view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        let all = arns::open_id_connect_provider(context.account(), "*");
        Ok(vec![Question::new("iam:ListOpenIDConnectProviders", all)])
    }

    fn run(
        _input: Self::Input,
        permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        let account = permit.context().account();
        let providers = paging::every_entity::<OpenIdConnectProvider>(
            &transaction.covered(),
            NameKind::OpenIdConnectProvider,
        )?;
        let entry = |provider: &OpenIdConnectProvider| OpenIDConnectProviderListEntry {
            arn: arns::open_id_connect_provider(account, &provider.url),
        };
        Ok(ListOpenIDConnectProvidersResponse {
            open_id_connect_provider_list: providers.iter().map(entry).collect(),
        })
    }
}
