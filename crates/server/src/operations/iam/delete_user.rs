//! `DeleteUser` — removes a user that has no policies and no credentials left.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUser.html>

use entail_lineage::{Standing, gates::write::Write};
use entail_store::{
    Records as _, Transaction,
    records::{NameKind, User},
};
use entail_wire::{
    error::ErrorCode,
    shapes::iam::{DeleteUserRequest, DeleteUserResponse},
};

use crate::{
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    entities, lineage_records, names,
    operation::{Effect, Operation},
    principals::PrincipalName,
    questions,
};

/// The operation.
#[derive(Debug)]
pub struct DeleteUser;

impl Operation for DeleteUser {
    type Input = DeleteUserRequest;
    type Output = DeleteUserResponse;
    const EFFECT: Effect = Effect::Changes;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        let name = PrincipalName::User(&input.user_name);
        Ok(vec![questions::on_principal("iam:DeleteUser", name, context, view)?])
    }

    fn gates(
        input: &Self::Input,
        _context: &RequestContext<'_>,
        view: &Transaction,
    ) -> Result<Vec<Write>, ControlError> {
        PrincipalName::User(&input.user_name).gate(view, Write::DeletePrincipal)
    }

    fn run(
        input: Self::Input,
        _permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        let user = entities::user(transaction, &input.user_name)?;
        if !transaction.attached_policies(&user.id, None, 1)?.is_empty() {
            return Err(delete_conflict("Cannot delete entity, must detach all policies first."));
        }
        if !user.inline_policies.is_empty() {
            return Err(delete_conflict("Cannot delete entity, must delete policies first."));
        }
        if !transaction.access_keys_of(&user.id)?.is_empty() {
            return Err(delete_conflict("Cannot delete entity, must delete access keys first."));
        }
        names::release(NameKind::User, &user.name, transaction);
        lineage_records::reindex_principal(transaction, Some(&user.lineage), None)?;
        let created_by = &user.lineage.created_by;
        lineage_records::forget_birth(transaction, user.id.as_str(), created_by);
        transaction.remove::<User>(user.id.as_str());
        Ok(DeleteUserResponse)
    }
}

fn delete_conflict(message: &str) -> ControlError {
    ControlError::new(ErrorCode::DeleteConflict, message)
}
