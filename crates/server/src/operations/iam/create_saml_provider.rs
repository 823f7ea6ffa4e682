//! `CreateSAMLProvider` — adds a SAML provider, which bears its creator's seals.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateSAMLProvider.html>

use entail_lineage::{ObjectKind, Standing};
use entail_store::{
    Transaction,
    records::{AssertionEncryption, NameKind, SamlMetadata, SamlProvider},
};
use entail_wire::shapes::iam::{CreateSAMLProviderRequest, CreateSAMLProviderResponse};

use crate::{
    arns,
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    describe,
    identifiers::IdKind,
    objects::{self, CreateActions, NewObject},
    operation::{Effect, Operation},
    saml_providers,
    tagging::{self, Tagged},
};

/// The operation.
#[derive(Debug)]
pub struct CreateSAMLProvider;

impl Operation for CreateSAMLProvider {
    type Input = CreateSAMLProviderRequest;
    type Output = CreateSAMLProviderResponse;
    const EFFECT: Effect = Effect::Creates;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        let arn = arns::saml_provider(context.account(), &input.name);
        let actions =
            CreateActions { create: "iam:CreateSAMLProvider", tag: Some("iam:TagSAMLProvider") };
        objects::questions(actions, &arn, &input.tags, context, standing, view)
    }

    fn run(
        input: Self::Input,
        permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        let context = permit.context();
        tagging::check(&input.tags, Tagged::SamlProvider)?;
        let valid_until =
            saml_providers::check_metadata(&input.saml_metadata_document, context.now())?;
        let mode = input.assertion_encryption_mode.map(saml_providers::assertion_encryption);
        let new = NewObject {
            kind: ObjectKind::SamlProvider,
            id_kind: IdKind::SamlProvider,
            name_kind: NameKind::SamlProvider,
            name: &input.name,
        };
        let lineage = objects::create(&new, permit, transaction)?;
        let mut provider = SamlProvider {
            id: lineage.id.clone(),
            name: input.name,
            created: context.record_time(),
            valid_until,
            assertion_encryption: mode.unwrap_or(AssertionEncryption::Allowed),
            private_keys: Vec::new(),
            tags: tagging::pairs(&input.tags).collect(),
            lineage,
        };
        if let Some(key) = &input.add_private_key {
            saml_providers::add_private_key(&mut provider, key, permit, transaction)?;
        }
        saml_providers::check_decryption(&provider)?;
        let document = input.saml_metadata_document;
        transaction.put(&SamlMetadata { provider: provider.id.clone(), document })?;
        transaction.put(&provider)?;
        Ok(CreateSAMLProviderResponse {
            saml_provider_arn: arns::saml_provider(context.account(), &provider.name),
            tags: describe::tags(&provider.tags),
        })
    }
}
