//! `ListGroupsForUser` — the groups of a user.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListGroupsForUser.html>

use entail_lineage::Standing;
use entail_store::Transaction;
use entail_wire::shapes::iam::{ListGroupsForUserRequest, ListGroupsForUserResponse};

use crate::{
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    describe, entities, memberships,
    operation::{Effect, Operation},
    paging::{self, PageRequest},
    principals::PrincipalName,
    questions,
};

/// The operation.
#[derive(Debug)]
pub struct ListGroupsForUser;

impl Operation for ListGroupsForUser {
    type Input = ListGroupsForUserRequest;
    type Output = ListGroupsForUserResponse;
    const EFFECT: Effect = Effect::Reads;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        let name = PrincipalName::User(&input.user_name);
        Ok(vec![questions::on_principal("iam:ListGroupsForUser", name, context, view)?])
    }

    fn run(
        input: Self::Input,
        permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        let user = entities::user(transaction, &input.user_name)?;
        let request = PageRequest::new(input.marker.as_deref(), input.max_items)?;
        let groups = memberships::groups_of(&user.id, transaction)?;
        let page = paging::page(groups, &request, |group| group.name.to_lowercase());
        let account = permit.context().account();
        Ok(ListGroupsForUserResponse {
            groups: page.items.iter().map(|group| describe::group(group, account)).collect(),
            is_truncated: page.is_truncated(),
            marker: page.marker,
        })
    }
}
