//! `CreateUser` — adds a user. The creator's seals become the user's, with nothing named.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateUser.html>

use std::collections::BTreeMap;

use entail_lineage::{
    PrincipalKind, Standing,
    create::{CreatePrincipal, create_principal},
};
use entail_store::{
    Transaction,
    records::{NameKind, Tags, User},
};
use entail_wire::shapes::iam::{CreateUserRequest, CreateUserResponse};

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
    tagging::{self, Tagged},
};

/// The operation.
#[derive(Debug)]
pub struct CreateUser;

impl Operation for CreateUser {
    type Input = CreateUserRequest;
    type Output = CreateUserResponse;
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
                name: PrincipalName::User(&input.user_name),
                arn: arns::user(context.account(), path, &input.user_name),
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
        tagging::check(&input.tags, Tagged::User)?;
        let request = CreatePrincipal {
            id: identifiers::unique_id(IdKind::User)?.into(),
            kind: PrincipalKind::User,
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
        births::claim_name(NameKind::User, &input.user_name, request.id.as_str(), transaction)?;
        let user = User {
            id: request.id,
            name: input.user_name,
            path,
            created: context.record_time(),
            tags: tagging::pairs(&input.tags).collect::<Tags>(),
            inline_policies: BTreeMap::new(),
            password_last_used: None,
            lineage: created.record,
        };
        births::record_principal(&user.lineage, user.created, transaction)?;
        transaction.put(&user)?;
        Ok(CreateUserResponse { user: describe::user(&user, account, transaction)? })
    }
}
