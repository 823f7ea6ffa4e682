//! `AddClientIDToOpenIDConnectProvider` — adds an audience to an `OpenID` Connect provider. One that is there already is no error.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_AddClientIDToOpenIDConnectProvider.html>

use entail_lineage::{Standing, gates::write::Write};
use entail_store::Transaction;
use entail_wire::shapes::iam::{
    AddClientIDToOpenIDConnectProviderRequest, AddClientIDToOpenIDConnectProviderResponse,
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
pub struct AddClientIDToOpenIDConnectProvider;

impl Operation for AddClientIDToOpenIDConnectProvider {
    type Input = AddClientIDToOpenIDConnectProviderRequest;
    type Output = AddClientIDToOpenIDConnectProviderResponse;
    const EFFECT: Effect = Effect::Changes;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        Ok(vec![open_id_connect_providers::question(
            "iam:AddClientIDToOpenIDConnectProvider",
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
        open_id_connect_providers::change_settings(
            &input.open_id_connect_provider_arn,
            permit,
            transaction,
            |provider| {
                open_id_connect_providers::add_client_id(&mut provider.client_ids, input.client_id)
            },
        )?;
        Ok(AddClientIDToOpenIDConnectProviderResponse)
    }
}
