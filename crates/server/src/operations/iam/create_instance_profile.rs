//! `CreateInstanceProfile` — adds an instance profile, which bears its creator's seals. It holds no role yet.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateInstanceProfile.html>

use entail_lineage::{ObjectKind, Standing};
use entail_store::{
    Transaction,
    records::{InstanceProfile, NameKind},
};
use entail_wire::shapes::iam::{CreateInstanceProfileRequest, CreateInstanceProfileResponse};

use crate::{
    arns,
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    identifiers::IdKind,
    instance_profiles,
    objects::{self, CreateActions, NewObject},
    operation::{Effect, Operation},
    tagging::{self, Tagged},
};

/// The operation.
#[derive(Debug)]
pub struct CreateInstanceProfile;

impl Operation for CreateInstanceProfile {
    type Input = CreateInstanceProfileRequest;
    type Output = CreateInstanceProfileResponse;
    const EFFECT: Effect = Effect::Creates;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        let path = input.path.as_deref().unwrap_or("/");
        let arn = arns::instance_profile(context.account(), path, &input.instance_profile_name);
        let actions = CreateActions {
            create: "iam:CreateInstanceProfile",
            tag: Some("iam:TagInstanceProfile"),
        };
        objects::questions(actions, &arn, &input.tags, context, standing, view)
    }

    fn run(
        input: Self::Input,
        permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        let context = permit.context();
        tagging::check(&input.tags, Tagged::InstanceProfile)?;
        let new = NewObject {
            kind: ObjectKind::InstanceProfile,
            id_kind: IdKind::InstanceProfile,
            name_kind: NameKind::InstanceProfile,
            name: &input.instance_profile_name,
        };
        let lineage = objects::create(&new, permit, transaction)?;
        let profile = InstanceProfile {
            id: lineage.id.clone(),
            name: input.instance_profile_name,
            path: input.path.unwrap_or_else(|| "/".to_owned()),
            created: context.record_time(),
            role: None,
            tags: tagging::pairs(&input.tags).collect(),
            lineage,
        };
        transaction.put(&profile)?;
        let instance_profile =
            instance_profiles::describe(&profile, context.account(), transaction)?;
        Ok(CreateInstanceProfileResponse { instance_profile })
    }
}
