//! `ApplyToSelf` — says whether a principal's transitive boundary binds its own sessions too.
//!
//! Entail's own: see `docs/lineage-command.md`.

use entail_lineage::{
    ApplyToSelf as Applied, PrincipalId, Standing, administration::set_apply_to_self,
    gates::write::Write,
};
use entail_store::Transaction;
use entail_wire::shapes::entail::{ApplyToSelfRequest, ApplyToSelfResponse, ApplyToSelfState};

use crate::{
    administration::{effects::Run, entity, question, settings},
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    operation::{Effect, Operation},
};

/// The operation.
#[derive(Debug)]
pub struct ApplyToSelf;

impl Operation for ApplyToSelf {
    type Input = ApplyToSelfRequest;
    type Output = ApplyToSelfResponse;
    const EFFECT: Effect = Effect::Changes;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        question::on_entity("entail:ApplyToSelf", &input.principal_arn, context, view)
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
        let entity = entity::find_principal(&input.principal_arn, account, &transaction.covered())?;
        let target = PrincipalId::new(entity.id());
        let applied = match input.state {
            ApplyToSelfState::Enabled => Applied::Yes,
            ApplyToSelfState::Disabled => Applied::No,
        };
        let world = entity::world(context, transaction);
        let record = set_apply_to_self(&world, permit.standing(), &target, applied)?;
        let lineage = settings::store(entity, record, run, permit, transaction)?;
        Ok(ApplyToSelfResponse { dry_run: run.is_dry(), lineage })
    }
}
