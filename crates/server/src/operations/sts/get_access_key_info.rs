//! `GetAccessKeyInfo` — the account that an access key id belongs to.
//!
//! AWS: <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetAccessKeyInfo.html>

use entail_lineage::Standing;
use entail_store::Transaction;
use entail_wire::{
    error::ErrorCode,
    shapes::sts::{GetAccessKeyInfoRequest, GetAccessKeyInfoResponse},
};

use crate::{
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    identifiers,
    operation::{Effect, Operation},
};

/// The operation.
#[derive(Debug)]
pub struct GetAccessKeyInfo;

impl Operation for GetAccessKeyInfo {
    type Input = GetAccessKeyInfoRequest;
    type Output = GetAccessKeyInfoResponse;
    const EFFECT: Effect = Effect::Reads;

    fn questions(
        _input: &Self::Input,
        _context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        _view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        Ok(vec![Question::new("sts:GetAccessKeyInfo", "*")])
    }

    /// The account is part of the id: the key itself need not exist, as on AWS.
    fn run(
        input: Self::Input,
        _permit: &Permit<'_>,
        _transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        match identifiers::account_of_access_key_id(&input.access_key_id) {
            Some(account) => Ok(GetAccessKeyInfoResponse { account: account.to_string() }),
            None => Err(ControlError::new(
                ErrorCode::ValidationError,
                "The access key ID is not of the form of an access key.",
            )),
        }
    }
}
