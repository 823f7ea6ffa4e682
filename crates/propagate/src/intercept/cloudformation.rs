//! Calls to `CloudFormation` that carry templates.
//!
//! A template is rewritten wherever it comes from: the call's body, S3, or the stack that keeps the
//! one it has. It goes on in the call while it is short enough, else to the bucket it came from.

mod deployment;
mod execute;
mod import;
mod refactor;
mod stored;
pub(super) mod walk;
mod written;

use entail_wire::sigv4::canonical_request::sha256;

use super::{
    Call, Decision, Interceptor, Mode, Note, Refusal, Sent,
    form::Form,
    iam::{parameters, unreadable},
    note::{Keep, Look, Stage},
    objects::beside,
    placed::as_unchanged,
};
use crate::{
    journal::Event,
    limits::{INLINE_TEMPLATE_BYTES_MAX, TEMPLATE_BYTES_MAX},
    required::RequiredBoundary,
    template::Accounts,
};
use deployment::{Deployment, Kind};
use stored::{Origin, Source};
use walk::{Inside, Walk, Walked};

impl Interceptor {
    pub(super) async fn cloudformation(&self, call: &Call) -> Decision {
        match call.operation.as_str() {
            "CreateStack" | "UpdateStack" | "CreateChangeSet" | "CreateStackSet"
            | "UpdateStackSet" => self.submit(call).await,
            "GetTemplate" | "DescribeStackSet" => Ok(self.show_template(call)),
            "ExecuteChangeSet" => self.execute_change_set(call).await,
            "CreateStackInstances" | "UpdateStackInstances" => self.make_instances(call).await,
            "CancelUpdateStack" | "ContinueUpdateRollback" | "RollbackStack" => {
                self.roll_back(call).await
            }
            "DeleteStack" | "DeleteStackSet" => Ok(self.forget_stack(call)),
            "CreateStackRefactor" => self.refactor(call).await,
            _ => Ok(None),
        }
    }

    fn show_template(&self, call: &Call) -> Option<Sent> {
        if !self.masks() {
            return None;
        }
        let form = Form::parse(&call.body).ok()?;
        let stack = Deployment::read(call, &form).ok()?.key();
        let stage = match form.get("TemplateStage").ok()?.as_deref() {
            None | Some("Processed") if call.operation == "GetTemplate" => Stage::Processed,
            _ => Stage::Original,
        };
        Some(Sent::as_it_is(call, Note::looking(Look::Template(stack, stage))))
    }

    fn forget_stack(&self, call: &Call) -> Option<Sent> {
        if self.parts.state.is_empty() {
            return None;
        }
        let form = Form::parse(&call.body).ok()?;
        let keep = Some(Keep::ForgetStack(Deployment::read(call, &form).ok()?.key()));
        Some(Sent::as_it_is(call, Note { keep, ..Note::default() }))
    }

    async fn submit(&self, call: &Call) -> Decision {
        let form = parameters(call)?;
        let deployment = Deployment::read(call, &form).map_err(unreadable)?;
        let role = self.execution_role(call, &deployment).await?;
        let Some(required) = self.required(role.as_deref(), call).await? else {
            return Ok(None);
        };
        let Some(source) = self.source(call, &form, &deployment).await? else { return Ok(None) };
        let mut walk = Walk::new(self, call, &required, &deployment.name).of(&deployment);
        let accounts = self.accounts(&deployment, &required);
        let mut walked = walk.rewrite(&source.text, source.file.clone(), accounts, 0).await?;
        if deployment.is_import {
            walked = self.without_changes(call, &form, &mut walk, walked).await?;
        } else if deployment.takes_existing {
            walked = self.told_existing(call, &form, &deployment, &required, walked).await?;
        }
        walked.events = self.where_written(walked.events, &required.arn).await;
        let inside = walk.into_inside();
        let has_changes = inside.has_changes || walked.text != source.text;
        self.check_template(&deployment, &walked, &inside, has_changes)?;
        self.rewritten(call, form, &deployment, &source, walked, inside).await
    }

    /// In which accounts a template's stacks are made.
    ///
    /// CHOICE: a stack set gets the caller's boundary, whatever its administration and execution
    /// roles demand, because those in the accounts that it deploys to can't be read here. An account
    /// without the policy refuses the principals.
    // AWS: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-concepts.html
    fn accounts(&self, deployment: &Deployment, required: &RequiredBoundary) -> Accounts {
        if deployment.kind == Kind::Stack {
            return Accounts::One;
        }
        self.warn_of_other_accounts(&deployment.name, required);
        Accounts::Any
    }

