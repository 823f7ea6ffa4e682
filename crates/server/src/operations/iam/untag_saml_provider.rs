//! `UntagSAMLProvider` — removes tags of a SAML provider.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagSAMLProvider.html>

use entail_lineage::{Standing, gates::write::Write};
use entail_store::Transaction;
use entail_wire::shapes::iam::{UntagSAMLProviderRequest, UntagSAMLProviderResponse};

use crate::{
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    operation::{Effect, Operation},
    saml_providers,
};

/// The operation.
#[derive(Debug)]
pub struct UntagSAMLProvider;

impl Operation for UntagSAMLProvider {
    type Input = UntagSAMLProviderRequest;
    type Output = UntagSAMLProviderResponse;
    const EFFECT: Effect = Effect::Changes;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        let question = saml_providers::question(
            "iam:UntagSAMLProvider",
            &input.saml_provider_arn,
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
        saml_providers::gate(view, context.account(), &input.saml_provider_arn)
    }

    fn run(
        input: Self::Input,
        permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        let account = permit.context().account();
        let mut provider = saml_providers::find(transaction, account, &input.saml_provider_arn)?;
        for key in &input.tag_keys {
            provider.tags.remove(key);
        }
        transaction.put(&provider)?;
        Ok(UntagSAMLProviderResponse)
    }
}
