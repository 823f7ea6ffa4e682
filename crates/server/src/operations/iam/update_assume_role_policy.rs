//! `UpdateAssumeRolePolicy` — replaces the trust policy of a role.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAssumeRolePolicy.html>

use entail_lineage::{Aspect, Standing, gates::write::Write};
use entail_store::Transaction;
use entail_wire::shapes::iam::{UpdateAssumeRolePolicyRequest, UpdateAssumeRolePolicyResponse};

use crate::{
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    entities,
    operation::{Effect, Operation},
    principals::PrincipalName,
    questions, roles, trust_policies,
};

/// The operation.
#[derive(Debug)]
pub struct UpdateAssumeRolePolicy;

impl Operation for UpdateAssumeRolePolicy {
    type Input = UpdateAssumeRolePolicyRequest;
    type Output = UpdateAssumeRolePolicyResponse;
    const EFFECT: Effect = Effect::Changes;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        let name = PrincipalName::Role(&input.role_name);
        Ok(vec![questions::on_principal("iam:UpdateAssumeRolePolicy", name, context, view)?])
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
        let mut role = entities::role(transaction, &input.role_name)?;
        roles::refuse_service_linked(&role)?;
        let account = permit.context().account();
        role.trust_policy = trust_policies::stored(&input.policy_document, account, transaction)?;
        role.lineage.record_writer(Aspect::Trust, permit.standing().seals());
        transaction.put(&role)?;
        Ok(UpdateAssumeRolePolicyResponse)
    }
}
