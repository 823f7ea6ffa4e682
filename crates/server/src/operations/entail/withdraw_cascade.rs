//! `WithdrawCascade` — frees a principal's line from a boundary that came from the principal.
//!
//! Entail's own: see `docs/lineage-command.md`.

use entail_lineage::{
    PrincipalId, Standing, World as _, administration::CascadeRequest, cascade::CascadeChange,
    gates::write::Write,
};
use entail_store::Transaction;
use entail_wire::{
    error::ErrorCode,
    shapes::entail::{WithdrawCascadeRequest, WithdrawCascadeResponse},
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
pub struct WithdrawCascade;

impl Operation for WithdrawCascade {
    type Input = WithdrawCascadeRequest;
    type Output = WithdrawCascadeResponse;
    const EFFECT: Effect = Effect::Changes;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        question::on_entity_and_policy(
            "entail:WithdrawCascade",
            &principal(input, context),
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
        let run = Run::from_flag(input.dry_run);
        let root = root(&input, context, transaction)?;
        let covered = transaction.covered();
        let request = CascadeRequest {
            root,
            seal: entity::seal(&input.policy_arn, context.account(), &covered)?.id(),
            change: CascadeChange::Withdrawn,
            writes: run.writes(input.accept_writes),
            time: context.unix_seconds(),
        };
        let cascaded = cascades::run(&request, run, permit, transaction)?;
        Ok(WithdrawCascadeResponse {
            dry_run: run.is_dry(),
            policy_arn: cascaded.policy_arn,
            changes: cascaded.effects.changes,
            pending_writes: cascaded.effects.pending_writes,
            obstacles: cascaded.obstacles,
        })
    }
}

/// The ARN that is asked about; a deleted principal has none, and its id stands in its place.
fn principal(input: &WithdrawCascadeRequest, context: &RequestContext<'_>) -> String {
    input.principal_arn.clone().unwrap_or_else(|| {
        let id = input.principal_id.as_deref().unwrap_or_default();
        format!("arn:aws:iam::{}:deleted/{id}", context.account())
    })
}

/// The principal by ARN, or by id where it is gone.
fn root(
    input: &WithdrawCascadeRequest,
    context: &RequestContext<'_>,
    view: &Transaction,
) -> Result<PrincipalId, ControlError> {
    let covered = view.covered();
    match (&input.principal_arn, &input.principal_id) {
        (Some(arn), None) => {
            let principal = entity::find_principal(arn, context.account(), &covered)?;
            Ok(PrincipalId::new(principal.id()))
        }
        (None, Some(id)) if entity::by_id(id, context.account(), &covered)?.is_none() => {
            let principal = PrincipalId::new(id.as_str());
            let descendants = entity::world(context, view).descendants(&principal)?;
            if descendants.is_empty() {
                return Err(ControlError::no_such_entity(format!(
                    "Nothing descends from a principal with the id {id}."
                )));
            }
            Ok(principal)
        }
        _ => Err(ControlError::new(
            ErrorCode::InvalidParameterCombination,
            "Name the principal by PrincipalArn, or by PrincipalId where it is deleted.",
        )),
    }
}
