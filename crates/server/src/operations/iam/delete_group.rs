//! `DeleteGroup` — removes a group that has no users and no policies left.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteGroup.html>

use entail_lineage::{Standing, gates::write::Write};
use entail_store::{
    Records as _, Transaction,
    records::{Group, NameKind},
};
use entail_wire::shapes::iam::{DeleteGroupRequest, DeleteGroupResponse};

use crate::{
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    entities, objects,
    operation::{Effect, Operation},
    questions, removals,
};

/// The operation.
#[derive(Debug)]
pub struct DeleteGroup;

impl Operation for DeleteGroup {
    type Input = DeleteGroupRequest;
    type Output = DeleteGroupResponse;
    const EFFECT: Effect = Effect::Changes;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        Ok(vec![questions::on_group("iam:DeleteGroup", &input.group_name, context, view)?])
    }

    fn gates(
        input: &Self::Input,
        _context: &RequestContext<'_>,
        view: &Transaction,
    ) -> Result<Vec<Write>, ControlError> {
        entities::gate_of_group(view, &input.group_name)
    }

    fn run(
        input: Self::Input,
        _permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        let group = entities::group(transaction, &input.group_name)?;
        if !transaction.members_of(&group.id, None, 1)?.is_empty() {
            return Err(ControlError::delete_conflict(removals::IN_GROUP));
        }
        removals::check_without_policies(&group.holder(), &group.inline_policies, transaction)?;
        objects::forget(NameKind::Group, &group.name, &group.lineage, transaction)?;
        transaction.remove::<Group>(group.id.as_str());
        Ok(DeleteGroupResponse)
    }
}
