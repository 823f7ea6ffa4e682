//! `WithdrawReference` — takes one origin of a boundary from a label.
//!
//! Entail's own: see `docs/lineage-command.md`.

use entail_lineage::{
    Label, Origin, PolicyId, Standing,
    administration::{WithdrawOrigin, withdraw_origin},
    gates::write::Write,
};
use entail_store::Transaction;
use entail_wire::shapes::entail::{WithdrawReferenceRequest, WithdrawReferenceResponse};

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
pub struct WithdrawReference;

impl Operation for WithdrawReference {
    type Input = WithdrawReferenceRequest;
    type Output = WithdrawReferenceResponse;
    const EFFECT: Effect = Effect::Changes;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        question::on_entity_and_policy(
            "entail:WithdrawReference",
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
        let label = entity.label(&entity::world(context, transaction))?;
        let origin = origin(&label, &seal, &input.origin_id)?;
        let writes = run.writes(input.accept_writes);
        let world = entity::world(context, transaction);
        let relabelled = withdraw_origin(
            &world,
            permit.standing(),
            &WithdrawOrigin { object: entity.reference, seal, origin, writes },
        )?;
        let effects = effects::store(&relabelled, run, permit, transaction)?;
        Ok(WithdrawReferenceResponse {
            dry_run: run.is_dry(),
            policy_arn: input.policy_arn,
            changes: effects.changes,
            pending_writes: effects.pending_writes,
        })
    }
}

/// The origin with this id, as `GetLineage` and `ListReferences` show it.
fn origin(label: &Label, seal: &PolicyId, id: &str) -> Result<Origin, ControlError> {
    let has_id = |origin: &&Origin| match origin {
        Origin::Principal(origin) => origin.as_str() == id,
        Origin::Account(origin) => origin.as_str() == id,
        Origin::Adopt { administrator, .. } => administrator.as_str() == id,
    };
    label.origins(seal).find(has_id).cloned().ok_or_else(|| {
        ControlError::no_such_entity(format!("The boundary does not come from {id}."))
    })
}
