//! `DeleteAccessKey` — removes an access key with its secret.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteAccessKey.html>

use entail_lineage::{Standing, gates::write::Write};
use entail_store::Transaction;
use entail_wire::shapes::iam::{DeleteAccessKeyRequest, DeleteAccessKeyResponse};

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
pub struct DeleteAccessKey;

impl Operation for DeleteAccessKey {
    type Input = DeleteAccessKeyRequest;
    type Output = DeleteAccessKeyResponse;
    const EFFECT: Effect = Effect::Changes;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        users::questions("iam:DeleteAccessKey", input.user_name.as_deref(), context, view)
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
        let key = access_keys::of_owner(&input.access_key_id, &owner, transaction)?;
        access_keys::remove(&key, transaction)?;
        Ok(DeleteAccessKeyResponse)
    }
}
