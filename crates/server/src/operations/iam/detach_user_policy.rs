//! `DetachUserPolicy` — removes a managed policy from a user.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DetachUserPolicy.html>

use entail_lineage::{Standing, gates::write::Write};
use entail_store::Transaction;
use entail_wire::shapes::iam::{DetachUserPolicyRequest, DetachUserPolicyResponse};

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
pub struct DetachUserPolicy;

impl Operation for DetachUserPolicy {
    type Input = DetachUserPolicyRequest;
    type Output = DetachUserPolicyResponse;
    const EFFECT: Effect = Effect::Changes;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        let name = PrincipalName::User(&input.user_name);
        let question =
            attachments::question("iam:DetachUserPolicy", name, &input.policy_arn, context, view)?;
        Ok(vec![question])
    }

    fn gates(
        input: &Self::Input,
        _context: &RequestContext<'_>,
        view: &Transaction,
    ) -> Result<Vec<Write>, ControlError> {
        attachments::detach_gates(PrincipalName::User(&input.user_name), view)
    }

    fn run(
        input: Self::Input,
        permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        let name = PrincipalName::User(&input.user_name);
        attachments::detach(name, &input.policy_arn, permit, transaction)?;
        Ok(DetachUserPolicyResponse)
    }
}
