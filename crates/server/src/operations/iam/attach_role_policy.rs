//! `AttachRolePolicy` — attaches a managed policy to a role; again is no change.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachRolePolicy.html>

use entail_lineage::{Standing, gates::write::Write};
use entail_store::Transaction;
use entail_wire::shapes::iam::{AttachRolePolicyRequest, AttachRolePolicyResponse};

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
pub struct AttachRolePolicy;

impl Operation for AttachRolePolicy {
    type Input = AttachRolePolicyRequest;
    type Output = AttachRolePolicyResponse;
    const EFFECT: Effect = Effect::Changes;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        let name = PrincipalName::Role(&input.role_name);
        let question =
            attachments::question("iam:AttachRolePolicy", name, &input.policy_arn, context, view)?;
        Ok(vec![question])
    }

    fn gates(
        input: &Self::Input,
        context: &RequestContext<'_>,
        view: &Transaction,
    ) -> Result<Vec<Write>, ControlError> {
        let name = PrincipalName::Role(&input.role_name);
        attachments::attach_gates(name, &input.policy_arn, context, view)
    }

    fn run(
        input: Self::Input,
        permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        let name = PrincipalName::Role(&input.role_name);
        attachments::attach(name, &input.policy_arn, permit, transaction)?;
        Ok(AttachRolePolicyResponse)
    }
}
