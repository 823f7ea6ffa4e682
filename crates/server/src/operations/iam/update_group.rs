//! `UpdateGroup` — renames or moves a group. Both its old and its new ARN must be permitted.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateGroup.html>

use entail_lineage::{Standing, gates::write::Write};
use entail_store::{Records as _, Transaction, records::NameKind};
use entail_wire::shapes::iam::{UpdateGroupRequest, UpdateGroupResponse};

use crate::{
    arns,
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    entities, names,
    operation::{Effect, Operation},
    questions,
};

/// The operation.
#[derive(Debug)]
pub struct UpdateGroup;

impl Operation for UpdateGroup {
    type Input = UpdateGroupRequest;
    type Output = UpdateGroupResponse;
    const EFFECT: Effect = Effect::Changes;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        let name = &input.group_name;
        let question = questions::on_group("iam:UpdateGroup", name, context, view)?;
        let mut questions = vec![question.clone()];
        if let Some(group) = view.group_named(name)? {
            let new_path = input.new_path.as_deref().unwrap_or(&group.path);
            let new_name = input.new_group_name.as_deref().unwrap_or(&group.name);
            let new_arn = arns::group(context.account(), new_path, new_name);
            questions.push(question.about(new_arn));
        }
        Ok(questions)
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
        let mut group = entities::group(transaction, &input.group_name)?;
        if let Some(path) = input.new_path {
            group.path = path;
        }
        if let Some(name) = input.new_group_name.filter(|name| *name != group.name) {
            names::rename(NameKind::Group, &group.name, &name, group.id.as_str(), transaction)?;
            group.name = name;
        }
        transaction.put(&group)?;
        Ok(UpdateGroupResponse)
    }
}
