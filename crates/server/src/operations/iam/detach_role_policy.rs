//! `DetachRolePolicy` — removes a managed policy from a role.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DetachRolePolicy.html>

use entail_lineage::{Standing, gates::write::Write};
use entail_store::Transaction;
use entail_wire::shapes::iam::{DetachRolePolicyRequest, DetachRolePolicyResponse};

use crate::{
    attachments,
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    operation::{Effect, Operation},
    principals::PrincipalName,
};

/// The operation.
#[derive(Debug)]
pub struct DetachRolePolicy;

impl Operation for DetachRolePolicy {
    type Input = DetachRolePolicyRequest;
    type Output = DetachRolePolicyResponse;
    const EFFECT: Effect = Effect::Changes;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        let name = PrincipalName::Role(&input.role_name);
        let question =
            attachments::question("iam:DetachRolePolicy", name, &input.policy_arn, context, view)?;
        Ok(vec![question])
    }

    fn gates(
        input: &Self::Input,
        _context: &RequestContext<'_>,
        view: &Transaction,
    ) -> Result<Vec<Write>, ControlError> {
        attachments::detach_gates(PrincipalName::Role(&input.role_name), view)
    }

    fn run(
        input: Self::Input,
        permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        let name = PrincipalName::Role(&input.role_name);
        attachments::detach(name, &input.policy_arn, permit, transaction)?;
        Ok(DetachRolePolicyResponse)
    }
}
