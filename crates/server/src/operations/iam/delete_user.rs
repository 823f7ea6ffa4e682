//! `DeleteUser` — removes a user that has no policies, credentials and groups left.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUser.html>

use entail_lineage::{Standing, gates::write::Write};
use entail_store::{
    Records as _, Transaction,
    records::{NameKind, User},
};
use entail_wire::shapes::iam::{DeleteUserRequest, DeleteUserResponse};

use crate::{
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    entities,
    operation::{Effect, Operation},
    principals::PrincipalName,
    questions, removals,
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
        removals::check_without_policies(&user.id, &user.inline_policies, transaction)?;
        if !transaction.access_keys_of(&user.id)?.is_empty() {
            let message = "Cannot delete entity, must delete access keys first.";
            return Err(ControlError::delete_conflict(message));
        }
        if !transaction.groups_of(&user.id, None, 1)?.is_empty() {
            return Err(ControlError::delete_conflict(removals::IN_GROUP));
        }
        removals::forget(NameKind::User, &user.name, &user.lineage, transaction)?;
        transaction.remove::<User>(user.id.as_str());
        Ok(DeleteUserResponse)
    }
}
