//! `GetGroupPolicy` — an inline policy of a group.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetGroupPolicy.html>

use entail_lineage::Standing;
use entail_store::Transaction;
use entail_wire::shapes::iam::{GetGroupPolicyRequest, GetGroupPolicyResponse};

use crate::{
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    inline_policies,
    operation::{Effect, Operation},
    policy_holders::HolderName,
    questions,
};

/// The operation.
#[derive(Debug)]
pub struct GetGroupPolicy;

impl Operation for GetGroupPolicy {
    type Input = GetGroupPolicyRequest;
    type Output = GetGroupPolicyResponse;
    const EFFECT: Effect = Effect::Reads;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        Ok(vec![questions::on_group("iam:GetGroupPolicy", &input.group_name, context, view)?])
    }

    fn run(
        input: Self::Input,
        _permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        let name = HolderName::Group(&input.group_name);
        let policy_document = inline_policies::get(name, &input.policy_name, transaction)?;
        Ok(GetGroupPolicyResponse {
            group_name: input.group_name,
            policy_name: input.policy_name,
            policy_document,
        })
    }
}
