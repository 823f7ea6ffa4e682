//! `TagOpenIDConnectProvider` — sets tags of an `OpenID` Connect provider.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagOpenIDConnectProvider.html>

use entail_lineage::{Standing, gates::write::Write};
use entail_store::Transaction;
use entail_wire::shapes::iam::{TagOpenIDConnectProviderRequest, TagOpenIDConnectProviderResponse};

use crate::{
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    open_id_connect_providers,
    operation::{Effect, Operation},
    tagging::{self, Tagged},
};

/// The operation.
#[derive(Debug)]
pub struct TagOpenIDConnectProvider;

impl Operation for TagOpenIDConnectProvider {
    type Input = TagOpenIDConnectProviderRequest;
    type Output = TagOpenIDConnectProviderResponse;
    const EFFECT: Effect = Effect::Changes;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        let question = open_id_connect_providers::question(
            "iam:TagOpenIDConnectProvider",
            &input.open_id_connect_provider_arn,
            context,
            view,
        )?;
        Ok(vec![question.with_request_tags(tagging::pairs(&input.tags))])
    }

    fn gates(
        input: &Self::Input,
        context: &RequestContext<'_>,
        view: &Transaction,
    ) -> Result<Vec<Write>, ControlError> {
        open_id_connect_providers::gate(
            view,
            context.account(),
            &input.open_id_connect_provider_arn,
        )
    }

    fn run(
        input: Self::Input,
        permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        let account = permit.context().account();
        let mut provider = open_id_connect_providers::find(
            transaction,
            account,
            &input.open_id_connect_provider_arn,
        )?;
        tagging::check(&input.tags, Tagged::OpenIdConnectProvider)?;
        tagging::add(&mut provider.tags, &input.tags, Tagged::OpenIdConnectProvider)?;
        transaction.put(&provider)?;
        Ok(TagOpenIDConnectProviderResponse)
    }
}
