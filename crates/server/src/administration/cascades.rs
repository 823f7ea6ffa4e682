//! Cascades: planned, told, and stored unless the run is dry.

use entail_lineage::administration::{CascadeRequest, cascade, plan_cascade};
use entail_store::Transaction;
use entail_wire::shapes::entail::Obstacle;

use super::{
    describe::Describer,
    effects::{self, Effects, Run},
    entity,
};
use crate::{authorize::Permit, control_error::ControlError, lineage_records};

/// What a cascade did or would do.
pub(crate) struct Cascaded {
    pub(crate) policy_arn: String,
    pub(crate) effects: Effects,
    pub(crate) obstacles: Vec<Obstacle>,
}

/// Makes a cascade, or only plans it.
pub(crate) fn run(
    request: &CascadeRequest,
    run: Run,
    permit: &Permit<'_>,
    transaction: &mut Transaction,
) -> Result<Cascaded, ControlError> {
    let context = permit.context();
    let world = entity::world(context, transaction);
    let (plan, outcome) = match run {
        Run::Dry => (plan_cascade(&world, permit.standing(), request)?, None),
        Run::Real => {
            let outcome = cascade(&world, permit.standing(), request)?;
            (outcome.plan.clone(), Some(outcome))
        }
    };
    let (effects, obstacles) = effects::of_plan(&plan, context, transaction)?;
    let view = transaction.covered();
    let policy_arn = Describer { account: context.account(), view: &view }.arn(&request.seal)?;
    if let Some(outcome) = outcome {
        lineage_records::store_cascade(&request.root, &outcome, transaction)?;
    }
    Ok(Cascaded { policy_arn, effects, obstacles })
}
