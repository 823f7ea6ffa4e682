//! Moving resources between stacks: nothing of them may change meanwhile, their boundaries included.
// AWS: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stack-refactoring.html

use std::collections::{BTreeMap, BTreeSet};

use super::{
    deployment::name_in,
    fits,
    stored::{Origin, Source},
    walk::{Walk, Walked},
};
use crate::{
    intercept::{
        Call, Decision, Interceptor, Mode, NotSent, Note, Refusal, Sent,
        form::Form,
        iam::{parameters, unreadable},
        note::Keep,
        objects::{beside, without_query},
        placed::as_unchanged,
    },
    journal::Event,
    limits::{INLINE_TEMPLATE_BYTES_MAX, REFACTORED_STACKS_MAX},
    template::{Accounts, Placement, logical_ids},
};
use entail_wire::sigv4::canonical_request::sha256;

const REFACTORING: &str = "a refactoring changes no resource: deploy the stack again after it, and it \
                           gets its boundary";

/// A stack as it is to become.
struct Definition {
    /// What its parameters' names begin with.
    prefix: String,
    stack: String,
    source: Source,
}

/// What the stacks are like now, and where their resources go.
struct Moves {
    /// Templates by stack, with their logical ids.
    deployed: BTreeMap<String, (String, BTreeSet<String>)>,
    /// Stacks and logical ids that resources had, by those that they get.
    mapped: BTreeMap<(String, String), (String, String)>,
}

impl Interceptor {
    /// `CreateStackRefactor`: what carries the boundary now, keeps it. It makes no principals, so that
    /// one that can't be understood is sent as it is.
    pub(super) async fn refactor(&self, call: &Call) -> Decision {
        match self.refactored(call).await {
            Err(NotSent::Refused(refusal)) if self.options.mode == Mode::Inject => {
                self.warn(format!(
                    "cloudformation:CreateStackRefactor is sent as it is, and CloudFormation refuses \
                     it where a boundary that was put in would be lost by it: {}",
                    refusal.message
                ));
                Ok(None)
            }
            decision => decision,
        }
    }

    async fn refactored(&self, call: &Call) -> Decision {
        let mut form = parameters(call)?;
        let Some(required) = self.required(None, call).await? else {
            return Ok(None);
        };
        let definitions = self.definitions(call, &form).await?;
        let moves = self.moves(call, &form, &definitions).await?;
        let (mut events, mut templates) = (Vec::new(), Vec::new());
        let mut is_changed = false;
        for definition in &definitions {
            let Definition { stack, source, .. } = definition;
            let mut walk = Walk::new(self, call, &required, stack).only_looking();
            let rewriting = walk.rewrite(&source.text, source.file.clone(), Accounts::One, 0);
            let walked = rewriting.await?;
            let stays = moves.stay(&mut walk, stack, &walked.placements).await?;
            let walked = walk.keeping(walked, &stays, REFACTORING)?;
            if walked.text != source.text {
                is_changed = true;
                self.place_definition(call, &mut form, definition, &walked.text).await?;
            }
            templates.push((stack.clone(), vec![walked.injected()]));
            let Walked { events: told, .. } = walked;
            events.extend(told.into_iter().chain(walk.into_inside().events));
        }
        self.check_refactoring(&events, is_changed)?;
        let body = if is_changed { form.into_body() } else { call.body.clone() };
        let note = Note { events, keep: Some(Keep::Templates(templates)), ..Note::default() };
        Ok(Some(Sent { body, note }))
    }

    fn check_refactoring(&self, events: &[Event], is_changed: bool) -> Result<(), Refusal> {
        let events: Vec<Event> = events.iter().map(as_unchanged).collect();
        let is_unbounded = events.iter().any(|event| matches!(event, Event::Unbounded(_)));
        if self.options.mode == Mode::Inject || !(is_changed || is_unbounded) {
            return Ok(());
        }
        self.refuse_unbounded("the refactoring", events)
    }

    async fn definitions(&self, call: &Call, form: &Form) -> Result<Vec<Definition>, Refusal> {
        let indices = form.indices("StackDefinitions");
        if indices.len() > REFACTORED_STACKS_MAX {
            return Err(Refusal::invalid(format!("more than {REFACTORED_STACKS_MAX} stacks")));
        }
        let mut definitions = Vec::new();
        for index in indices {
            let prefix = format!("StackDefinitions.member.{index}.");
            let value = |name: &str| form.get(&format!("{prefix}{name}")).map_err(unreadable);
            let stack = value("StackName")?.unwrap_or_default();
            let (text, file, origin) = match (value("TemplateBody")?, value("TemplateURL")?) {
                (Some(body), None) => (body, None, Origin::Body),
                (None, Some(url)) => {
                    (self.fetch(&url, call).await?, Some(without_query(&url)), Origin::Url(url))
                }
                (None, None) => continue,
                (Some(_), Some(_)) => {
                    return Err(Refusal::invalid(format!("`{stack}` has two templates")));
                }
            };
            let file = self.file_of(&text).await.or(file);
            let source = Source { text, file, origin };
            definitions.push(Definition { prefix, stack: name_in(&stack).to_owned(), source });
        }
        Ok(definitions)
    }

