//! `UpdateOpenIDConnectProviderThumbprint` — replaces the thumbprints of an `OpenID` Connect provider.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateOpenIDConnectProviderThumbprint.html>

use entail_lineage::{Standing, gates::write::Write};
use entail_store::Transaction;
use entail_wire::shapes::iam::{
    UpdateOpenIDConnectProviderThumbprintRequest, UpdateOpenIDConnectProviderThumbprintResponse,
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
pub struct UpdateOpenIDConnectProviderThumbprint;

impl Operation for UpdateOpenIDConnectProviderThumbprint {
    type Input = UpdateOpenIDConnectProviderThumbprintRequest;
    type Output = UpdateOpenIDConnectProviderThumbprintResponse;
    const EFFECT: Effect = Effect::Changes;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        Ok(vec![open_id_connect_providers::question(
            "iam:UpdateOpenIDConnectProviderThumbprint",
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
        open_id_connect_providers::check_thumbprints(&input.thumbprint_list)?;
        open_id_connect_providers::change_settings(
            &input.open_id_connect_provider_arn,
            permit,
            transaction,
            |provider| {
                provider.thumbprints = input.thumbprint_list;
                Ok(())
            },
        )?;
        Ok(UpdateOpenIDConnectProviderThumbprintResponse)
    }
}
