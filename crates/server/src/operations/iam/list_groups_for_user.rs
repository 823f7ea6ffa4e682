//! `ListGroupsForUser` — the groups of a user. There are none: groups are not served yet.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListGroupsForUser.html>

use entail_lineage::Standing;
use entail_store::Transaction;
use entail_wire::shapes::iam::{ListGroupsForUserRequest, ListGroupsForUserResponse};

use crate::{
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    entities,
    operation::{Effect, Operation},
    paging::PageRequest,
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
        _permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        entities::user(transaction, &input.user_name)?;
        PageRequest::new(input.marker.as_deref(), input.max_items)?;
        Ok(ListGroupsForUserResponse { groups: Vec::new(), is_truncated: false, marker: None })
    }
}
