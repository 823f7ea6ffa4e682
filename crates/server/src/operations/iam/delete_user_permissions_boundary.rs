//! `DeleteUserPermissionsBoundary` — removes the boundary of a user, or with Entail's parameter its transitive one.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUserPermissionsBoundary.html>

use entail_lineage::Standing;
use entail_store::Transaction;
use entail_wire::shapes::iam::{
    DeleteUserPermissionsBoundaryRequest, DeleteUserPermissionsBoundaryResponse,
};

use crate::{
    authorize::{Permit, Question},
    boundaries,
    context::RequestContext,
    control_error::ControlError,
    operation::{Effect, Operation},
    principals::PrincipalName,
};

/// The operation.
#[derive(Debug)]
pub struct DeleteUserPermissionsBoundary;

impl Operation for DeleteUserPermissionsBoundary {
    type Input = DeleteUserPermissionsBoundaryRequest;
    type Output = DeleteUserPermissionsBoundaryResponse;
    const EFFECT: Effect = Effect::Changes;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        let question = boundaries::delete_question(
            PrincipalName::User(&input.user_name),
            input.transitive_permissions_boundary.as_deref(),
            context,
            view,
        )?;
        Ok(vec![question])
    }

    fn run(
        input: Self::Input,
        permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        let name = PrincipalName::User(&input.user_name);
        match &input.transitive_permissions_boundary {
            Some(arn) => boundaries::delete_named_transitive(name, arn, permit, transaction)?,
            None => boundaries::delete(name, permit, transaction)?,
        }
        Ok(DeleteUserPermissionsBoundaryResponse)
    }
}
