//! `SetObtainMode` — says whether sessions under boundaries that a role lacks may obtain it.
//!
//! Entail's own: see `docs/lineage-command.md`.

use entail_lineage::{
    ObtainMode as Mode, PrincipalId, Standing, administration::set_obtain_mode, gates::write::Write,
};
use entail_store::Transaction;
use entail_wire::shapes::entail::{ObtainMode, SetObtainModeRequest, SetObtainModeResponse};

use crate::{
    administration::{effects::Run, entity, question, settings},
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    operation::{Effect, Operation},
};

/// The operation.
#[derive(Debug)]
pub struct SetObtainMode;

impl Operation for SetObtainMode {
    type Input = SetObtainModeRequest;
    type Output = SetObtainModeResponse;
    const EFFECT: Effect = Effect::Changes;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        question::on_entity("entail:SetObtainMode", &input.role_arn, context, view)
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
        let entity = entity::find_principal(&input.role_arn, account, &transaction.covered())?;
        let target = PrincipalId::new(entity.id());
        let mode = match input.mode {
            ObtainMode::Carry => Mode::Carry,
            ObtainMode::Strict => Mode::Strict,
        };
        let world = entity::world(context, transaction);
        let record = set_obtain_mode(&world, permit.standing(), &target, mode)?;
        let lineage = settings::store(entity, record, run, permit, transaction)?;
        Ok(SetObtainModeResponse { dry_run: run.is_dry(), lineage })
    }
}
