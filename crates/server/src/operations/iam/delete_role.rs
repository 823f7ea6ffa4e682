//! `DeleteRole` — removes a role that has no policies left.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRole.html>

use entail_lineage::{Standing, gates::write::Write};
use entail_store::{
    Records as _, Transaction,
    records::{NameKind, Role, RoleLastUsed},
};
use entail_wire::{
    error::ErrorCode,
    shapes::iam::{DeleteRoleRequest, DeleteRoleResponse},
};

use crate::{
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    entities, lineage_records, names,
    operation::{Effect, Operation},
    principals::PrincipalName,
    questions, roles,
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
        if !transaction.attached_policies(&role.id, None, 1)?.is_empty() {
            return Err(delete_conflict("Cannot delete entity, must detach all policies first."));
        }
        if !role.inline_policies.is_empty() {
            return Err(delete_conflict("Cannot delete entity, must delete policies first."));
        }
        names::release(NameKind::Role, &role.name, transaction);
        lineage_records::reindex_principal(transaction, Some(&role.lineage), None)?;
        let created_by = &role.lineage.created_by;
        lineage_records::forget_birth(transaction, role.id.as_str(), created_by);
        transaction.remove::<RoleLastUsed>(role.id.as_str());
        transaction.remove::<Role>(role.id.as_str());
        Ok(DeleteRoleResponse)
    }
}

fn delete_conflict(message: &str) -> ControlError {
    ControlError::new(ErrorCode::DeleteConflict, message)
}
