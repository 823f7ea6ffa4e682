//! `GetUserPolicy` — an inline policy of a user.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetUserPolicy.html>

use entail_lineage::Standing;
use entail_store::Transaction;
use entail_wire::shapes::iam::{GetUserPolicyRequest, GetUserPolicyResponse};

use crate::{
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    inline_policies,
    operation::{Effect, Operation},
    principals::PrincipalName,
    questions,
};

/// The operation.
#[derive(Debug)]
pub struct GetUserPolicy;

impl Operation for GetUserPolicy {
    type Input = GetUserPolicyRequest;
    type Output = GetUserPolicyResponse;
    const EFFECT: Effect = Effect::Reads;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        let name = PrincipalName::User(&input.user_name);
        Ok(vec![questions::on_principal("iam:GetUserPolicy", name, context, view)?])
    }

    fn run(
        input: Self::Input,
        _permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        let policy_document = inline_policies::get(
            PrincipalName::User(&input.user_name),
            &input.policy_name,
            transaction,
        )?;
        Ok(GetUserPolicyResponse {
            user_name: input.user_name,
            policy_name: input.policy_name,
            policy_document,
        })
    }
}
