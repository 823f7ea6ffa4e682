//! `ListAccessKeys` — the access keys of a user, without their secrets.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAccessKeys.html>

use entail_lineage::Standing;
use entail_store::{Records as _, Transaction};
use entail_wire::shapes::iam::{ListAccessKeysRequest, ListAccessKeysResponse};

use crate::{
    access_keys,
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    operation::{Effect, Operation},
    paging::{self, PageRequest},
    users,
};

/// The operation.
#[derive(Debug)]
pub struct ListAccessKeys;

impl Operation for ListAccessKeys {
    type Input = ListAccessKeysRequest;
    type Output = ListAccessKeysResponse;
    const EFFECT: Effect = Effect::Reads;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        users::questions("iam:ListAccessKeys", input.user_name.as_deref(), context, view)
    }

    fn run(
        input: Self::Input,
        permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        let context = permit.context();
        let owner = access_keys::owner(input.user_name.as_deref(), context, transaction)?;
        let request = PageRequest::new(input.marker.as_deref(), input.max_items)?;
        let keys = transaction.access_keys_of(&owner.id)?;
        let page = paging::page(keys, &request, |key| key.id.clone());
        let page = page.map(|key| access_keys::metadata(&key, &owner));
        Ok(ListAccessKeysResponse {
            is_truncated: page.is_truncated(),
            access_key_metadata: page.items,
            marker: page.marker,
        })
    }
}
