//! `ListReferences` — every use of a policy: by attachment, as boundary, and on labels.
//!
//! Entail's own: see `docs/lineage-command.md`.

use entail_lineage::{Standing, gates::write::Write};
use entail_store::Transaction;
use entail_wire::shapes::entail::{ListReferencesRequest, ListReferencesResponse};

use crate::{
    administration::{entity, question, references},
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    operation::{Effect, Operation},
    paging::{self, PageRequest},
};

/// The operation.
#[derive(Debug)]
pub struct ListReferences;

impl Operation for ListReferences {
    type Input = ListReferencesRequest;
    type Output = ListReferencesResponse;
    const EFFECT: Effect = Effect::Reads;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        question::on_entity("entail:ListReferences", &input.policy_arn, context, view)
    }

    /// Whoever sees the references of a seal could tell what it does not bind.
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
        let request = PageRequest::new(input.next_token.as_deref(), input.max_results)?;
        let policy = entity::seal(&input.policy_arn, context.account(), &transaction.covered())?;
        let references = references::of(&policy, permit, transaction)?;
        let page = paging::page(references, &request, references::sort_key);
        Ok(ListReferencesResponse { references: page.items, next_token: page.marker })
    }
}
