//! `ListInstanceProfilesForRole` — the instance profiles that a role is in.
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
    entities, instance_profiles,
    operation::{Effect, Operation},
    paging::{self, PageRequest},
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
        permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        let role = entities::role(transaction, &input.role_name)?;
        let request = PageRequest::new(input.marker.as_deref(), input.max_items)?;
        let view = transaction.covered();
        let mut profiles = instance_profiles::of_role(&role.id, &view)?;
        profiles.sort_by_key(|profile| profile.name.to_lowercase());
        let page = paging::page(profiles, &request, |profile| profile.name.to_lowercase());
        let account = permit.context().account();
        let profiles =
            page.items.iter().map(|it| instance_profiles::describe_listed(it, account, &view));
        Ok(ListInstanceProfilesForRoleResponse {
            instance_profiles: profiles.collect::<Result<_, _>>()?,
            is_truncated: page.is_truncated(),
            marker: page.marker,
        })
    }
}
