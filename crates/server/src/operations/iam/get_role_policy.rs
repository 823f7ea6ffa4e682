//! `GetRolePolicy` — an inline policy of a role.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRolePolicy.html>

use entail_lineage::Standing;
use entail_store::Transaction;
use entail_wire::shapes::iam::{GetRolePolicyRequest, GetRolePolicyResponse};

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
pub struct GetRolePolicy;

impl Operation for GetRolePolicy {
    type Input = GetRolePolicyRequest;
    type Output = GetRolePolicyResponse;
    const EFFECT: Effect = Effect::Reads;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        let name = PrincipalName::Role(&input.role_name);
        Ok(vec![questions::on_principal("iam:GetRolePolicy", name, context, view)?])
    }

    fn run(
        input: Self::Input,
        _permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        let policy_document = inline_policies::get(
            PrincipalName::Role(&input.role_name),
            &input.policy_name,
            transaction,
        )?;
        Ok(GetRolePolicyResponse {
            role_name: input.role_name,
            policy_name: input.policy_name,
            policy_document,
        })
    }
}