    async fn moves(
        &self,
        call: &Call,
        form: &Form,
        definitions: &[Definition],
    ) -> Result<Moves, Refusal> {
        let mut mapped = BTreeMap::new();
        for index in form.indices("ResourceMappings") {
            let at = |side: &str, field: &str| {
                let name = format!("ResourceMappings.member.{index}.{side}.{field}");
                form.get(&name).map_err(unreadable).map(Option::unwrap_or_default)
            };
            let end = |side| {
                let stack = name_in(&at(side, "StackName")?).to_owned();
                Ok::<_, Refusal>((stack, at(side, "LogicalResourceId")?))
            };
            mapped.insert(end("Destination")?, end("Source")?);
        }
        let mut deployed = BTreeMap::new();
        for Definition { stack, .. } in definitions {
            let Some(text) = self.deployed(call, stack).await? else { continue };
            let ids = logical_ids(&text).map_err(|error| {
                Refusal::invalid(format!("the template of `{stack}` can't be understood: {error}"))
            })?;
            deployed.insert(stack.clone(), (text, ids));
        }
        Ok(Moves { deployed, mapped })
    }

    /// Puts a template into the call, or into S3 and its URL into the call.
    async fn place_definition(
        &self,
        call: &Call,
        form: &mut Form,
        definition: &Definition,
        text: &str,
    ) -> Result<(), Refusal> {
        let Definition { prefix, stack, source } = definition;
        let [body, location] = ["TemplateBody", "TemplateURL"].map(|it| format!("{prefix}{it}"));
        match &source.origin {
            Origin::Url(url) if text.len() > INLINE_TEMPLATE_BYTES_MAX => {
                let url = beside(url, &sha256(text.as_bytes()));
                if self.options.mode == Mode::Inject {
                    self.store(&url, text, call).await?;
                }
                form.set(&location, &url);
            }
            Origin::Url(_) => form.replace(&location, &body, text),
            Origin::Body | Origin::Previous => {
                fits(stack, text, INLINE_TEMPLATE_BYTES_MAX, " in a call: use TemplateURL")?;
                form.set(&body, text);
            }
        }
        Ok(())
    }
}

impl Moves {
    /// Whether each placement stands already on the resource that is moved.
    async fn stay(
        &self,
        walk: &mut Walk<'_>,
        stack: &str,
        placements: &[Placement],
    ) -> Result<Vec<bool>, Refusal> {
        let mut stay = vec![false; placements.len()];
        for (source, (text, _)) in &self.deployed {
            let moved = stay.iter_mut().zip(placements).filter_map(|(stays, placement)| {
                let (from, before) = self.before(stack, placement)?;
                (from == *source).then_some((stays, before))
            });
            let (marks, before): (Vec<&mut bool>, Vec<Placement>) = moved.unzip();
            let stand = walk.stand_in(text, &before).await?;
            for (stays, stands) in marks.into_iter().zip(stand) {
                *stays = stands;
            }
        }
        Ok(stay)
    }

    /// The stack that a placement's resource is in now, and the placement as it stands there.
    fn before(&self, stack: &str, placement: &Placement) -> Option<(String, Placement)> {
        let mut before = placement.clone();
        if placement.path.first().is_none_or(|section| section != "Resources") {
            return Some((stack.to_owned(), before));
        }
        let logical_id = before.path.get_mut(1)?;
        let (from, id) = self.origin(stack, logical_id)?;
        *logical_id = id;
        Some((from, before))
    }

    /// Where a resource is now: as mapped, else under its id in the same stack, else in another one.
    fn origin(&self, stack: &str, logical_id: &str) -> Option<(String, String)> {
        let here = (stack.to_owned(), logical_id.to_owned());
        if let Some(mapped) = self.mapped.get(&here) {
            return Some(mapped.clone());
        }
        let has = |stack: &String| {
            self.deployed.get(stack).is_some_and(|(_, ids)| ids.contains(logical_id))
        };
        let own = has(&here.0).then_some(&here.0);
        let from = own.or_else(|| self.deployed.keys().find(|stack| has(stack)))?;
        Some((from.clone(), here.1.clone()))
    }
}
