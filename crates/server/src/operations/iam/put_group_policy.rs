//! `PutGroupPolicy` — adds or replaces an inline policy of a group.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutGroupPolicy.html>

use entail_lineage::{Standing, gates::write::Write};
use entail_store::Transaction;
use entail_wire::shapes::iam::{PutGroupPolicyRequest, PutGroupPolicyResponse};

use crate::{
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    entities, inline_policies,
    operation::{Effect, Operation},
    policy_holders::HolderName,
    questions,
};

/// The operation.
#[derive(Debug)]
pub struct PutGroupPolicy;

impl Operation for PutGroupPolicy {
    type Input = PutGroupPolicyRequest;
    type Output = PutGroupPolicyResponse;
    const EFFECT: Effect = Effect::Changes;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        Ok(vec![questions::on_group("iam:PutGroupPolicy", &input.group_name, context, view)?])
    }

    fn gates(
        input: &Self::Input,
        _context: &RequestContext<'_>,
        view: &Transaction,
    ) -> Result<Vec<Write>, ControlError> {
        entities::gate_of_group(view, &input.group_name)
    }

    fn run(
        input: Self::Input,
        permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        let name = HolderName::Group(&input.group_name);
        inline_policies::put(name, &input.policy_name, input.policy_document, permit, transaction)?;
        Ok(PutGroupPolicyResponse)
    }
}
