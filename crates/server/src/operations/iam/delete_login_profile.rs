//! `DeleteLoginProfile` — removes the console password of a user. There is none: passwords are not served yet.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteLoginProfile.html>

use entail_lineage::{Standing, gates::write::Write};
use entail_store::Transaction;
use entail_wire::shapes::iam::{DeleteLoginProfileRequest, DeleteLoginProfileResponse};

use crate::{
    access_keys,
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    operation::{Effect, Operation},
    users,
};

/// The operation.
#[derive(Debug)]
pub struct DeleteLoginProfile;

impl Operation for DeleteLoginProfile {
    type Input = DeleteLoginProfileRequest;
    type Output = DeleteLoginProfileResponse;
    const EFFECT: Effect = Effect::Changes;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        users::questions("iam:DeleteLoginProfile", input.user_name.as_deref(), context, view)
    }

    fn gates(
        input: &Self::Input,
        context: &RequestContext<'_>,
        view: &Transaction,
    ) -> Result<Vec<Write>, ControlError> {
        access_keys::gate(input.user_name.as_deref(), context, view)
    }

    fn run(
        input: Self::Input,
        permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        Err(users::no_login_profile(input.user_name.as_deref(), permit.context(), transaction))
    }
}
