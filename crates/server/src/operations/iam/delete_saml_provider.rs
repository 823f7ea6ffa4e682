//! `DeleteSAMLProvider` — removes a SAML provider. Roles that trust it stay as they are.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteSAMLProvider.html>

use entail_lineage::{Standing, gates::write::Write};
use entail_store::{
    Transaction,
    records::{NameKind, SamlMetadata, SamlProvider},
};
use entail_wire::shapes::iam::{DeleteSAMLProviderRequest, DeleteSAMLProviderResponse};

use crate::{
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    objects,
    operation::{Effect, Operation},
    saml_providers,
};

/// The operation.
#[derive(Debug)]
pub struct DeleteSAMLProvider;

impl Operation for DeleteSAMLProvider {
    type Input = DeleteSAMLProviderRequest;
    type Output = DeleteSAMLProviderResponse;
    const EFFECT: Effect = Effect::Changes;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        Ok(vec![saml_providers::question(
            "iam:DeleteSAMLProvider",
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
        let account = permit.context().account();
        let provider = saml_providers::find(transaction, account, &input.saml_provider_arn)?;
        let (kind, lineage) = (NameKind::SamlProvider, &provider.lineage);
        objects::forget(kind, &provider.name, lineage, transaction)?;
        for key in &provider.private_keys {
            transaction.remove_saml_private_key(&key.id);
        }
        transaction.remove::<SamlMetadata>(&provider.id);
        transaction.remove::<SamlProvider>(provider.id.as_str());
        Ok(DeleteSAMLProviderResponse)
    }
}
