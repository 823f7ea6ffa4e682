//! `PutUserPolicy` — adds or replaces an inline policy of a user.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutUserPolicy.html>

use entail_lineage::{Standing, gates::write::Write};
use entail_store::Transaction;
use entail_wire::shapes::iam::{PutUserPolicyRequest, PutUserPolicyResponse};

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
pub struct PutUserPolicy;

impl Operation for PutUserPolicy {
    type Input = PutUserPolicyRequest;
    type Output = PutUserPolicyResponse;
    const EFFECT: Effect = Effect::Changes;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        let name = PrincipalName::User(&input.user_name);
        Ok(vec![questions::on_principal("iam:PutUserPolicy", name, context, view)?])
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
        permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        let name = PrincipalName::User(&input.user_name);
        inline_policies::put(name, &input.policy_name, input.policy_document, permit, transaction)?;
        Ok(PutUserPolicyResponse)
    }
}
