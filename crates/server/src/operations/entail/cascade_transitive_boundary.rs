//! `CascadeTransitiveBoundary` — a principal's transitive boundary binds what its line created before, too.
//!
//! Entail's own: see `docs/lineage-command.md`.

use entail_lineage::{
    PrincipalId, Standing,
    administration::{CascadeRequest, LineageWrites},
    cascade::CascadeChange,
    gates::write::Write,
};
use entail_store::Transaction;
use entail_wire::shapes::entail::{
    CascadeTransitiveBoundaryRequest, CascadeTransitiveBoundaryResponse,
};

use crate::{
    administration::{cascades, effects::Run, entity, question},
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    operation::{Effect, Operation},
};

/// The operation.
#[derive(Debug)]
pub struct CascadeTransitiveBoundary;

impl Operation for CascadeTransitiveBoundary {
    type Input = CascadeTransitiveBoundaryRequest;
    type Output = CascadeTransitiveBoundaryResponse;
    const EFFECT: Effect = Effect::Changes;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        question::on_entity("entail:CascadeTransitiveBoundary", &input.principal_arn, context, view)
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
        let run = Run::from_flag(input.dry_run);
        let principal = entity::find_principal(
            &input.principal_arn,
            context.account(),
            &transaction.covered(),
        )?;
        let emitted = principal.as_principal().and_then(|it| it.transitive_boundary.as_ref());
        let seal = emitted.map(|it| it.policy.clone()).ok_or_else(|| {
            ControlError::no_such_entity(format!(
                "{} does not have a transitive permissions boundary.",
                principal.arn
            ))
        })?;
        let request = CascadeRequest {
            root: PrincipalId::new(principal.id()),
            seal,
            change: CascadeChange::Added,
            writes: LineageWrites::Refuse,
            time: context.unix_seconds(),
        };
        let cascaded = cascades::run(&request, run, permit, transaction)?;
        Ok(CascadeTransitiveBoundaryResponse {
            dry_run: run.is_dry(),
            policy_arn: cascaded.policy_arn,
            changes: cascaded.effects.changes,
            pending_writes: cascaded.effects.pending_writes,
            obstacles: cascaded.obstacles,
        })
    }
}
