//! `ListDescendants` — what a principal's sessions created, and what that created.
//!
//! Entail's own: see `docs/lineage-command.md`.

use entail_lineage::{PrincipalId, Standing, World as _};
use entail_store::Transaction;
use entail_wire::shapes::entail::{ListDescendantsRequest, ListDescendantsResponse};

use crate::{
    administration::{
        describe::Describer,
        entity::{self, Entity},
        question,
    },
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    operation::{Effect, Operation},
    paging::{self, PageRequest},
};

/// The operation.
#[derive(Debug)]
pub struct ListDescendants;

impl Operation for ListDescendants {
    type Input = ListDescendantsRequest;
    type Output = ListDescendantsResponse;
    const EFFECT: Effect = Effect::Reads;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        let principal = input.principal_arn.as_deref();
        question::on_entity_or_everything("entail:ListDescendants", principal, context, view)
    }

    fn run(
        input: Self::Input,
        permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        let context = permit.context();
        let request = PageRequest::new(input.next_token.as_deref(), input.max_results)?;
        let mut entities = match &input.principal_arn {
            Some(arn) => descendants(arn, context, transaction)?,
            None => entity::all(context.account(), &transaction.covered())?,
        };
        entities.sort_by_key(Entity::id);
        let page = paging::page(entities, &request, Entity::id);
        let view = transaction.covered();
        let describer = Describer { account: context.account(), view: &view };
        let world = entity::world(context, transaction);
        let descendants = page.items.iter().map(|it| describer.descendant(it, &it.label(&world)?));
        Ok(ListDescendantsResponse {
            descendants: descendants.collect::<Result<_, _>>()?,
            next_token: page.marker,
        })
    }
}

fn descendants(
    arn: &str,
    context: &RequestContext<'_>,
    view: &Transaction,
) -> Result<Vec<Entity>, ControlError> {
    let (account, covered) = (context.account(), view.covered());
    let principal = PrincipalId::new(entity::find_principal(arn, account, &covered)?.id());
    let references = entity::world(context, view).descendants(&principal)?;
    let entities = references.iter().map(|it| entity::by_reference(it, account, &covered));
    Ok(entities.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
}
