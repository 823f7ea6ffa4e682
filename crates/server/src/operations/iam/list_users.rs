//! `ListUsers` — the users of the account, by path.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListUsers.html>

use entail_lineage::Standing;
use entail_store::{
    Transaction,
    records::{NameKind, User},
};
use entail_wire::shapes::iam::{ListUsersRequest, ListUsersResponse};

use crate::{
    arns,
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    describe,
    operation::{Effect, Operation},
    paging::{self, PageRequest},
};

/// The operation.
#[derive(Debug)]
pub struct ListUsers;

impl Operation for ListUsers {
    type Input = ListUsersRequest;
    type Output = ListUsersResponse;
    const EFFECT: Effect = Effect::Reads;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        _view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        let prefix = input.path_prefix.as_deref().unwrap_or("/");
        Ok(vec![Question::new("iam:ListUsers", arns::user(context.account(), prefix, ""))])
    }

    fn run(
        input: Self::Input,
        permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        let view = transaction.covered();
        let account = permit.context().account();
        let request = PageRequest::new(input.marker.as_deref(), input.max_items)?;
        let prefix = input.path_prefix.as_deref().unwrap_or("/");
        let page = paging::page_of_entities(&view, NameKind::User, &request, |user: &User| {
            user.path.starts_with(prefix)
        })?;
        let users = page.items.iter().map(|user| describe::listed_user(user, account, &view));
        Ok(ListUsersResponse {
            users: users.collect::<Result<_, _>>()?,
            is_truncated: page.is_truncated(),
            marker: page.marker,
        })
    }
}
