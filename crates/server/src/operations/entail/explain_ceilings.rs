//! `ExplainCeilings` — every policy that bounds a principal or the calling session, and where each
//! comes from.
//!
//! Entail's own: see `docs/lineage-command.md`.

use entail_lineage::{Standing, inherited};
use entail_store::Transaction;
use entail_wire::shapes::entail::{ExplainCeilingsRequest, ExplainCeilingsResponse};

use crate::{
    administration::{
        ceilings,
        describe::Describer,
        entity::{self, Entity},
        question,
    },
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    operation::{Effect, Operation},
};

/// The operation.
#[derive(Debug)]
pub struct ExplainCeilings;

impl Operation for ExplainCeilings {
    type Input = ExplainCeilingsRequest;
    type Output = ExplainCeilingsResponse;
    const EFFECT: Effect = Effect::Reads;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        let own = context.caller.principal_arn();
        let principal = input.principal_arn.as_deref().unwrap_or(&own);
        question::on_entity("entail:ExplainCeilings", principal, context, view)
    }

    fn run(
        input: Self::Input,
        permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        let context = permit.context();
        let (account, view) = (context.account(), transaction.covered());
        let own = context.caller.principal_arn();
        let arn = input.principal_arn.as_deref().unwrap_or(&own);
        let entity = entity::find_principal(arn, account, &view)?;
        let label = entity.label(&entity::world(context, transaction))?;
        let describer = Describer { account, view: &view };
        let mut obtained_through = Vec::new();
        let (ceilings, seals, provenance) =
            if let (Some(_), Some(principal)) = (&input.principal_arn, entity.as_principal()) {
                let ceilings = ceilings::of_principal(principal, &label, &describer)?;
                (ceilings, inherited::passed_on(label, principal), principal.provenance.clone())
            } else {
                let steps = context.session.derivation.iter();
                obtained_through.extend(steps.map(|step| step.record.clone()));
                let standing = permit.standing();
                let ceilings = ceilings::of_session(standing, &label, &describer)?;
                (ceilings, standing.label().clone(), standing.provenance().clone())
            };
        let created_by = describer.sessions(Entity::created_by(&entity))?;
        Ok(ExplainCeilingsResponse {
            principal_arn: entity.arn,
            ceilings,
            seals: describer.label(&seals)?,
            provenance: describer.label(&provenance)?,
            created_by,
            obtained_through: describer.sessions(&obtained_through)?,
        })
    }
}
