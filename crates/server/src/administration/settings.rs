//! What an administrator sets on one principal.

use entail_lineage::PrincipalLineage;
use entail_store::Transaction;
use entail_wire::shapes::entail::Lineage;

use super::{
    describe::Describer,
    effects::Run,
    entity::{self, Entity, EntityLineage},
};
use crate::{authorize::Permit, control_error::ControlError, lineage_records};

/// Stores the principal's new record, unless the run is dry, and shows it.
pub(crate) fn store(
    entity: Entity,
    record: PrincipalLineage,
    run: Run,
    permit: &Permit<'_>,
    transaction: &mut Transaction,
) -> Result<Lineage, ControlError> {
    let context = permit.context();
    let label = entity.label(&entity::world(context, transaction))?;
    let entity = Entity { lineage: EntityLineage::Principal(Box::new(record.clone())), ..entity };
    let view = transaction.covered();
    let shown = Describer { account: context.account(), view: &view }.lineage(&entity, &label)?;
    if run == Run::Real {
        lineage_records::store_principal(record, transaction)?;
    }
    Ok(shown)
}
