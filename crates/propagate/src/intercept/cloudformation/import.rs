//! Taking existing resources into a stack: nothing else may change meanwhile.
// AWS: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/import-resources-manually.html

use std::collections::BTreeSet;

use super::walk::{Walk, Walked, unreadable};
use crate::{
    intercept::{
        Call, Interceptor, Refusal,
        form::Form,
        iam::unreadable as unreadable_form,
        placed::{is_change, not_bounded, stood_there},
    },
    journal::{Bounded, Event},
    template::{Placement, restore},
    upstream::UpstreamError,
};

impl Interceptor {
    /// Takes out of a rewritten template what the stack does not have yet: `CloudFormation` refuses
    /// an import that changes a property, of the imported resources and of others.
    pub(super) async fn without_changes(
        &self,
        call: &Call,
        form: &Form,
        walk: &mut Walk<'_>,
        walked: Walked,
    ) -> Result<Walked, Refusal> {
        let stack = form.get("StackName").map_err(unreadable_form)?.unwrap_or_default();
        let imported = form.members("ResourcesToImport", "LogicalResourceId");
        let imported: BTreeSet<String> = imported.map_err(unreadable_form)?.into_iter().collect();
        let deployed = match self.template_of_stack(call, &stack).await {
            Ok(Some(text)) => walk.bounded_in(&text).await?,
            // There is no such stack yet.
            Ok(None) | Err(UpstreamError::Refused { .. }) => BTreeSet::new(),
            Err(error) => {
                return Err(Refusal::denied(format!(
                    "the template of `{stack}` can't be read, and an import must not change it: \
                     {error}"
                )));
            }
        };
        let stays = |placement: &Placement| {
            let id = &placement.logical_id;
            !is_change(placement) || (deployed.contains(id) && !imported.contains(id))
        };
        let Walked { text, placements, events } = walked;
        let (placements, undone): (Vec<_>, Vec<_>) = placements.into_iter().partition(stays);
        let text = restore(&text, &undone).map_err(|it| unreadable(&stack, None, &it))?;
        let undone: BTreeSet<&str> = undone.iter().map(|it| it.logical_id.as_str()).collect();
        let told = |event| match event {
            Event::Bounded(it) if undone.contains(it.name.as_str()) => told_undone(it),
            other => other,
        };
        let events = events.into_iter().map(told).collect();
        Ok(Walked { text, placements, events })
    }
}

fn told_undone(event: Bounded) -> Event {
    if stood_there(&event.how) {
        return Event::Bounded(event);
    }
    let why = "CloudFormation changes nothing while it imports: deploy the stack again after the \
               import, and it gets its boundary";
    not_bounded(&event.kind, &event.name, event.place, why.to_owned())
}
