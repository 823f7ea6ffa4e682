//! `WithdrawAdmit` — closes an exit that `Admit` made.
//!
//! Entail's own: see `docs/lineage-command.md`.

use entail_lineage::{
    PrincipalId, Standing,
    administration::{Admit as Request, withdraw_admission},
    gates::write::Write,
};
use entail_store::Transaction;
use entail_wire::shapes::entail::{WithdrawAdmitRequest, WithdrawAdmitResponse};

use crate::{
    administration::{effects::Run, entity, question, settings},
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    operation::{Effect, Operation},
};

/// The operation.
#[derive(Debug)]
pub struct WithdrawAdmit;

impl Operation for WithdrawAdmit {
    type Input = WithdrawAdmitRequest;
    type Output = WithdrawAdmitResponse;
    const EFFECT: Effect = Effect::Changes;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        question::on_entity_and_policy(
            "entail:WithdrawAdmit",
            &input.role_arn,
            &input.policy_arn,
            context,
            view,
        )
    }

    fn gates(
        _input: &Self::Input,
        context: &RequestContext<'_>,
        _view: &Transaction,
    ) -> Result<Vec<Write>, ControlError> {
        Ok(question::unsealed_only(context))
    }

    fn run(
        input: Self::Input,
        permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        let context = permit.context();
        let account = context.account();
        let run = Run::from_flag(input.dry_run);
        let seal = entity::seal(&input.policy_arn, account, &transaction.covered())?.id();
        let entity = entity::find_principal(&input.role_arn, account, &transaction.covered())?;
        let target = PrincipalId::new(entity.id());
        let world = entity::world(context, transaction);
        let record =
            withdraw_admission(&world, permit.standing(), &Request { role: target, seal })?;
        let lineage = settings::store(entity, record, run, permit, transaction)?;
        Ok(WithdrawAdmitResponse { dry_run: run.is_dry(), lineage })
    }
}
