//! `CreateUser` — adds a user. The creator's seals become the user's, with nothing named.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateUser.html>

use std::collections::BTreeMap;

use entail_lineage::Standing;
use entail_store::{
    Transaction,
    records::{Tags, User},
};
use entail_wire::shapes::iam::{CreateUserRequest, CreateUserResponse};

use crate::{
    authorize::{Permit, Question},
    births::{self, Birth},
    context::RequestContext,
    control_error::ControlError,
    describe,
    operation::{Effect, Operation},
    principals::PrincipalName,
    tagging,
};

/// The path of what is given none.
const ROOT_PATH: &str = "/";

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
        births::questions(&birth(input), context, standing, view)
    }

    fn run(
        input: Self::Input,
        permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        let lineage = births::create(&birth(&input), permit, transaction)?;
        let account = permit.context().account();
        let user = User {
            id: lineage.id.clone(),
            name: input.user_name,
            path: input.path.unwrap_or_else(|| ROOT_PATH.to_owned()),
            created: permit.context().record_time(),
            tags: tagging::pairs(&input.tags).collect::<Tags>(),
            inline_policies: BTreeMap::new(),
            password_last_used: None,
            lineage,
        };
        transaction.put(&user)?;
        Ok(CreateUserResponse { user: describe::user(&user, account, transaction)? })
    }
}

fn birth(input: &CreateUserRequest) -> Birth<'_> {
    Birth {
        name: PrincipalName::User(&input.user_name),
        path: input.path.as_deref().unwrap_or(ROOT_PATH),
        permissions_boundary: input.permissions_boundary.as_deref(),
        transitive_parameter: input.transitive_permissions_boundary.as_deref(),
        tags: &input.tags,
    }
}
