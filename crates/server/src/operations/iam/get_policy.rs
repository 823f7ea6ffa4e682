//! `GetPolicy` — a managed policy without its document: that is in its versions.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetPolicy.html>

use entail_lineage::Standing;
use entail_store::Transaction;
use entail_wire::shapes::iam::{GetPolicyRequest, GetPolicyResponse};

use crate::{
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    managed_policies::{self, Shown, Usage},
    operation::{Effect, Operation},
    questions,
};

/// The operation.
#[derive(Debug)]
pub struct GetPolicy;

impl Operation for GetPolicy {
    type Input = GetPolicyRequest;
    type Output = GetPolicyResponse;
    const EFFECT: Effect = Effect::Reads;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        Ok(vec![questions::on_policy("iam:GetPolicy", &input.policy_arn, context, view)?])
    }

    fn run(
        input: Self::Input,
        permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        let account = permit.context().account();
        let policy = managed_policies::readable(transaction, account, &input.policy_arn)?;
        let usage = Usage::of(&policy, transaction)?;
        let policy = managed_policies::describe(&policy, usage, account, Shown::Read);
        Ok(GetPolicyResponse { policy })
    }
}
