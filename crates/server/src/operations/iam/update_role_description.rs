//! `UpdateRoleDescription` — changes the description of a role; `UpdateRole` took its place.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateRoleDescription.html>

use entail_lineage::{Standing, gates::write::Write};
use entail_store::Transaction;
use entail_wire::shapes::iam::{UpdateRoleDescriptionRequest, UpdateRoleDescriptionResponse};

use crate::{
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    describe, entities,
    operation::{Effect, Operation},
    principals::PrincipalName,
    questions, roles,
};

/// The operation.
#[derive(Debug)]
pub struct UpdateRoleDescription;

impl Operation for UpdateRoleDescription {
    type Input = UpdateRoleDescriptionRequest;
    type Output = UpdateRoleDescriptionResponse;
    const EFFECT: Effect = Effect::Changes;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        let name = PrincipalName::Role(&input.role_name);
        Ok(vec![questions::on_principal("iam:UpdateRoleDescription", name, context, view)?])
    }

    fn gates(
        input: &Self::Input,
        _context: &RequestContext<'_>,
        view: &Transaction,
    ) -> Result<Vec<Write>, ControlError> {
        PrincipalName::Role(&input.role_name).gate(view, Write::Principal)
    }

    fn run(
        input: Self::Input,
        permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        let mut role = entities::role(transaction, &input.role_name)?;
        roles::refuse_service_linked(&role)?;
        role.description = roles::description(input.description);
        transaction.put(&role)?;
        let account = permit.context().account();
        Ok(UpdateRoleDescriptionResponse {
            role: describe::written_role(&role, account, transaction)?,
        })
    }
}
