//! `PutUserPermissionsBoundary` — sets the boundary of a user, its transitive boundary, or both.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutUserPermissionsBoundary.html>

use entail_lineage::Standing;
use entail_store::Transaction;
use entail_wire::shapes::iam::{
    PutUserPermissionsBoundaryRequest, PutUserPermissionsBoundaryResponse,
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
pub struct PutUserPermissionsBoundary;

impl Operation for PutUserPermissionsBoundary {
    type Input = PutUserPermissionsBoundaryRequest;
    type Output = PutUserPermissionsBoundaryResponse;
    const EFFECT: Effect = Effect::Changes;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        let question = boundaries::put_question(
            PrincipalName::User(&input.user_name),
            input.permissions_boundary.as_deref(),
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
        boundaries::put(
            PrincipalName::User(&input.user_name),
            input.permissions_boundary.as_deref(),
            input.transitive_permissions_boundary.as_deref(),
            permit,
            transaction,
        )?;
        Ok(PutUserPermissionsBoundaryResponse)
    }
}
