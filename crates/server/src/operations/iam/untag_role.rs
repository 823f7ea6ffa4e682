//! `UntagRole` — removes tags of a role. Removing the reserved tag removes its transitive boundary.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagRole.html>

use entail_lineage::{Standing, gates::write::Write};
use entail_store::Transaction;
use entail_wire::shapes::iam::{UntagRoleRequest, UntagRoleResponse};

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
pub struct UntagRole;

impl Operation for UntagRole {
    type Input = UntagRoleRequest;
    type Output = UntagRoleResponse;
    const EFFECT: Effect = Effect::Changes;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        principal_tags::untag_questions(
            PrincipalName::Role(&input.role_name),
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
        PrincipalName::Role(&input.role_name).gate(view, Write::Principal)
    }

    fn run(
        input: Self::Input,
        permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        let name = PrincipalName::Role(&input.role_name);
        principal_tags::untag(name, &input.tag_keys, permit, transaction)?;
        Ok(UntagRoleResponse)
    }
}
