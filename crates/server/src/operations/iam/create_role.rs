//! `CreateRole` — adds a role. The creator's seals become the role's, with nothing named.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html>

use std::collections::BTreeMap;

use entail_lineage::Standing;
use entail_store::{
    Transaction,
    records::{Role, Tags},
};
use entail_wire::shapes::iam::{CreateRoleRequest, CreateRoleResponse};

use crate::{
    authorize::{Permit, Question},
    births::{self, Birth},
    context::RequestContext,
    control_error::ControlError,
    describe,
    limits::ROLE_SESSION_SECONDS_DEFAULT,
    operation::{Effect, Operation},
    principals::PrincipalName,
    roles, tagging, trust_policies,
};

/// The path of what is given none.
const ROOT_PATH: &str = "/";

/// The operation.
#[derive(Debug)]
pub struct CreateRole;

impl Operation for CreateRole {
    type Input = CreateRoleRequest;
    type Output = CreateRoleResponse;
    const EFFECT: Effect = Effect::Creates;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        births::questions(&birth(input), context, standing, view)
    }

    fn run(
        input: Self::Input,
        permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        let account = permit.context().account();
        let trust_policy =
            trust_policies::stored(&input.assume_role_policy_document, account, transaction)?;
        let lineage = births::create(&birth(&input), permit, transaction)?;
        let role = Role {
            id: lineage.id.clone(),
            name: input.role_name,
            path: input.path.unwrap_or_else(|| ROOT_PATH.to_owned()),
            created: permit.context().record_time(),
            description: input.description.and_then(roles::description),
            max_session_duration_seconds: input
                .max_session_duration
                .and_then(|seconds| u32::try_from(seconds).ok())
                .unwrap_or(ROLE_SESSION_SECONDS_DEFAULT),
            trust_policy,
            tags: tagging::pairs(&input.tags).collect::<Tags>(),
            inline_policies: BTreeMap::new(),
            lineage,
        };
        transaction.put(&role)?;
        Ok(CreateRoleResponse { role: describe::created_role(&role, account, transaction)? })
    }
}

fn birth(input: &CreateRoleRequest) -> Birth<'_> {
    Birth {
        name: PrincipalName::Role(&input.role_name),
        path: input.path.as_deref().unwrap_or(ROOT_PATH),
        permissions_boundary: input.permissions_boundary.as_deref(),
        transitive_parameter: input.transitive_permissions_boundary.as_deref(),
        tags: &input.tags,
    }
}
