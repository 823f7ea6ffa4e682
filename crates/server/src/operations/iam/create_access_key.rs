//! `CreateAccessKey` — a new access key, whose secret is shown this once.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateAccessKey.html>

use entail_lineage::{Standing, gates::write::Write};
use entail_store::Transaction;
use entail_wire::shapes::iam::{CreateAccessKeyRequest, CreateAccessKeyResponse};

use crate::{
    access_keys,
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    operation::{Effect, Operation},
    users,
};

/// The operation.
#[derive(Debug)]
pub struct CreateAccessKey;

impl Operation for CreateAccessKey {
    type Input = CreateAccessKeyRequest;
    type Output = CreateAccessKeyResponse;
    const EFFECT: Effect = Effect::Creates;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        users::questions("iam:CreateAccessKey", input.user_name.as_deref(), context, view)
    }

    fn gates(
        input: &Self::Input,
        context: &RequestContext<'_>,
        view: &Transaction,
    ) -> Result<Vec<Write>, ControlError> {
        access_keys::gate(input.user_name.as_deref(), context, view)
    }

    fn run(
        input: Self::Input,
        permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        let context = permit.context();
        let owner = access_keys::owner(input.user_name.as_deref(), context, transaction)?;
        let access_key = access_keys::create(&owner, permit, transaction)?;
        Ok(CreateAccessKeyResponse { access_key })
    }
}
