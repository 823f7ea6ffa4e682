//! `DeleteInstanceProfile` — removes an instance profile that holds no role.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteInstanceProfile.html>

use entail_lineage::{Standing, gates::write::Write};
use entail_store::{
    Transaction,
    records::{InstanceProfile, NameKind},
};
use entail_wire::shapes::iam::{DeleteInstanceProfileRequest, DeleteInstanceProfileResponse};

use crate::{
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    instance_profiles, objects,
    operation::{Effect, Operation},
    removals,
};

/// The operation.
#[derive(Debug)]
pub struct DeleteInstanceProfile;

impl Operation for DeleteInstanceProfile {
    type Input = DeleteInstanceProfileRequest;
    type Output = DeleteInstanceProfileResponse;
    const EFFECT: Effect = Effect::Changes;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        Ok(vec![instance_profiles::question(
            "iam:DeleteInstanceProfile",
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
        if profile.role.is_some() {
            return Err(ControlError::delete_conflict(removals::IN_INSTANCE_PROFILE));
        }
        let (kind, lineage) = (NameKind::InstanceProfile, &profile.lineage);
        objects::forget(kind, &profile.name, lineage, transaction)?;
        transaction.remove::<InstanceProfile>(profile.id.as_str());
        Ok(DeleteInstanceProfileResponse)
    }
}
