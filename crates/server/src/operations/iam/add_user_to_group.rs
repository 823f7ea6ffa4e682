//! `AddUserToGroup` — adds a user to a group; again is no change.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_AddUserToGroup.html>

use entail_lineage::{Standing, gates::write::Write};
use entail_store::Transaction;
use entail_wire::shapes::iam::{AddUserToGroupRequest, AddUserToGroupResponse};

use crate::{
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    memberships,
    operation::{Effect, Operation},
    questions,
};

/// The operation.
#[derive(Debug)]
pub struct AddUserToGroup;

impl Operation for AddUserToGroup {
    type Input = AddUserToGroupRequest;
    type Output = AddUserToGroupResponse;
    const EFFECT: Effect = Effect::Changes;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        Ok(vec![questions::on_group("iam:AddUserToGroup", &input.group_name, context, view)?])
    }

    fn gates(
        input: &Self::Input,
        _context: &RequestContext<'_>,
        view: &Transaction,
    ) -> Result<Vec<Write>, ControlError> {
        memberships::add_gates(&input.user_name, &input.group_name, view)
    }

    fn run(
        input: Self::Input,
        permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        memberships::add(&input.user_name, &input.group_name, permit, transaction)?;
        Ok(AddUserToGroupResponse)
    }
}