    /// Says what a stack set needs in each account.
    pub(super) fn warn_of_other_accounts(&self, name: &str, required: &RequiredBoundary) {
        if required.arn.account_id().is_some() {
            self.warn(format!(
                "the stack set `{name}` makes principals in other accounts with the policy of the \
                 same name: `{}` has to be in each of them, or its stacks fail there",
                required.arn.resource()
            ));
        }
    }

    /// The call with the rewritten template, and what counts when it succeeds.
    async fn rewritten(
        &self,
        call: &Call,
        form: Form,
        deployment: &Deployment,
        source: &Source,
        walked: Walked,
        inside: Inside,
    ) -> Decision {
        let body = if walked.text == source.text {
            call.body.clone()
        } else {
            self.place(call, form, source, &walked.text, deployment).await?.into_body()
        };
        let mut templates = inside.templates;
        templates.push(walked.injected());
        // What the stack has may be one of ours, and then says nothing of who wrote it.
        templates.retain(|it| source.origin != Origin::Previous || !it.placements.is_empty());
        let keep =
            (!templates.is_empty()).then(|| Keep::Templates(vec![(deployment.key(), templates)]));
        let events = walked.events.into_iter().chain(inside.events).collect();
        let look = deployment.change_set.clone().map_or(Look::Nothing, Look::ChangeSet);
        Ok(Some(Sent { body, note: Note { events, keep, look, ..Note::default() } }))
    }

    /// Puts a template into the call, or into S3 and its URL into the call.
    async fn place(
        &self,
        call: &Call,
        mut form: Form,
        source: &Source,
        text: &str,
        deployment: &Deployment,
    ) -> Result<Form, Refusal> {
        fits(&deployment.name, text, TEMPLATE_BYTES_MAX, "")?;
        let url = match &source.origin {
            Origin::Url(url) if text.len() > INLINE_TEMPLATE_BYTES_MAX => {
                let url = beside(url, &sha256(text.as_bytes()));
                self.store(&url, text, call).await?;
                Some(url)
            }
            Origin::Url(_) => None,
            Origin::Body | Origin::Previous => {
                if source.origin == Origin::Previous {
                    self.warn_of_lost_characters(&deployment.name, &source.text);
                }
                let advice = " in a call: put the template into an S3 bucket (`--s3-bucket` of aws \
                              cloudformation deploy and of sam deploy, TemplateURL), and it is \
                              written back there";
                fits(&deployment.name, text, INLINE_TEMPLATE_BYTES_MAX, advice)?;
                None
            }
        };
        match (url, &source.origin) {
            (Some(url), _) => form.set("TemplateURL", &url),
            (None, Origin::Body) => form.set("TemplateBody", text),
            (None, Origin::Url(_)) => form.replace("TemplateURL", "TemplateBody", text),
            (None, Origin::Previous) => form.replace("UsePreviousTemplate", "TemplateBody", text),
        }
        Ok(form)
    }

    /// In a check, reports what would not be bounded, and refuses the call.
    fn check_template(
        &self,
        deployment: &Deployment,
        walked: &Walked,
        inside: &Inside,
        has_changes: bool,
    ) -> Result<(), Refusal> {
        if self.options.mode == Mode::Inject {
            return Ok(());
        }
        let events = walked.events.iter().chain(&inside.events).map(as_unchanged);
        let events: Vec<Event> = events.collect();
        let is_unbounded = events.iter().any(|event| matches!(event, Event::Unbounded(_)));
        if !is_unbounded && !has_changes {
            return Ok(());
        }
        self.refuse_unbounded(&deployment.name, events)
    }

    /// Reports what would not be bounded, and refuses the call that makes it.
    fn refuse_unbounded(&self, name: &str, events: Vec<Event>) -> Result<(), Refusal> {
        let is_unbounded = |event: &Event| matches!(event, Event::Unbounded(_));
        let unbounded: Vec<Event> = events.into_iter().filter(is_unbounded).collect();
        let count = unbounded.len();
        for event in unbounded {
            self.parts.journal.add(event);
        }
        self.only_checking(&format!(
            "{count} of what the template of `{name}` makes would not be bounded"
        ))
    }
}

fn fits(stack: &str, text: &str, bytes_max: usize, advice: &str) -> Result<(), Refusal> {
    if text.len() <= bytes_max {
        return Ok(());
    }
    Err(Refusal::invalid(format!(
        "the template of `{stack}` has {} bytes with its boundaries, and CloudFormation takes \
         {bytes_max}{advice}",
        text.len()
    )))
}
