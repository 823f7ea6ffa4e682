//! `UpdateRole` — changes description and longest session of a role.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateRole.html>

use entail_lineage::{Standing, gates::write::Write};
use entail_store::Transaction;
use entail_wire::shapes::iam::{UpdateRoleRequest, UpdateRoleResponse};

use crate::{
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    entities,
    operation::{Effect, Operation},
    principals::PrincipalName,
    questions, roles,
};

/// The operation.
#[derive(Debug)]
pub struct UpdateRole;

impl Operation for UpdateRole {
    type Input = UpdateRoleRequest;
    type Output = UpdateRoleResponse;
    const EFFECT: Effect = Effect::Changes;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        let name = PrincipalName::Role(&input.role_name);
        Ok(vec![questions::on_principal("iam:UpdateRole", name, context, view)?])
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
        _permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        let mut role = entities::role(transaction, &input.role_name)?;
        roles::refuse_service_linked(&role)?;
        if let Some(description) = input.description {
            role.description = roles::description(description);
        }
        if let Some(seconds) = input.max_session_duration {
            role.max_session_duration_seconds = u32::try_from(seconds).unwrap_or_default();
        }
        transaction.put(&role)?;
        Ok(UpdateRoleResponse)
    }
}
