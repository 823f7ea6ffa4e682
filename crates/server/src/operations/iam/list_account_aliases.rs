//! `ListAccountAliases` — the aliases of the account.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAccountAliases.html>

use entail_lineage::Standing;
use entail_store::Transaction;
use entail_wire::shapes::iam::{ListAccountAliasesRequest, ListAccountAliasesResponse};

use crate::{
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    operation::{Effect, Operation},
    paging::PageRequest,
};

/// The operation.
#[derive(Debug)]
pub struct ListAccountAliases;

impl Operation for ListAccountAliases {
    type Input = ListAccountAliasesRequest;
    type Output = ListAccountAliasesResponse;
    const EFFECT: Effect = Effect::Reads;

    fn questions(
        _input: &Self::Input,
        _context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        _view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        Ok(vec![Question::new("iam:ListAccountAliases", "*")])
    }

    fn run(
        input: Self::Input,
        _permit: &Permit<'_>,
        _transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        PageRequest::new(input.marker.as_deref(), input.max_items)?;
        Ok(ListAccountAliasesResponse {
            account_aliases: Vec::new(),
            is_truncated: false,
            marker: None,
        })
    }
}
