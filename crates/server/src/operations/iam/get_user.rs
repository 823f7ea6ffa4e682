//! `GetUser` — a user, by default the calling one. The boundary shown is its own only.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetUser.html>

use entail_lineage::Standing;
use entail_store::Transaction;
use entail_wire::shapes::iam::{GetUserRequest, GetUserResponse};

use crate::{
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    operation::{Effect, Operation},
    users,
};

/// The operation.
#[derive(Debug)]
pub struct GetUser;

impl Operation for GetUser {
    type Input = GetUserRequest;
    type Output = GetUserResponse;
    const EFFECT: Effect = Effect::Reads;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        users::questions("iam:GetUser", input.user_name.as_deref(), context, view)
    }

    fn run(
        input: Self::Input,
        permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        let context = permit.context();
        let user = users::describe(input.user_name.as_deref(), context, transaction)?;
        Ok(GetUserResponse { user })
    }
}
