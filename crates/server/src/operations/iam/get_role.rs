//! `GetRole` — a role with its trust policy. The boundary shown is the role's own only.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html>

use entail_lineage::Standing;
use entail_store::Transaction;
use entail_wire::shapes::iam::{GetRoleRequest, GetRoleResponse};

use crate::{
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    describe, entities,
    operation::{Effect, Operation},
    principals::PrincipalName,
    questions,
};

/// The operation.
#[derive(Debug)]
pub struct GetRole;

impl Operation for GetRole {
    type Input = GetRoleRequest;
    type Output = GetRoleResponse;
    const EFFECT: Effect = Effect::Reads;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        let name = PrincipalName::Role(&input.role_name);
        Ok(vec![questions::on_principal("iam:GetRole", name, context, view)?])
    }

    fn run(
        input: Self::Input,
        permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        let role = entities::role(transaction, &input.role_name)?;
        let account = permit.context().account();
        Ok(GetRoleResponse { role: describe::role(&role, account, transaction)? })
    }
}
