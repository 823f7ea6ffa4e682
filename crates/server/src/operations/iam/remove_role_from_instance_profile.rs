//! `RemoveRoleFromInstanceProfile` — takes the role out of an instance profile.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_RemoveRoleFromInstanceProfile.html>

use entail_lineage::{Standing, gates::write::Write};
use entail_store::Transaction;
use entail_wire::shapes::iam::{
    RemoveRoleFromInstanceProfileRequest, RemoveRoleFromInstanceProfileResponse,
};

use crate::{
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    entities, instance_profiles,
    operation::{Effect, Operation},
    roles,
};

/// The operation.
#[derive(Debug)]
pub struct RemoveRoleFromInstanceProfile;

impl Operation for RemoveRoleFromInstanceProfile {
    type Input = RemoveRoleFromInstanceProfileRequest;
    type Output = RemoveRoleFromInstanceProfileResponse;
    const EFFECT: Effect = Effect::Changes;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        Ok(vec![instance_profiles::question(
            "iam:RemoveRoleFromInstanceProfile",
            &input.instance_profile_name,
            context,
            view,
        )?])
    }

    fn gates(
        input: &Self::Input,
        _context: &RequestContext<'_>,
        view: &Transaction,
    ) -> Result<Vec<Write>, ControlError> {
        instance_profiles::gate(view, &input.instance_profile_name)
    }

    fn run(
        input: Self::Input,
        _permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        let profile = instance_profiles::find(transaction, &input.instance_profile_name)?;
        let role = entities::role(transaction, &input.role_name)?;
        roles::refuse_service_linked(&role)?;
        instance_profiles::remove_role(profile, role, transaction)?;
        Ok(RemoveRoleFromInstanceProfileResponse)
    }
}
