//! `GetGroup` — a group and the users in it.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetGroup.html>

use entail_lineage::Standing;
use entail_store::Transaction;
use entail_wire::shapes::iam::{GetGroupRequest, GetGroupResponse};

use crate::{
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    describe, entities, memberships,
    operation::{Effect, Operation},
    paging::{self, PageRequest},
    questions,
};

/// The operation.
#[derive(Debug)]
pub struct GetGroup;

impl Operation for GetGroup {
    type Input = GetGroupRequest;
    type Output = GetGroupResponse;
    const EFFECT: Effect = Effect::Reads;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        Ok(vec![questions::on_group("iam:GetGroup", &input.group_name, context, view)?])
    }

    fn run(
        input: Self::Input,
        permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        let view = transaction.covered();
        let account = permit.context().account();
        let group = entities::group(transaction, &input.group_name)?;
        let request = PageRequest::new(input.marker.as_deref(), input.max_items)?;
        let members = memberships::members_of(&group.id, &view)?;
        let page = paging::page(members, &request, |user| user.name.to_lowercase());
        let users = page.items.iter().map(|user| describe::listed_user(user, account, &view));
        Ok(GetGroupResponse {
            group: describe::group(&group, account),
            users: users.collect::<Result<_, _>>()?,
            is_truncated: page.is_truncated(),
            marker: page.marker,
        })
    }
}
