//! `GetLoginProfile` — the console password of a user. There is none: passwords are not served yet.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetLoginProfile.html>

use entail_lineage::Standing;
use entail_store::Transaction;
use entail_wire::shapes::iam::{GetLoginProfileRequest, GetLoginProfileResponse};

use crate::{
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    operation::{Effect, Operation},
    users,
};

/// The operation.
#[derive(Debug)]
pub struct GetLoginProfile;

impl Operation for GetLoginProfile {
    type Input = GetLoginProfileRequest;
    type Output = GetLoginProfileResponse;
    const EFFECT: Effect = Effect::Reads;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        users::questions("iam:GetLoginProfile", input.user_name.as_deref(), context, view)
    }

    fn run(
        input: Self::Input,
        permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        Err(users::no_login_profile(input.user_name.as_deref(), permit.context(), transaction))
    }
}
