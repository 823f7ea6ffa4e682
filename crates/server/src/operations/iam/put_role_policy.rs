//! `PutRolePolicy` — adds or replaces an inline policy of a role.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html>

use entail_lineage::{Standing, gates::write::Write};
use entail_store::Transaction;
use entail_wire::shapes::iam::{PutRolePolicyRequest, PutRolePolicyResponse};

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
pub struct PutRolePolicy;

impl Operation for PutRolePolicy {
    type Input = PutRolePolicyRequest;
    type Output = PutRolePolicyResponse;
    const EFFECT: Effect = Effect::Changes;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        let name = PrincipalName::Role(&input.role_name);
        Ok(vec![questions::on_principal("iam:PutRolePolicy", name, context, view)?])
    }

    fn gates(
        input: &Self::Input,
        _context: &RequestContext<'_>,
        view: &Transaction,
    ) -> Result<Vec<Write>, ControlError> {
        PrincipalName::Role(&input.role_name).gate(view, Write::Principal)
    }

    fn run(
        input: Self::Input,
        permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        let name = PrincipalName::Role(&input.role_name);
        inline_policies::put(name, &input.policy_name, input.policy_document, permit, transaction)?;
        Ok(PutRolePolicyResponse)
    }
}
