//! `UntagPolicy` — removes tags of a customer managed policy.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagPolicy.html>

use entail_lineage::{Standing, gates::write::Write};
use entail_store::Transaction;
use entail_wire::shapes::iam::{UntagPolicyRequest, UntagPolicyResponse};

use crate::{
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    entities,
    operation::{Effect, Operation},
    questions,
};

/// The operation.
#[derive(Debug)]
pub struct UntagPolicy;

impl Operation for UntagPolicy {
    type Input = UntagPolicyRequest;
    type Output = UntagPolicyResponse;
    const EFFECT: Effect = Effect::Changes;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        Ok(vec![
            questions::on_policy("iam:UntagPolicy", &input.policy_arn, context, view)?
                .with_set("aws:TagKeys", input.tag_keys.clone()),
        ])
    }

    fn gates(
        input: &Self::Input,
        context: &RequestContext<'_>,
        view: &Transaction,
    ) -> Result<Vec<Write>, ControlError> {
        entities::gate_of_policy(view, context.account(), &input.policy_arn, Write::PolicyTags)
    }

    fn run(
        input: Self::Input,
        permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        let account = permit.context().account();
        let mut policy = entities::customer_policy(transaction, account, &input.policy_arn)?;
        for key in &input.tag_keys {
            policy.tags.remove(key);
        }
        transaction.put(&policy)?;
        Ok(UntagPolicyResponse)
    }
}
