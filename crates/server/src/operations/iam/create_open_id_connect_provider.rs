//! `CreateOpenIDConnectProvider` — adds an `OpenID` Connect provider, which bears its creator's seals.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html>

use entail_lineage::{ObjectKind, Standing};
use entail_store::{
    Transaction,
    records::{NameKind, OpenIdConnectProvider},
};
use entail_wire::shapes::iam::{
    CreateOpenIDConnectProviderRequest, CreateOpenIDConnectProviderResponse,
};

use crate::{
    arns,
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    describe,
    identifiers::IdKind,
    objects::{self, CreateActions, NewObject},
    open_id_connect_providers,
    operation::{Effect, Operation},
    tagging::{self, Tagged},
};

/// The operation.
#[derive(Debug)]
pub struct CreateOpenIDConnectProvider;

impl Operation for CreateOpenIDConnectProvider {
    type Input = CreateOpenIDConnectProviderRequest;
    type Output = CreateOpenIDConnectProviderResponse;
    const EFFECT: Effect = Effect::Creates;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        let url = open_id_connect_providers::check_url(&input.url)?;
        let arn = arns::open_id_connect_provider(context.account(), url);
        let actions = CreateActions {
            create: "iam:CreateOpenIDConnectProvider",
            tag: Some("iam:TagOpenIDConnectProvider"),
        };
        objects::questions(actions, &arn, &input.tags, context, standing, view)
    }

    fn run(
        input: Self::Input,
        permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        let url = open_id_connect_providers::check_url(&input.url)?;
        tagging::check(&input.tags, Tagged::OpenIdConnectProvider)?;
        open_id_connect_providers::check_thumbprints(&input.thumbprint_list)?;
        let client_ids = open_id_connect_providers::check_client_ids(input.client_id_list)?;
        let new = NewObject {
            kind: ObjectKind::OpenIdConnectProvider,
            id_kind: IdKind::OpenIdConnectProvider,
            name_kind: NameKind::OpenIdConnectProvider,
            name: url,
        };
        let lineage = objects::create(&new, permit, transaction)?;
        let provider = OpenIdConnectProvider {
            id: lineage.id.clone(),
            url: url.to_owned(),
            created: permit.context().record_time(),
            client_ids,
            thumbprints: input.thumbprint_list,
            tags: tagging::pairs(&input.tags).collect(),
            lineage,
        };
        transaction.put(&provider)?;
        let account = permit.context().account();
        Ok(CreateOpenIDConnectProviderResponse {
            open_id_connect_provider_arn: arns::open_id_connect_provider(account, url),
            tags: describe::tags(&provider.tags),
        })
    }
}
