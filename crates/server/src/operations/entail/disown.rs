//! `Disown` — takes an adoption back.
//!
//! Entail's own: see `docs/lineage-command.md`.

use entail_lineage::{
    Standing,
    administration::{Disown as Request, disown},
    gates::write::Write,
};
use entail_store::Transaction;
use entail_wire::shapes::entail::{DisownRequest, DisownResponse};

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
pub struct Disown;

impl Operation for Disown {
    type Input = DisownRequest;
    type Output = DisownResponse;
    const EFFECT: Effect = Effect::Changes;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        question::on_entity_and_policy(
            "entail:Disown",
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
        let writes = run.writes(input.accept_writes);
        let world = entity::world(context, transaction);
        let relabelled =
            disown(&world, permit.standing(), &Request { object: entity.reference, seal, writes })?;
        let effects = effects::store(&relabelled, run, permit, transaction)?;
        Ok(DisownResponse {
            dry_run: run.is_dry(),
            policy_arn: input.policy_arn,
            changes: effects.changes,
            pending_writes: effects.pending_writes,
        })
    }
}
