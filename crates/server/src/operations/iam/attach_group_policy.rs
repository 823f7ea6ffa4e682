//! `AttachGroupPolicy` — attaches a managed policy to a group; again is no change.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachGroupPolicy.html>

use entail_lineage::{Standing, gates::write::Write};
use entail_store::Transaction;
use entail_wire::shapes::iam::{AttachGroupPolicyRequest, AttachGroupPolicyResponse};

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
pub struct AttachGroupPolicy;

impl Operation for AttachGroupPolicy {
    type Input = AttachGroupPolicyRequest;
    type Output = AttachGroupPolicyResponse;
    const EFFECT: Effect = Effect::Changes;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        let name = HolderName::Group(&input.group_name);
        let question =
            attachments::question("iam:AttachGroupPolicy", name, &input.policy_arn, context, view)?;
        Ok(vec![question])
    }

    fn gates(
        input: &Self::Input,
        context: &RequestContext<'_>,
        view: &Transaction,
    ) -> Result<Vec<Write>, ControlError> {
        let name = HolderName::Group(&input.group_name);
        attachments::attach_gates(name, &input.policy_arn, context, view)
    }

    fn run(
        input: Self::Input,
        permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        let name = HolderName::Group(&input.group_name);
        attachments::attach(name, &input.policy_arn, permit, transaction)?;
        Ok(AttachGroupPolicyResponse)
    }
}
