//! `SetDefaultPolicyVersion` — puts an existing version of a managed policy into force.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_SetDefaultPolicyVersion.html>

use entail_lineage::{Aspect, Standing, gates::write::Write};
use entail_store::Transaction;
use entail_wire::shapes::iam::{SetDefaultPolicyVersionRequest, SetDefaultPolicyVersionResponse};

use crate::{
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    entities,
    managed_policies::{self, Edit},
    operation::{Effect, Operation},
    policy_versions, questions,
};

/// The operation.
#[derive(Debug)]
pub struct SetDefaultPolicyVersion;

impl Operation for SetDefaultPolicyVersion {
    type Input = SetDefaultPolicyVersionRequest;
    type Output = SetDefaultPolicyVersionResponse;
    const EFFECT: Effect = Effect::Changes;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        Ok(vec![questions::on_policy(
            "iam:SetDefaultPolicyVersion",
            &input.policy_arn,
            context,
            view,
        )?])
    }

    fn gates(
        input: &Self::Input,
        context: &RequestContext<'_>,
        view: &Transaction,
    ) -> Result<Vec<Write>, ControlError> {
        entities::gate_of_policy(view, context.account(), &input.policy_arn, Write::Policy)
    }

    fn run(
        input: Self::Input,
        permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        let context = permit.context();
        let (arn, id) = (&input.policy_arn, &input.version_id);
        let missing = || policy_versions::no_such(arn, id);
        let edit = Edit::SetDefaultVersion;
        let mut policy = managed_policies::editable(transaction, context.account(), arn, edit)?
            .ok_or_else(missing)?;
        policy.default_version =
            policy_versions::existing_number(&policy, id).ok_or_else(missing)?;
        policy.updated = context.record_time();
        policy.lineage.record_writer(Aspect::Settings, permit.standing().seals());
        transaction.put(&policy)?;
        Ok(SetDefaultPolicyVersionResponse)
    }
}
