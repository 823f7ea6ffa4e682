//! `UntagOpenIDConnectProvider` — removes tags of an `OpenID` Connect provider.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagOpenIDConnectProvider.html>

use entail_lineage::{Standing, gates::write::Write};
use entail_store::Transaction;
use entail_wire::shapes::iam::{
    UntagOpenIDConnectProviderRequest, UntagOpenIDConnectProviderResponse,
};

use crate::{
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    open_id_connect_providers,
    operation::{Effect, Operation},
};

/// The operation.
#[derive(Debug)]
pub struct UntagOpenIDConnectProvider;

impl Operation for UntagOpenIDConnectProvider {
    type Input = UntagOpenIDConnectProviderRequest;
    type Output = UntagOpenIDConnectProviderResponse;
    const EFFECT: Effect = Effect::Changes;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        let question = open_id_connect_providers::question(
            "iam:UntagOpenIDConnectProvider",
            &input.open_id_connect_provider_arn,
            context,
            view,
        )?;
        Ok(vec![question.with_set("aws:TagKeys", input.tag_keys.clone())])
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
        for key in &input.tag_keys {
            provider.tags.remove(key);
        }
        transaction.put(&provider)?;
        Ok(UntagOpenIDConnectProviderResponse)
    }
}
