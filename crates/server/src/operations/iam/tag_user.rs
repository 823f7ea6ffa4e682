//! `TagUser` — sets tags of a user. The reserved tag sets its transitive boundary.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagUser.html>

use entail_lineage::{Standing, gates::write::Write};
use entail_store::Transaction;
use entail_wire::shapes::iam::{TagUserRequest, TagUserResponse};

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
pub struct TagUser;

impl Operation for TagUser {
    type Input = TagUserRequest;
    type Output = TagUserResponse;
    const EFFECT: Effect = Effect::Changes;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        principal_tags::tag_questions(
            PrincipalName::User(&input.user_name),
            &input.tags,
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
        principal_tags::tag(name, &input.tags, permit, transaction)?;
        Ok(TagUserResponse)
    }
}
