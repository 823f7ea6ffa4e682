//! `TagRole` — sets tags of a role. The reserved tag sets its transitive boundary.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagRole.html>

use entail_lineage::{Standing, gates::write::Write};
use entail_store::Transaction;
use entail_wire::shapes::iam::{TagRoleRequest, TagRoleResponse};

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
pub struct TagRole;

impl Operation for TagRole {
    type Input = TagRoleRequest;
    type Output = TagRoleResponse;
    const EFFECT: Effect = Effect::Changes;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        principal_tags::tag_questions(
            PrincipalName::Role(&input.role_name),
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
        PrincipalName::Role(&input.role_name).gate(view, Write::Principal)
    }

    fn run(
        input: Self::Input,
        permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        let name = PrincipalName::Role(&input.role_name);
        principal_tags::tag(name, &input.tags, permit, transaction)?;
        Ok(TagRoleResponse)
    }
}
