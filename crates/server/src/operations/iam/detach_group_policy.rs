//! `DetachGroupPolicy` — detaches a managed policy from a group.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DetachGroupPolicy.html>

use entail_lineage::{Standing, gates::write::Write};
use entail_store::Transaction;
use entail_wire::shapes::iam::{DetachGroupPolicyRequest, DetachGroupPolicyResponse};

use crate::{
    attachments,
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    operation::{Effect, Operation},
    policy_holders::HolderName,
};

/// The operation.
#[derive(Debug)]
pub struct DetachGroupPolicy;

impl Operation for DetachGroupPolicy {
    type Input = DetachGroupPolicyRequest;
    type Output = DetachGroupPolicyResponse;
    const EFFECT: Effect = Effect::Changes;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        let name = HolderName::Group(&input.group_name);
        let question =
            attachments::question("iam:DetachGroupPolicy", name, &input.policy_arn, context, view)?;
        Ok(vec![question])
    }

    fn gates(
        input: &Self::Input,
        _context: &RequestContext<'_>,
        view: &Transaction,
    ) -> Result<Vec<Write>, ControlError> {
        attachments::detach_gates(HolderName::Group(&input.group_name), view)
    }

    fn run(
        input: Self::Input,
        permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        let name = HolderName::Group(&input.group_name);
        attachments::detach(name, &input.policy_arn, permit, transaction)?;
        Ok(DetachGroupPolicyResponse)
    }
}
