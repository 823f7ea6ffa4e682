//! `GetAccountSummary` — how many entities the account has, and its quotas.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html>

use entail_lineage::Standing;
use entail_store::Transaction;
use entail_wire::shapes::iam::{GetAccountSummaryRequest, GetAccountSummaryResponse};

use crate::{
    account_summary,
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    operation::{Effect, Operation},
};

/// The operation.
#[derive(Debug)]
pub struct GetAccountSummary;

impl Operation for GetAccountSummary {
    type Input = GetAccountSummaryRequest;
    type Output = GetAccountSummaryResponse;
    const EFFECT: Effect = Effect::Reads;

    fn questions(
        _input: &Self::Input,
        _context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        _view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        Ok(vec![Question::new("iam:GetAccountSummary", "*")])
    }

    fn run(
        _input: Self::Input,
        _permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        Ok(GetAccountSummaryResponse { summary_map: account_summary::read(transaction)? })
    }
}
