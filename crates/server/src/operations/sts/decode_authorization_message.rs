//! `DecodeAuthorizationMessage` — no operation here answers with an encoded message, so that none
//! can be decoded.
//!
//! AWS: <https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html>

use entail_lineage::Standing;
use entail_store::Transaction;
use entail_wire::{
    error::ErrorCode,
    shapes::sts::{DecodeAuthorizationMessageRequest, DecodeAuthorizationMessageResponse},
};

use crate::{
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    operation::{Effect, Operation},
};

/// The operation.
#[derive(Debug)]
pub struct DecodeAuthorizationMessage;

impl Operation for DecodeAuthorizationMessage {
    type Input = DecodeAuthorizationMessageRequest;
    type Output = DecodeAuthorizationMessageResponse;
    const EFFECT: Effect = Effect::Reads;

    fn questions(
        _input: &Self::Input,
        _context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        _view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        Ok(vec![Question::new("sts:DecodeAuthorizationMessage", "*")])
    }

    fn run(
        _input: Self::Input,
        _permit: &Permit<'_>,
        _transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        Err(ControlError::new(
            ErrorCode::InvalidAuthorizationMessage,
            "The specified authorization message is invalid.",
        ))
    }
}
