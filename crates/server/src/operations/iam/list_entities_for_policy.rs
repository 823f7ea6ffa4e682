//! `ListEntitiesForPolicy` — the users, groups and roles that use a managed policy.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListEntitiesForPolicy.html>

use entail_lineage::Standing;
use entail_store::Transaction;
use entail_wire::shapes::iam::{
    ListEntitiesForPolicyRequest, ListEntitiesForPolicyResponse, PolicyGroup, PolicyRole,
    PolicyUser,
};

use crate::{
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    managed_policies,
    operation::{Effect, Operation},
    paging::{self, PageRequest},
    policy_entities::{self, Wanted},
    policy_holders::HolderRecord,
    principals::PrincipalRecord,
    questions,
};

/// The operation.
#[derive(Debug)]
pub struct ListEntitiesForPolicy;

impl Operation for ListEntitiesForPolicy {
    type Input = ListEntitiesForPolicyRequest;
    type Output = ListEntitiesForPolicyResponse;
    const EFFECT: Effect = Effect::Reads;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        Ok(vec![questions::on_policy(
            "iam:ListEntitiesForPolicy",
            &input.policy_arn,
            context,
            view,
        )?])
    }

    fn run(
        input: Self::Input,
        permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        let account = permit.context().account();
        let policy = managed_policies::attachable(transaction, account, &input.policy_arn)?;
        let request = PageRequest::new(input.marker.as_deref(), input.max_items)?;
        let wanted = Wanted {
            kind: input.entity_filter,
            usage: input.policy_usage_filter,
            path_prefix: input.path_prefix.as_deref().unwrap_or("/"),
        };
        let entities = policy_entities::of(&policy.reference(), wanted, transaction)?;
        let page = paging::page(entities, &request, |(key, _)| key.clone());
        let mut answer = ListEntitiesForPolicyResponse {
            policy_groups: Vec::new(),
            policy_users: Vec::new(),
            policy_roles: Vec::new(),
            is_truncated: page.is_truncated(),
            marker: page.marker,
        };
        for (_, entity) in page.items {
            match entity {
                HolderRecord::Group(group) => answer
                    .policy_groups
                    .push(PolicyGroup { group_id: group.id.to_string(), group_name: group.name }),
                HolderRecord::Principal(PrincipalRecord::User(user)) => answer
                    .policy_users
                    .push(PolicyUser { user_id: user.id.to_string(), user_name: user.name }),
                HolderRecord::Principal(PrincipalRecord::Role(role)) => answer
                    .policy_roles
                    .push(PolicyRole { role_id: role.id.to_string(), role_name: role.name }),
            }
        }
        Ok(answer)
    }
}
