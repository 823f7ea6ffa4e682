//! `GetFederationToken` — temporary credentials of the calling user under another name, limited by
//! session policies.
//!
//! AWS: <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html>

use std::collections::BTreeSet;

use entail_lineage::{
    Attribute, SessionId, Standing,
    gates::obtain::{SamePrincipalKind, same_principal},
};
use entail_store::Transaction;
use entail_wire::shapes::sts::{
    FederatedUser, GetFederationTokenRequest, GetFederationTokenResponse,
};

use crate::{
    arns,
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    operation::{Effect, Operation},
    session_token::SessionKind,
    sessions::{self, NewSession, SessionPolicies},
};

/// The operation.
#[derive(Debug)]
pub struct GetFederationToken;

impl Operation for GetFederationToken {
    type Input = GetFederationTokenRequest;
    type Output = GetFederationTokenResponse;
    const EFFECT: Effect = Effect::Creates;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        _view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        let arn = arns::federated_user(context.account(), &input.name);
        let tags = || input.tags.iter().map(|tag| (tag.key.as_str(), tag.value.as_str()));
        let question = |action| Question::new(action, arn.as_str()).with_request_tags(tags());
        let mut questions = vec![question("sts:GetFederationToken")];
        if !input.tags.is_empty() {
            questions.push(question("sts:TagSession"));
        }
        Ok(questions)
    }

    fn run(
        input: Self::Input,
        permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        let context = permit.context();
        let seconds = sessions::duration_of_user_session(input.duration_seconds, context);
        let policies =
            SessionPolicies::read(input.policy, &input.policy_arns, context, transaction)?;
        let tags = sessions::session_tags(&input.tags)?;
        let access_key_id = sessions::access_key_id(context)?;
        let mut set: BTreeSet<Attribute> = sessions::tag_attributes(tags.keys()).collect();
        set.insert(Attribute::SessionName);
        let lineage = same_principal(
            permit.standing(),
            SamePrincipalKind::FederationToken,
            SessionId::new(access_key_id.as_str()),
            &set,
        );
        let federated_user = FederatedUser {
            federated_user_id: format!("{}:{}", context.account(), input.name),
            arn: arns::federated_user(context.account(), &input.name),
        };
        let new = NewSession {
            access_key_id,
            kind: SessionKind::FederatedUser { name: input.name },
            seconds,
            policies,
            tags,
            transitive_tag_keys: Vec::new(),
            source_identity: None,
            lineage,
        };
        let issued = sessions::issue(new, permit, transaction)?;
        Ok(GetFederationTokenResponse {
            credentials: issued.credentials,
            federated_user,
            packed_policy_size: issued.packed_policy_percent,
            session_token_utilization: None,
            session_token_size: None,
        })
    }
}
