//! `ListUserPolicies` — the names of the inline policies of a user.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListUserPolicies.html>

use entail_lineage::Standing;
use entail_store::Transaction;
use entail_wire::shapes::iam::{ListUserPoliciesRequest, ListUserPoliciesResponse};

use crate::{
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    operation::{Effect, Operation},
    paging::{self, PageRequest},
    principals::PrincipalName,
    questions,
};

/// The operation.
#[derive(Debug)]
pub struct ListUserPolicies;

impl Operation for ListUserPolicies {
    type Input = ListUserPoliciesRequest;
    type Output = ListUserPoliciesResponse;
    const EFFECT: Effect = Effect::Reads;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        let name = PrincipalName::User(&input.user_name);
        Ok(vec![questions::on_principal("iam:ListUserPolicies", name, context, view)?])
    }

    fn run(
        input: Self::Input,
        _permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        let record = PrincipalName::User(&input.user_name).find(transaction)?;
        let request = PageRequest::new(input.marker.as_deref(), input.max_items)?;
        let names = record.inline_policies().keys().cloned();
        let page = paging::page(names, &request, Clone::clone);
        Ok(ListUserPoliciesResponse {
            is_truncated: page.is_truncated(),
            policy_names: page.items,
            marker: page.marker,
        })
    }
}
