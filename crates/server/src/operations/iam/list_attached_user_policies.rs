//! `ListAttachedUserPolicies` — the managed policies attached to a user, by name.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAttachedUserPolicies.html>

use entail_lineage::Standing;
use entail_store::Transaction;
use entail_wire::shapes::iam::{ListAttachedUserPoliciesRequest, ListAttachedUserPoliciesResponse};

use crate::{
    attachments,
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    operation::{Effect, Operation},
    paging::PageRequest,
    principals::PrincipalName,
    questions,
};

/// The operation.
#[derive(Debug)]
pub struct ListAttachedUserPolicies;

impl Operation for ListAttachedUserPolicies {
    type Input = ListAttachedUserPoliciesRequest;
    type Output = ListAttachedUserPoliciesResponse;
    const EFFECT: Effect = Effect::Reads;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        let name = PrincipalName::User(&input.user_name);
        Ok(vec![questions::on_principal("iam:ListAttachedUserPolicies", name, context, view)?])
    }

    fn run(
        input: Self::Input,
        permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        let name = PrincipalName::User(&input.user_name);
        let request = PageRequest::new(input.marker.as_deref(), input.max_items)?;
        let path_prefix = input.path_prefix.as_deref();
        let page = attachments::list(name, path_prefix, &request, permit, transaction)?;
        Ok(ListAttachedUserPoliciesResponse {
            is_truncated: page.is_truncated(),
            attached_policies: page.items,
            marker: page.marker,
        })
    }
}
