//! `UpdateSAMLProvider` — replaces the metadata of a SAML provider, and changes its encryption and private keys.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateSAMLProvider.html>

use entail_lineage::{Aspect, Standing, gates::write::Write};
use entail_store::{Transaction, records::SamlMetadata};
use entail_wire::shapes::iam::{UpdateSAMLProviderRequest, UpdateSAMLProviderResponse};

use crate::{
    arns,
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    operation::{Effect, Operation},
    saml_providers,
};

/// The operation.
#[derive(Debug)]
pub struct UpdateSAMLProvider;

impl Operation for UpdateSAMLProvider {
    type Input = UpdateSAMLProviderRequest;
    type Output = UpdateSAMLProviderResponse;
    const EFFECT: Effect = Effect::Changes;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        Ok(vec![saml_providers::question(
            "iam:UpdateSAMLProvider",
            &input.saml_provider_arn,
            context,
            view,
        )?])
    }

    fn gates(
        input: &Self::Input,
        context: &RequestContext<'_>,
        view: &Transaction,
    ) -> Result<Vec<Write>, ControlError> {
        saml_providers::gate(view, context.account(), &input.saml_provider_arn)
    }

    fn run(
        input: Self::Input,
        permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        let context = permit.context();
        let mut provider =
            saml_providers::find(transaction, context.account(), &input.saml_provider_arn)?;
        if let Some(document) = input.saml_metadata_document {
            provider.valid_until = saml_providers::check_metadata(&document, context.now())?;
            transaction.put(&SamlMetadata { provider: provider.id.clone(), document })?;
        }
        if let Some(mode) = input.assertion_encryption_mode {
            provider.assertion_encryption = saml_providers::assertion_encryption(mode);
        }
        if let Some(id) = &input.remove_private_key {
            saml_providers::remove_private_key(&mut provider, id, transaction)?;
        }
        if let Some(key) = &input.add_private_key {
            saml_providers::add_private_key(&mut provider, key, permit, transaction)?;
        }
        saml_providers::check_decryption(&provider)?;
        provider.lineage.record_writer(Aspect::Settings, permit.standing().seals());
        transaction.put(&provider)?;
        let saml_provider_arn = arns::saml_provider(context.account(), &provider.name);
        Ok(UpdateSAMLProviderResponse { saml_provider_arn })
    }
}
