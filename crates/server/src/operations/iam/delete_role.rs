//! `DeleteRole` — removes a role that has no policies left and is in no instance profile.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRole.html>

use entail_lineage::{Standing, gates::write::Write};
use entail_store::{
    Records as _, Transaction,
    records::{NameKind, Role, RoleLastUsed},
};
use entail_wire::shapes::iam::{DeleteRoleRequest, DeleteRoleResponse};

use crate::{
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    entities,
    operation::{Effect, Operation},
    principals::PrincipalName,
    questions, removals, roles,
};

/// The operation.
#[derive(Debug)]
pub struct DeleteRole;

impl Operation for DeleteRole {
    type Input = DeleteRoleRequest;
    type Output = DeleteRoleResponse;
    const EFFECT: Effect = Effect::Changes;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        let name = PrincipalName::Role(&input.role_name);
        Ok(vec![questions::on_principal("iam:DeleteRole", name, context, view)?])
    }

    fn gates(
        input: &Self::Input,
        _context: &RequestContext<'_>,
        view: &Transaction,
    ) -> Result<Vec<Write>, ControlError> {
        PrincipalName::Role(&input.role_name).gate(view, Write::DeletePrincipal)
    }

    fn run(
        input: Self::Input,
        _permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        let role = entities::role(transaction, &input.role_name)?;
        roles::refuse_service_linked(&role)?;
        if !transaction.profiles_of_role(&role.id, None, 1)?.is_empty() {
            return Err(ControlError::delete_conflict(removals::IN_INSTANCE_PROFILE));
        }
        removals::check_without_policies(&role.id, &role.inline_policies, transaction)?;
        removals::forget(NameKind::Role, &role.name, &role.lineage, transaction)?;
        transaction.remove::<RoleLastUsed>(role.id.as_str());
        transaction.remove::<Role>(role.id.as_str());
        Ok(DeleteRoleResponse)
    }
}
