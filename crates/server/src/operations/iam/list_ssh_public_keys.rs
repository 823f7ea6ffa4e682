//! `ListSSHPublicKeys` — the SSH keys of a user. There are none: they are not served yet.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListSSHPublicKeys.html>

use entail_lineage::Standing;
use entail_store::Transaction;
use entail_wire::shapes::iam::{ListSSHPublicKeysRequest, ListSSHPublicKeysResponse};

use crate::{
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    operation::{Effect, Operation},
    paging::PageRequest,
    users,
};

/// The operation.
#[derive(Debug)]
pub struct ListSSHPublicKeys;

impl Operation for ListSSHPublicKeys {
    type Input = ListSSHPublicKeysRequest;
    type Output = ListSSHPublicKeysResponse;
    const EFFECT: Effect = Effect::Reads;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        users::questions("iam:ListSSHPublicKeys", input.user_name.as_deref(), context, view)
    }

    fn run(
        input: Self::Input,
        permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        users::check_exists(input.user_name.as_deref(), permit.context(), transaction)?;
        PageRequest::new(input.marker.as_deref(), input.max_items)?;
        Ok(ListSSHPublicKeysResponse {
            ssh_public_keys: Vec::new(),
            is_truncated: false,
            marker: None,
        })
    }
}
