//! `CreateRole` — adds a role. The creator's seals become the role's, with nothing named.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html>

use std::collections::BTreeMap;

use entail_lineage::{
    PrincipalKind, Standing,
    create::{CreatePrincipal, create_principal},
};
use entail_store::{
    Transaction,
    records::{NameKind, Role, Tags},
};
use entail_wire::shapes::iam::{CreateRoleRequest, CreateRoleResponse};

use crate::{
    arns,
    authorize::{Permit, Question},
    births::{self, Birth},
    boundaries,
    context::RequestContext,
    control_error::ControlError,
    describe,
    identifiers::{self, IdKind},
    lineage_world::LineageWorld,
    operation::{Effect, Operation},
    principals::PrincipalName,
    roles,
    tagging::{self, Tagged},
    trust_policies,
};

const MAX_SESSION_DURATION_DEFAULT: u32 = 3_600;

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
        let path = input.path.as_deref().unwrap_or("/");
        births::questions(
            &Birth {
                name: PrincipalName::Role(&input.role_name),
                arn: arns::role(context.account(), path, &input.role_name),
                permissions_boundary: input.permissions_boundary.as_deref(),
                transitive_parameter: input.transitive_permissions_boundary.as_deref(),
                tags: &input.tags,
            },
            context,
            standing,
            view,
        )
    }

    fn run(
        input: Self::Input,
        permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        let context = permit.context();
        let account = context.account();
        let path = input.path.unwrap_or_else(|| "/".to_owned());
        births::check_path(&path)?;
        tagging::check(&input.tags, Tagged::Role)?;
        let trust_policy =
            trust_policies::stored(&input.assume_role_policy_document, account, transaction)?;
        let request = CreatePrincipal {
            id: identifiers::unique_id(IdKind::Role)?.into(),
            kind: PrincipalKind::Role,
            account: account.as_str().into(),
            permissions_boundary: boundaries::named(
                input.permissions_boundary.as_deref(),
                account,
                transaction,
            )?,
            transitive_parameter: boundaries::named_transitive(
                input.transitive_permissions_boundary.as_deref(),
                account,
                transaction,
            )?,
            transitive_tag: boundaries::named_transitive(
                tagging::transitive_boundary_arn(&input.tags),
                account,
                transaction,
            )?,
            time: context.unix_seconds(),
        };
        let world = LineageWorld::new(transaction, account, context.now());
        let created = create_principal(&world, permit.standing(), &request)?;
        permit.note(&created.notes);
        births::claim_name(NameKind::Role, &input.role_name, request.id.as_str(), transaction)?;
        let role = Role {
            id: request.id,
            name: input.role_name,
            path,
            created: context.record_time(),
            description: input.description.and_then(roles::description),
            max_session_duration_seconds: input
                .max_session_duration
                .and_then(|seconds| u32::try_from(seconds).ok())
                .unwrap_or(MAX_SESSION_DURATION_DEFAULT),
            trust_policy,
            tags: tagging::pairs(&input.tags).collect::<Tags>(),
            inline_policies: BTreeMap::new(),
            lineage: created.record,
        };
        births::record_principal(&role.lineage, role.created, transaction)?;
        transaction.put(&role)?;
        Ok(CreateRoleResponse { role: describe::created_role(&role, account, transaction)? })
    }
}
