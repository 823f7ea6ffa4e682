//! `GetInstanceProfile` — an instance profile with the role in it.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetInstanceProfile.html>

use entail_lineage::Standing;
use entail_store::Transaction;
use entail_wire::shapes::iam::{GetInstanceProfileRequest, GetInstanceProfileResponse};

use crate::{
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    instance_profiles,
    operation::{Effect, Operation},
};

/// The operation.
#[derive(Debug)]
pub struct GetInstanceProfile;

impl Operation for GetInstanceProfile {
    type Input = GetInstanceProfileRequest;
    type Output = GetInstanceProfileResponse;
    const EFFECT: Effect = Effect::Reads;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        Ok(vec![instance_profiles::question(
            "iam:GetInstanceProfile",
            &input.instance_profile_name,
            context,
            view,
        )?])
    }

    fn run(
        input: Self::Input,
        permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        let profile = instance_profiles::find(transaction, &input.instance_profile_name)?;
        let account = permit.context().account();
        let instance_profile = instance_profiles::describe(&profile, account, transaction)?;
        Ok(GetInstanceProfileResponse { instance_profile })
    }
}
