//! `GetLineage` — everything that is recorded of the lineage of one principal or object.
//!
//! Entail's own: see `docs/lineage-command.md`.

use entail_lineage::Standing;
use entail_store::Transaction;
use entail_wire::shapes::entail::{GetLineageRequest, GetLineageResponse};

use crate::{
    administration::{describe::Describer, entity, question},
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    operation::{Effect, Operation},
};

/// The operation.
#[derive(Debug)]
pub struct GetLineage;

impl Operation for GetLineage {
    type Input = GetLineageRequest;
    type Output = GetLineageResponse;
    const EFFECT: Effect = Effect::Reads;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        question::on_entity("entail:GetLineage", &input.resource_arn, context, view)
    }

    fn run(
        input: Self::Input,
        permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        let context = permit.context();
        let (account, view) = (context.account(), transaction.covered());
        let entity = entity::find(&input.resource_arn, account, &view)?;
        let label = entity.label(&entity::world(context, transaction))?;
        let describer = Describer { account, view: &view };
        Ok(GetLineageResponse { lineage: describer.lineage(&entity, &label)? })
    }
}
