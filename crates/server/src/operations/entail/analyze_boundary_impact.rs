//! `AnalyzeBoundaryImpact` — who gains or loses what when a boundary gets another document.
//!
//! Entail's own: see `docs/lineage-command.md`.

use entail_lineage::Standing;
use entail_store::Transaction;
use entail_wire::shapes::entail::{AnalyzeBoundaryImpactRequest, AnalyzeBoundaryImpactResponse};

use crate::{
    administration::{
        entity,
        impact::{self, Comparison},
        question,
    },
    authorize::{Permit, Question},
    caller_policies::Replacement,
    context::RequestContext,
    control_error::ControlError,
    entities,
    operation::{Effect, Operation},
    paging::PageRequest,
    policy_versions,
};

/// The operation.
#[derive(Debug)]
pub struct AnalyzeBoundaryImpact;

impl Operation for AnalyzeBoundaryImpact {
    type Input = AnalyzeBoundaryImpactRequest;
    type Output = AnalyzeBoundaryImpactResponse;
    const EFFECT: Effect = Effect::Reads;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        question::on_entity("entail:AnalyzeBoundaryImpact", &input.policy_arn, context, view)
    }

    fn run(
        input: Self::Input,
        permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        let context = permit.context();
        let request = PageRequest::new(input.next_token.as_deref(), input.max_results)?;
        let view = transaction.covered();
        let policy = entity::seal(&input.policy_arn, context.account(), &view)?;
        policy_versions::check_document(&input.policy_document)?;
        let in_force = entities::default_document(&view, &policy)?.unwrap_or_default();
        let replacement = Replacement { policy: policy.id(), document: &input.policy_document };
        let comparison = Comparison::new(&in_force, replacement, context);
        let page = impact::page(&comparison, &request, context, transaction)?;
        Ok(AnalyzeBoundaryImpactResponse { principals: page.items, next_token: page.marker })
    }
}
