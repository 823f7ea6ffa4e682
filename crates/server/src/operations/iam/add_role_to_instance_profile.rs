//! `AddRoleToInstanceProfile` — puts a role into an instance profile, which hands it to EC2.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_AddRoleToInstanceProfile.html>

use entail_lineage::{PrincipalId, Standing, gates::write::Write};
use entail_store::{Records as _, Transaction};
use entail_wire::shapes::iam::{AddRoleToInstanceProfileRequest, AddRoleToInstanceProfileResponse};

use crate::{
    authorize::{PASS_ROLE, Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    entities, instance_profiles,
    operation::{Effect, Operation},
    principals::PrincipalName,
    questions, roles,
};

/// The operation.
#[derive(Debug)]
pub struct AddRoleToInstanceProfile;

impl Operation for AddRoleToInstanceProfile {
    type Input = AddRoleToInstanceProfileRequest;
    type Output = AddRoleToInstanceProfileResponse;
    const EFFECT: Effect = Effect::Changes;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        let name = PrincipalName::Role(&input.role_name);
        let pass = questions::on_principal(PASS_ROLE, name, context, view)?;
        Ok(vec![
            instance_profiles::question(
                "iam:AddRoleToInstanceProfile",
                &input.instance_profile_name,
                context,
                view,
            )?,
            pass.with("iam:PassedToService", instance_profiles::SERVICE),
        ])
    }

    fn gates(
        input: &Self::Input,
        _context: &RequestContext<'_>,
        view: &Transaction,
    ) -> Result<Vec<Write>, ControlError> {
        instance_profiles::gate(view, &input.instance_profile_name)
    }

    fn passed_role(
        input: &Self::Input,
        _context: &RequestContext<'_>,
        view: &Transaction,
    ) -> Result<Option<PrincipalId>, ControlError> {
        Ok(view.role_named(&input.role_name)?.map(|role| role.id))
    }

    fn run(
        input: Self::Input,
        permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        let profile = instance_profiles::find(transaction, &input.instance_profile_name)?;
        let role = entities::role(transaction, &input.role_name)?;
        roles::refuse_service_linked(&role)?;
        instance_profiles::add_role(profile, role, permit, transaction)?;
        Ok(AddRoleToInstanceProfileResponse)
    }
}
