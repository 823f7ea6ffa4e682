//! `Adopt` — puts an existing principal or object under a boundary.
//!
//! Entail's own: see `docs/lineage-command.md`.

use entail_lineage::{
    AdoptMode as Mode, Standing,
    administration::{Adopt as Request, adopt},
    gates::write::Write,
};
use entail_store::Transaction;
use entail_wire::shapes::entail::{AdoptMode, AdoptRequest, AdoptResponse};

use crate::{
    administration::{
        effects::{self, Run},
        entity, question,
    },
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    operation::{Effect, Operation},
};

/// The operation.
#[derive(Debug)]
pub struct Adopt;

impl Operation for Adopt {
    type Input = AdoptRequest;
    type Output = AdoptResponse;
    const EFFECT: Effect = Effect::Changes;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        question::on_entity_and_policy(
            "entail:Adopt",
            &input.resource_arn,
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
        let policy = entity::seal(&input.policy_arn, account, &transaction.covered())?;
        let entity = entity::find(&input.resource_arn, account, &transaction.covered())?;
        let seal = policy.id();
        let mode = match input.mode {
            None | Some(AdoptMode::Pass) => Mode::Pass,
            Some(AdoptMode::Write) => Mode::Write,
        };
        let world = entity::world(context, transaction);
        let relabelled =
            adopt(&world, permit.standing(), &Request { object: entity.reference, seal, mode })?;
        let effects = effects::store(&relabelled, run, permit, transaction)?;
        Ok(AdoptResponse {
            dry_run: run.is_dry(),
            policy_arn: input.policy_arn,
            changes: effects.changes,
            pending_writes: effects.pending_writes,
        })
    }
}
