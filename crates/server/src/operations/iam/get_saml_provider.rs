//! `GetSAMLProvider` — a SAML provider with its metadata. Of its private keys only the ids are shown.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetSAMLProvider.html>

use entail_lineage::Standing;
use entail_store::{Records as _, Transaction, records::SamlMetadata};
use entail_wire::shapes::iam::{GetSAMLProviderRequest, GetSAMLProviderResponse, SAMLPrivateKey};

use crate::{
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    describe,
    operation::{Effect, Operation},
    saml_providers,
};

/// The operation.
#[derive(Debug)]
pub struct GetSAMLProvider;

impl Operation for GetSAMLProvider {
    type Input = GetSAMLProviderRequest;
    type Output = GetSAMLProviderResponse;
    const EFFECT: Effect = Effect::Reads;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        Ok(vec![saml_providers::question(
            "iam:GetSAMLProvider",
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
        let metadata = transaction
            .find::<SamlMetadata>(&provider.id)?
            .ok_or_else(|| ControlError::internal(format!("`{}` has no metadata", provider.id)))?;
        let key = |key: &entail_store::records::SamlPrivateKey| SAMLPrivateKey {
            key_id: key.id.clone(),
            timestamp: describe::date(key.added),
        };
        Ok(GetSAMLProviderResponse {
            saml_provider_uuid: provider.id.to_string(),
            saml_metadata_document: metadata.document,
            create_date: describe::date(provider.created),
            valid_until: describe::date(provider.valid_until),
            tags: describe::tag_list(&provider.tags),
            assertion_encryption_mode: saml_providers::assertion_encryption_mode(
                provider.assertion_encryption,
            ),
            private_key_list: provider.private_keys.iter().map(key).collect(),
        })
    }
}
