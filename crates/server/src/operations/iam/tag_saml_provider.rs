//! `TagSAMLProvider` — sets tags of a SAML provider.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagSAMLProvider.html>

use entail_lineage::{Standing, gates::write::Write};
use entail_store::Transaction;
use entail_wire::shapes::iam::{TagSAMLProviderRequest, TagSAMLProviderResponse};

use crate::{
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    operation::{Effect, Operation},
    saml_providers,
    tagging::{self, Tagged},
};

/// The operation.
#[derive(Debug)]
pub struct TagSAMLProvider;

impl Operation for TagSAMLProvider {
    type Input = TagSAMLProviderRequest;
    type Output = TagSAMLProviderResponse;
    const EFFECT: Effect = Effect::Changes;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        let question = saml_providers::question(
            "iam:TagSAMLProvider",
            &input.saml_provider_arn,
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
        saml_providers::gate(view, context.account(), &input.saml_provider_arn)
    }

    fn run(
        input: Self::Input,
        permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        let account = permit.context().account();
        let mut provider = saml_providers::find(transaction, account, &input.saml_provider_arn)?;
        tagging::check(&input.tags, Tagged::SamlProvider)?;
        tagging::add(&mut provider.tags, &input.tags, Tagged::SamlProvider)?;
        transaction.put(&provider)?;
        Ok(TagSAMLProviderResponse)
    }
}
