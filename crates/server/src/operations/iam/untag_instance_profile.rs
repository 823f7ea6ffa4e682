//! `UntagInstanceProfile` — removes tags of an instance profile.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagInstanceProfile.html>

use entail_lineage::{Standing, gates::write::Write};
use entail_store::Transaction;
use entail_wire::shapes::iam::{UntagInstanceProfileRequest, UntagInstanceProfileResponse};

use crate::{
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    instance_profiles,
    operation::{Effect, Operation},
};

/// The operation.
#[derive(Debug)]
pub struct UntagInstanceProfile;

impl Operation for UntagInstanceProfile {
    type Input = UntagInstanceProfileRequest;
    type Output = UntagInstanceProfileResponse;
    const EFFECT: Effect = Effect::Changes;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        let question = instance_profiles::question(
            "iam:UntagInstanceProfile",
            &input.instance_profile_name,
            context,
            view,
        )?;
        Ok(vec![question.with_set("aws:TagKeys", input.tag_keys.clone())])
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
        let mut profile = instance_profiles::find(transaction, &input.instance_profile_name)?;
        for key in &input.tag_keys {
            profile.tags.remove(key);
        }
        transaction.put(&profile)?;
        Ok(UntagInstanceProfileResponse)
    }
}
