//! What is asked before an administrator's operation: its action, on the ARN of whom or what it is
//! about, with its tags and what Entail's own keys tell of it.

use entail_lineage::gates::write::Write;
use entail_store::Transaction;

use super::entity::{self, EntityLineage};
use crate::{
    authorize::Question, context::RequestContext, control_error::ControlError, lineage_keys,
    questions,
};

/// The resource of operations that are about no one entity.
pub(crate) const EVERYTHING: &str = "*";

/// May the caller do `action` on the entity with this ARN? It is asked about what does not exist
/// too, so that a caller without permission does not learn whether it does.
pub(crate) fn on_entity(
    action: &'static str,
    arn: &str,
    context: &RequestContext<'_>,
    view: &Transaction,
) -> Result<Vec<Question>, ControlError> {
    let (account, view) = (context.account(), view.covered());
    let question = Question::new(action, arn);
    let Some(entity) = entity::look_up(arn, account, &view)? else { return Ok(vec![question]) };
    let question = question.with_resource_tags(questions::pairs(&entity.tags));
    Ok(vec![match &entity.lineage {
        EntityLineage::Principal(lineage) => {
            let question = lineage_keys::with_principal(question, lineage, account, &view)?;
            lineage_keys::with_transitive_boundary(question, lineage, account, &view)?
        }
        EntityLineage::Object(lineage) => {
            lineage_keys::with_object(question, lineage, account, &view)?
        }
    }])
}

/// The same where the request may name nobody and means everything then.
pub(crate) fn on_entity_or_everything(
    action: &'static str,
    arn: Option<&str>,
    context: &RequestContext<'_>,
    view: &Transaction,
) -> Result<Vec<Question>, ControlError> {
    match arn {
        Some(arn) => on_entity(action, arn, context, view),
        None => Ok(vec![Question::new(action, EVERYTHING)]),
    }
}

/// The same of an operation that puts an entity under a policy or takes it from there: the key says
/// which.
pub(crate) fn on_entity_and_policy(
    action: &'static str,
    arn: &str,
    policy_arn: &str,
    context: &RequestContext<'_>,
    view: &Transaction,
) -> Result<Vec<Question>, ControlError> {
    let asked = on_entity(action, arn, context, view)?;
    let with_key = |question: Question| question.with(questions::TRANSITIVE_BOUNDARY, policy_arn);
    Ok(asked.into_iter().map(with_key).collect())
}

/// The gate of operations for administrators: closed to whoever is under a boundary.
pub(crate) fn unsealed_only(context: &RequestContext<'_>) -> Vec<Write> {
    vec![Write::UnsealedOnly(context.account().as_str().into())]
}
