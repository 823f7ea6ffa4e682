//! `ListSAMLProviders` — the SAML providers of the account.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListSAMLProviders.html>

use entail_lineage::Standing;
use entail_store::{
    Transaction,
    records::{NameKind, SamlProvider},
};
use entail_wire::shapes::iam::{
    ListSAMLProvidersRequest, ListSAMLProvidersResponse, SAMLProviderListEntry,
};

use crate::{
    arns,
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    describe,
    operation::{Effect, Operation},
    paging,
};

/// The operation.
#[derive(Debug)]
pub struct ListSAMLProviders;

impl Operation for ListSAMLProviders {
    type Input = ListSAMLProvidersRequest;
    type Output = ListSAMLProvidersResponse;
    const EFFECT: Effect = Effect::Reads;

    fn questions(
        _input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        _view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        let all = arns::saml_provider(context.account(), "*");
        Ok(vec![Question::new("iam:ListSAMLProviders", all)])
    }

    fn run(
        _input: Self::Input,
        permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        let account = permit.context().account();
        let view = transaction.covered();
        let providers = paging::every_entity::<SamlProvider>(&view, NameKind::SamlProvider)?;
        let entry = |provider: &SamlProvider| SAMLProviderListEntry {
            arn: arns::saml_provider(account, &provider.name),
            valid_until: describe::date(provider.valid_until),
            create_date: describe::date(provider.created),
        };
        Ok(ListSAMLProvidersResponse { saml_provider_list: providers.iter().map(entry).collect() })
    }
}
