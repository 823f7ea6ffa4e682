//! What changes of labels do, as answers.

use std::collections::BTreeSet;

use entail_lineage::{
    Reference,
    administration::{CascadePlan, LabelEffect, LineageWrite, LineageWrites, Relabelled},
};
use entail_store::{Records, Transaction};
use entail_wire::shapes::entail as shapes;

use super::entity::{self, Entity};
use crate::{
    authorize::Permit, context::RequestContext, control_error::ControlError, lineage_records,
    respond,
};

/// Whether a request only asks what would happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Run {
    /// Nothing is written.
    Dry,
    /// It is done.
    Real,
}

impl Run {
    /// What `DryRun` says; left out it is done.
    pub(crate) const fn from_flag(dry_run: Option<bool>) -> Self {
        match dry_run {
            Some(true) => Self::Dry,
            _ => Self::Real,
        }
    }

    /// As answers have it.
    pub(crate) const fn is_dry(self) -> bool {
        matches!(self, Self::Dry)
    }

    /// What becomes of writes by the lineage: a dry run lists them, and accepts them for that.
    pub(crate) const fn writes(self, accept: Option<bool>) -> LineageWrites {
        match (self, accept) {
            (Self::Dry, _) | (_, Some(true)) => LineageWrites::Accept,
            _ => LineageWrites::Refuse,
        }
    }
}

/// What every change of a label answers.
#[derive(Debug)]
pub(crate) struct Effects {
    pub(crate) changes: Vec<shapes::LabelChange>,
    pub(crate) pending_writes: Vec<shapes::PendingWrite>,
}

/// Stores a new label, unless the run is dry, and says what it does.
pub(crate) fn store(
    relabelled: &Relabelled,
    run: Run,
    permit: &Permit<'_>,
    transaction: &mut Transaction,
) -> Result<Effects, ControlError> {
    let change = [(relabelled.record.reference(), relabelled.effect)];
    let effects = describe(&change, &relabelled.writes, permit.context(), transaction)?;
    if run == Run::Real {
        lineage_records::store_relabelled(&relabelled.record, transaction)?;
    }
    Ok(effects)
}

/// What a cascade does, and what it would be refused for.
pub(crate) fn of_plan(
    plan: &CascadePlan,
    context: &RequestContext<'_>,
    view: &Transaction,
) -> Result<(Effects, Vec<shapes::Obstacle>), ControlError> {
    let affected: Vec<_> = plan.affected.iter().map(|(it, effect)| (it.clone(), *effect)).collect();
    let effects = describe(&affected, &plan.writes, context, view)?;
    let view = view.covered();
    let mut obstacles = Vec::new();
    for (reference, refusal) in &plan.obstacles {
        let named = Named::of(reference, context, &view)?;
        let Named { arn, id, kind } = named;
        let reason = respond::name_ids(refusal, &refusal.to_string(), context.account(), &view);
        obstacles.push(shapes::Obstacle { arn, id, kind, reason });
    }
    Ok((effects, obstacles))
}

fn describe(
    changes: &[(Reference, LabelEffect)],
    writes: &BTreeSet<LineageWrite>,
    context: &RequestContext<'_>,
    view: &Transaction,
) -> Result<Effects, ControlError> {
    let view = view.covered();
    let mut effects = Effects { changes: Vec::new(), pending_writes: Vec::new() };
    for (reference, effect) in changes {
        let Named { arn, id, kind } = Named::of(reference, context, &view)?;
        let effect = match effect {
            LabelEffect::Gains => shapes::LabelEffect::Gains,
            LabelEffect::Loses => shapes::LabelEffect::Loses,
            LabelEffect::Origins => shapes::LabelEffect::OriginsOnly,
        };
        effects.changes.push(shapes::LabelChange { arn, id, kind, effect });
    }
    for LineageWrite { object, aspect } in writes {
        let Named { arn, id, .. } = Named::of(object, context, &view)?;
        let aspect = aspect.to_string();
        effects.pending_writes.push(shapes::PendingWrite { arn, id, aspect });
    }
    Ok(effects)
}

/// Something by ARN and id; what is gone by its id alone.
struct Named {
    arn: String,
    id: String,
    kind: shapes::EntityKind,
}

impl Named {
    fn of(
        reference: &Reference,
        context: &RequestContext<'_>,
        view: &impl Records,
    ) -> Result<Self, ControlError> {
        let entity = entity::by_reference(reference, context.account(), view)?;
        let id = reference.to_string();
        Ok(Self {
            arn: entity.as_ref().map_or_else(|| id.clone(), |entity| entity.arn.clone()),
            kind: entity.as_ref().map_or(shapes::EntityKind::Other, Entity::kind),
            id,
        })
    }
}
