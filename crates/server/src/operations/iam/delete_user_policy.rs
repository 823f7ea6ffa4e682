//! `DeleteUserPolicy` — removes an inline policy of a user.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUserPolicy.html>

use entail_lineage::{Standing, gates::write::Write};
use entail_store::Transaction;
use entail_wire::shapes::iam::{DeleteUserPolicyRequest, DeleteUserPolicyResponse};

use crate::{
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    inline_policies,
    operation::{Effect, Operation},
    principals::PrincipalName,
    questions,
};

/// The operation.
#[derive(Debug)]
pub struct DeleteUserPolicy;

impl Operation for DeleteUserPolicy {
    type Input = DeleteUserPolicyRequest;
    type Output = DeleteUserPolicyResponse;
    const EFFECT: Effect = Effect::Changes;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        let name = PrincipalName::User(&input.user_name);
        Ok(vec![questions::on_principal("iam:DeleteUserPolicy", name, context, view)?])
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
        _permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        inline_policies::delete(
            PrincipalName::User(&input.user_name),
            &input.policy_name,
            transaction,
        )?;
        Ok(DeleteUserPolicyResponse)
    }
}
