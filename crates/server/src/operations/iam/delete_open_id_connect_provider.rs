//! `DeleteOpenIDConnectProvider` — removes an `OpenID` Connect provider. Roles that trust it stay as they are.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteOpenIDConnectProvider.html>

use entail_lineage::{Standing, gates::write::Write};
use entail_store::{
    Transaction,
    records::{NameKind, OpenIdConnectProvider},
};
use entail_wire::shapes::iam::{
    DeleteOpenIDConnectProviderRequest, DeleteOpenIDConnectProviderResponse,
};

use crate::{
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    objects, open_id_connect_providers,
    operation::{Effect, Operation},
};

/// The operation.
#[derive(Debug)]
pub struct DeleteOpenIDConnectProvider;

impl Operation for DeleteOpenIDConnectProvider {
    type Input = DeleteOpenIDConnectProviderRequest;
    type Output = DeleteOpenIDConnectProviderResponse;
    const EFFECT: Effect = Effect::Changes;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        Ok(vec![open_id_connect_providers::question(
            "iam:DeleteOpenIDConnectProvider",
            &input.open_id_connect_provider_arn,
            context,
            view,
        )?])
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
        let provider = open_id_connect_providers::find(
            transaction,
            account,
            &input.open_id_connect_provider_arn,
        )?;
        let (kind, lineage) = (NameKind::OpenIdConnectProvider, &provider.lineage);
        objects::forget(kind, &provider.url, lineage, transaction)?;
        transaction.remove::<OpenIdConnectProvider>(provider.id.as_str());
        Ok(DeleteOpenIDConnectProviderResponse)
    }
}
