//! `TagInstanceProfile` — sets tags of an instance profile.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagInstanceProfile.html>

use entail_lineage::{Standing, gates::write::Write};
use entail_store::Transaction;
use entail_wire::shapes::iam::{TagInstanceProfileRequest, TagInstanceProfileResponse};

use crate::{
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    instance_profiles,
    operation::{Effect, Operation},
    tagging::{self, Tagged},
};

/// The operation.
#[derive(Debug)]
pub struct TagInstanceProfile;

impl Operation for TagInstanceProfile {
    type Input = TagInstanceProfileRequest;
    type Output = TagInstanceProfileResponse;
    const EFFECT: Effect = Effect::Changes;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        let question = instance_profiles::question(
            "iam:TagInstanceProfile",
            &input.instance_profile_name,
            context,
            view,
        )?;
        Ok(vec![question.with_request_tags(tagging::pairs(&input.tags))])
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
        tagging::check(&input.tags, Tagged::InstanceProfile)?;
        tagging::add(&mut profile.tags, &input.tags, Tagged::InstanceProfile)?;
        transaction.put(&profile)?;
        Ok(TagInstanceProfileResponse)
    }
}
