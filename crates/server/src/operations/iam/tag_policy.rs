//! `TagPolicy` — sets tags of a customer managed policy.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagPolicy.html>

use entail_lineage::{Standing, gates::write::Write};
use entail_store::Transaction;
use entail_wire::shapes::iam::{TagPolicyRequest, TagPolicyResponse};

use crate::{
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    entities,
    operation::{Effect, Operation},
    questions,
    tagging::{self, Tagged},
};

/// The operation.
#[derive(Debug)]
pub struct TagPolicy;

impl Operation for TagPolicy {
    type Input = TagPolicyRequest;
    type Output = TagPolicyResponse;
    const EFFECT: Effect = Effect::Changes;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        Ok(vec![
            questions::on_policy("iam:TagPolicy", &input.policy_arn, context, view)?
                .with_request_tags(tagging::pairs(&input.tags)),
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
        tagging::check(&input.tags, Tagged::Policy)?;
        tagging::add(&mut policy.tags, &input.tags, Tagged::Policy)?;
        transaction.put(&policy)?;
        Ok(TagPolicyResponse)
    }
}
