//! `ListInstanceProfilesForRole` — the instance profiles of a role. There are none: instance profiles are not served yet.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListInstanceProfilesForRole.html>

use entail_lineage::Standing;
use entail_store::Transaction;
use entail_wire::shapes::iam::{
    ListInstanceProfilesForRoleRequest, ListInstanceProfilesForRoleResponse,
};

use crate::{
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    entities,
    operation::{Effect, Operation},
    paging::PageRequest,
    principals::PrincipalName,
    questions,
};

/// The operation.
#[derive(Debug)]
pub struct ListInstanceProfilesForRole;

impl Operation for ListInstanceProfilesForRole {
    type Input = ListInstanceProfilesForRoleRequest;
    type Output = ListInstanceProfilesForRoleResponse;
    const EFFECT: Effect = Effect::Reads;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        let name = PrincipalName::Role(&input.role_name);
        Ok(vec![questions::on_principal("iam:ListInstanceProfilesForRole", name, context, view)?])
    }

    fn run(
        input: Self::Input,
        _permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        entities::role(transaction, &input.role_name)?;
        PageRequest::new(input.marker.as_deref(), input.max_items)?;
        Ok(ListInstanceProfilesForRoleResponse {
            instance_profiles: Vec::new(),
            is_truncated: false,
            marker: None,
        })
    }
}
