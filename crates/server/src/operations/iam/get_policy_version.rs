//! `GetPolicyVersion` — one version of a managed policy with its document.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetPolicyVersion.html>

use entail_lineage::Standing;
use entail_store::Transaction;
use entail_wire::shapes::iam::{GetPolicyVersionRequest, GetPolicyVersionResponse};

use crate::{
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    entities,
    operation::{Effect, Operation},
    policy_versions, questions,
};

/// The operation.
#[derive(Debug)]
pub struct GetPolicyVersion;

impl Operation for GetPolicyVersion {
    type Input = GetPolicyVersionRequest;
    type Output = GetPolicyVersionResponse;
    const EFFECT: Effect = Effect::Reads;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        Ok(vec![questions::on_policy("iam:GetPolicyVersion", &input.policy_arn, context, view)?])
    }

    fn run(
        input: Self::Input,
        permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        let account = permit.context().account();
        let (arn, id) = (&input.policy_arn, &input.version_id);
        entities::check_policy_arn(arn)?;
        let missing = || policy_versions::no_such(arn, id);
        let policy = entities::managed_policy(transaction, account, arn)?.ok_or_else(missing)?;
        let versions = policy_versions::all(&policy);
        let version = versions.into_iter().find(|it| it.id == *id).ok_or_else(missing)?;
        let document = policy_versions::document(&policy, id, transaction)?;
        Ok(GetPolicyVersionResponse { policy_version: version.describe(document) })
    }
}
