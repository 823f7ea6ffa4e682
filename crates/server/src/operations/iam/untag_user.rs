//! `UntagUser` — removes tags of a user. Removing the reserved tag removes its transitive boundary.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagUser.html>

use entail_lineage::{Standing, gates::write::Write};
use entail_store::Transaction;
use entail_wire::shapes::iam::{UntagUserRequest, UntagUserResponse};

use crate::{
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    operation::{Effect, Operation},
    principal_tags,
    principals::PrincipalName,
};

/// The operation.
#[derive(Debug)]
pub struct UntagUser;

impl Operation for UntagUser {
    type Input = UntagUserRequest;
    type Output = UntagUserResponse;
    const EFFECT: Effect = Effect::Changes;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        principal_tags::untag_questions(
            PrincipalName::User(&input.user_name),
            &input.tag_keys,
            context,
            view,
        )
    }

    fn gates(
        input: &Self::Input,
        _context: &RequestContext<'_>,
        view: &Transaction,
    ) -> Result<Vec<Write>, ControlError> {
        PrincipalName::User(&input.user_name).gate(view, Write::Principal)
    }

    fn run(
        input: Self::Input,
        permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        let name = PrincipalName::User(&input.user_name);
        principal_tags::untag(name, &input.tag_keys, permit, transaction)?;
        Ok(UntagUserResponse)
    }
}
