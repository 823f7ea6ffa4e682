//! `DeletePolicyVersion` — removes a version of a managed policy that is not in force.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeletePolicyVersion.html>

use entail_lineage::{Standing, gates::write::Write};
use entail_store::{
    Transaction,
    records::{PolicyVersion, PolicyVersionId},
};
use entail_wire::shapes::iam::{DeletePolicyVersionRequest, DeletePolicyVersionResponse};

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
pub struct DeletePolicyVersion;

impl Operation for DeletePolicyVersion {
    type Input = DeletePolicyVersionRequest;
    type Output = DeletePolicyVersionResponse;
    const EFFECT: Effect = Effect::Changes;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        Ok(vec![questions::on_policy("iam:DeletePolicyVersion", &input.policy_arn, context, view)?])
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
        let account = permit.context().account();
        let (arn, id) = (&input.policy_arn, &input.version_id);
        let mut policy =
            managed_policies::editable(transaction, account, arn, Edit::DeleteVersion)?
                .ok_or_else(|| entities::no_such_policy(arn))?;
        let number = policy_versions::existing_number(&policy, id)
            .ok_or_else(|| policy_versions::no_such(arn, id))?;
        if number == policy.default_version {
            let message = "Cannot delete the default version of a policy.";
            return Err(ControlError::delete_conflict(message));
        }
        policy.versions.retain(|version| version.number != number);
        let id = PolicyVersionId { policy: policy.id.clone(), number };
        transaction.remove::<PolicyVersion>(&id);
        transaction.put(&policy)?;
        Ok(DeletePolicyVersionResponse)
    }
}
