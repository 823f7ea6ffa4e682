//! Templates that `CloudFormation` has already, when they are carried out.
//!
//! A change set, a stack set or a stack may have been made without Entail. What is carried out of it
//! can't be changed any more, so what it leaves unbounded is told before it comes to be.

use super::{
    deployment::{Deployment, Kind},
    walk::Walk,
};
use crate::{
    intercept::{
        Call, Decision, Interceptor, Mode, NotSent, Note, Refusal, Sent,
        iam::{parameters, unreadable},
        names::call_name,
        placed::as_unchanged,
    },
    journal::Event,
    template::{Accounts, lacks_resources},
};

impl Interceptor {
    /// `ExecuteChangeSet`.
    pub(super) async fn execute_change_set(&self, call: &Call) -> Decision {
        let form = parameters(call)?;
        let change_set = form.get("ChangeSetName").map_err(unreadable)?.unwrap_or_default();
        let deployment = Deployment::read(call, &form).map_err(unreadable)?;
        let name = change_set_name(&deployment.name, &change_set);
        if self.is_own_change_set(call, &change_set, &name).await {
            return Ok(None);
        }
        let stack = Some(("StackName", deployment.reference.as_str()));
        let stack = stack.filter(|(_, reference)| !reference.is_empty());
        let mut asked = vec![("ChangeSetName", change_set.as_str())];
        asked.extend(stack);
        let text = self.template_of(call, &asked).await.map_err(|error| error.to_string());
        let deployment = Deployment { is_update: stack.is_some(), ..deployment };
        self.carry_out(call, &deployment, text).await
    }

    /// `CreateStackInstances`, and `UpdateStackInstances`, whose parameters may let conditions hold.
    pub(super) async fn make_instances(&self, call: &Call) -> Decision {
        let form = parameters(call)?;
        let deployment = Deployment::read(call, &form).map_err(unreadable)?;
        let text = self.template_of_stack_set(call, &deployment).await;
        self.carry_out(call, &deployment, text.map_err(|error| error.to_string())).await
    }

    /// What takes a stack back to what it was: a template of before may make what the failed one took
    /// away. It is told and never refused but in a check, because a stack that is stuck is worse.
    ///
    /// AWS: <https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_RollbackStack.html>
    pub(super) async fn roll_back(&self, call: &Call) -> Decision {
        match self.look_at_rollback(call).await {
            Err(NotSent::Refused(refusal)) if self.options.mode == Mode::Inject => {
                self.cannot_see(call, &refusal.message)
            }
            decision => decision,
        }
    }

    async fn look_at_rollback(&self, call: &Call) -> Decision {
        let form = parameters(call)?;
        let deployment = Deployment::read(call, &form).map_err(unreadable)?;
        let deployment = Deployment { is_update: true, ..deployment };
        let text = self.template_of_stack(call, &deployment.reference).await;
        let decision = self.carry_out(call, &deployment, text.map_err(|error| error.to_string()));
        let decision = decision.await?;
        if decision.is_some() {
            self.warn(format!(
                "{} may take `{}` back to an earlier template than the one that CloudFormation shows: \
                 deploy it in a run afterwards",
                call_name(call),
                deployment.name
            ));
        }
        Ok(decision)
    }

    async fn carry_out(
        &self,
        call: &Call,
        deployment: &Deployment,
        text: Result<Option<String>, String>,
    ) -> Decision {
        let role = self.execution_role(call, deployment).await?;
        let Some(required) = self.required(role.as_deref(), call).await? else {
            return Ok(None);
        };
        let text = match text {
            Ok(Some(text)) if !lacks_resources(&text) => text,
            Ok(_) => return self.cannot_see(call, "the answer has no template with resources"),
            Err(reason) => return self.cannot_see(call, &reason),
        };
        let accounts = if deployment.kind == Kind::Stack { Accounts::One } else { Accounts::Any };
        let mut walk = Walk::new(self, call, &required, &deployment.name).only_looking();
        let walked = walk.rewrite(&text, None, accounts, 0).await?;
        let events = walked.events.into_iter().chain(walk.into_inside().events);
        let events: Vec<Event> = events.map(|event| as_unchanged(&event)).collect();
        let is_unbounded = events.iter().any(|event| matches!(event, Event::Unbounded(_)));
        if is_unbounded && self.options.mode == Mode::Check {
            self.refuse_unbounded(&deployment.name, events.clone())?;
        }
        if is_unbounded {
            self.warn(format!(
                "{} carries out a template of `{}` that was given to CloudFormation without entail, \
                 and has principals without the boundary: submit it in a run",
                call_name(call),
                deployment.name
            ));
        }
        Ok(Some(Sent::as_it_is(call, Note { events, ..Note::default() })))
    }

    fn cannot_see(&self, call: &Call, reason: &str) -> Decision {
        let what =
            format!("whether what {} makes is bounded can't be seen: {reason}", call_name(call));
        if self.options.mode == Mode::Check {
            return Err(Refusal::denied(format!("{what}; not sent, because of `--check`")).into());
        }
        self.warn(what);
        Ok(None)
    }
}

/// What a change set is known by that was named without its ARN.
pub(super) fn change_set_name(stack: &str, name: &str) -> String {
    format!("{stack}/{name}")
}
