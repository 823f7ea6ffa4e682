//! A template and the stacks inside it, rewritten from the inside out.

use std::{
    collections::{BTreeMap, BTreeSet},
    pin::Pin,
};

use entail_wire::sigv4::canonical_request::sha256;

use super::{deployment::Deployment, fits, import::may_be_there};
use crate::{
    endpoints::Partition,
    intercept::{
        Call, Interceptor, Mode, Refusal,
        compared::Compared,
        names::template_hash,
        objects::{beside, without_query},
        placed::{as_unchanged, is_change, not_bounded, stood_there},
    },
    journal::{Bounded, Event, NotBounded, Place},
    limits::{EVENTS_MAX, NESTED_STACK_DEPTH_MAX, NESTED_STACKS_MAX, TEMPLATE_BYTES_MAX},
    required::RequiredBoundary,
    state::InjectedTemplate,
    template::{
        Accounts, NestedStack, Options, Placement, Rewritten, TemplateError, repoint, restore,
        rewrite_for, stand,
    },
};

/// The way through a template and the stacks inside it.
pub(in crate::intercept) struct Walk<'a> {
    interceptor: &'a Interceptor,
    call: &'a Call,
    required: &'a RequiredBoundary,
    stack: String,
    /// Nothing is written then, and only looked at what would be.
    only_looks: bool,
    /// Whether resources that are there under their names are taken in instead of made.
    takes_existing: bool,
    compared: Compared,
    /// The URLs of stacks inside and their accounts, with what became of them.
    known: BTreeMap<String, Known>,
    inside: Inside,
}

/// What was found in the stacks inside.
#[derive(Debug, Default)]
pub(in crate::intercept) struct Inside {
    pub(in crate::intercept) events: Vec<Event>,
    pub(in crate::intercept) templates: Vec<InjectedTemplate>,
    pub(super) has_changes: bool,
}

/// What became of a stack inside whose template may serve others too.
#[derive(Debug)]
struct Known {
    /// Its new URL; none where it stays.
    moved: Option<String>,
    /// What it and the stacks inside it make.
    events: Vec<Event>,
}

/// A template after rewriting, and what it makes.
#[derive(Debug)]
pub(super) struct Walked {
    pub(super) text: String,
    pub(super) placements: Vec<Placement>,
    pub(super) events: Vec<Event>,
}

impl Walked {
    /// What the state file keeps of it.
    pub(super) fn injected(&self) -> InjectedTemplate {
        let placements = self.placements.iter().filter(|placement| is_change(placement));
        InjectedTemplate {
            sha256: template_hash(&self.text),
            placements: placements.cloned().collect(),
        }
    }
}

type Walking<'b> = Pin<Box<dyn Future<Output = Result<Walked, Refusal>> + Send + 'b>>;

impl<'a> Walk<'a> {
    pub(in crate::intercept) fn new(
        interceptor: &'a Interceptor,
        call: &'a Call,
        required: &'a RequiredBoundary,
        name: &str,
    ) -> Self {
        Self {
            interceptor,
            call,
            required,
            stack: name.to_owned(),
            only_looks: interceptor.options.mode == Mode::Check,
            takes_existing: false,
            compared: Compared::default(),
            known: BTreeMap::new(),
            inside: Inside::default(),
        }
    }

    /// Writes nothing: it is only looked at what would be.
    pub(super) fn only_looking(self) -> Self {
        Self { only_looks: true, ..self }
    }

    /// Takes in what is there already, as the deployment says.
    pub(super) fn of(self, deployment: &Deployment) -> Self {
        Self { takes_existing: deployment.takes_existing, ..self }
    }

    /// What was found in the stacks inside.
    pub(in crate::intercept) fn into_inside(self) -> Inside {
        self.inside
    }

    /// Rewrites a template, and the templates of the stacks inside it.
    pub(super) fn rewrite<'b>(
        &'b mut self,
        text: &'b str,
        file: Option<String>,
        accounts: Accounts,
        depth: usize,
    ) -> Walking<'b> {
        Box::pin(async move {
            let rewritten = self.alone(text, file.as_deref(), accounts).await?;
            let mut events = self.events(&rewritten, file.as_deref());
            let mut targets = Vec::new();
            for nested in &rewritten.nested {
                match self.inside(nested, depth).await? {
                    Nested::Stays => {}
                    Nested::Moves(url) => targets.push((nested.logical_id.clone(), url)),
                    Nested::Unknown => {
                        events.push(self.not_literal(nested, file.as_deref()));
                    }
                }
            }
            let Rewritten { text, mut placements, .. } = rewritten;
            if targets.is_empty() {
                return Ok(Walked { text, placements, events });
            }
            let repointed = repoint(&text, &targets);
            let (text, moved) = repointed.map_err(|error| self.unreadable(&error, None))?;
            placements.extend(moved);
            Ok(Walked { text, placements, events })
        })
    }

    /// Whether a template as it is has what each of these placements put into another one.
    pub(super) async fn stand_in(
        &mut self,
        text: &str,
        placements: &[Placement],
    ) -> Result<Vec<bool>, Refusal> {
        let stand = stand(text, placements).map_err(|error| self.unreadable(&error, None))?;
        // The boundary may be written in other words.
        let own = self.alone(text, None, Accounts::One).await?.placements;
        let own: BTreeSet<Vec<String>> =
            own.into_iter().filter(|it| !is_change(it)).map(|it| it.path).collect();
        let all = placements.iter().zip(stand);
        Ok(all.map(|(placement, stands)| stands || own.contains(&placement.path)).collect())
    }

    /// Takes out of a rewritten template what does not stay.
    pub(super) fn keeping(
        &mut self,
        walked: Walked,
        stays: &[bool],
        why: &str,
    ) -> Result<Walked, Refusal> {
        let Walked { text, placements, events } = walked;
        let mut stays = stays.iter();
        let (placements, undone): (Vec<_>, Vec<_>) = placements
            .into_iter()
            .partition(|it| stays.next().is_some_and(|it| *it) || !is_change(it));
        let text = restore(&text, &undone).map_err(|error| self.unreadable(&error, None))?;
        if undone.iter().any(is_moved) {
            // They stay what they are, too.
            let inside = &mut self.inside.events;
            *inside = inside.iter().map(as_unchanged).collect();
        }
        let undone: BTreeSet<&str> = undone.iter().map(|it| it.logical_id.as_str()).collect();
        let told = |event| match event {
            Event::Bounded(it) if undone.contains(it.name.as_str()) && !stood_there(&it.how) => {
                not_bounded(&it.kind, &it.name, it.place, why.to_owned())
            }
            other => other,
        };
        Ok(Walked { text, placements, events: events.into_iter().map(told).collect() })
    }

    /// Rewrites one template; boundaries that it names itself are compared with the required one.
    async fn alone(
        &mut self,
        text: &str,
        file: Option<&str>,
        accounts: Accounts,
    ) -> Result<Rewritten, Refusal> {
        let rewriting = |options: &Options<'_>| rewrite_for(accounts, text, options);
        let Self { interceptor, call, required, .. } = self;
        let result = self.compared.rewrite(interceptor, call, required, rewriting).await?;
        result.map_err(|error| self.unreadable(&error, file))
    }

    /// Rewrites the template of a stack inside, once.
    pub(in crate::intercept) async fn inside(
        &mut self,
        nested: &NestedStack,
        depth: usize,
    ) -> Result<Nested, Refusal> {
        let Some(url) = &nested.template_url else { return Ok(Nested::Unknown) };
        let Some(url) = self.filled_in(url).await? else { return Ok(Nested::Unknown) };
        let key = format!("{:?} {url}", nested.accounts);
        if let Some(known) = self.known.get(&key) {
            // Its principals are made once more. A template can't multiply them without end.
            let told = &mut self.inside.events;
            if told.len() + known.events.len() <= EVENTS_MAX {
                told.extend(known.events.iter().map(|event| made_by(&nested.logical_id, event)));
            } else {
                self.interceptor.warn(format!(
                    "`{}` makes more than {EVENTS_MAX} principals in the stacks inside it: of those \
                     of templates that several stacks share not all are told",
                    self.stack
                ));
            }
            return Ok(known.moved.clone().map_or(Nested::Stays, Nested::Moves));
        }
        if depth >= NESTED_STACK_DEPTH_MAX || self.known.len() >= NESTED_STACKS_MAX {
            return Err(Refusal::invalid(format!(
                "the stack `{}` has more than {NESTED_STACKS_MAX} stacks inside it, or more than \
                 {NESTED_STACK_DEPTH_MAX} inside one another",
                self.stack
            )));
        }
        // The way is as deep as stacks are inside one another: what waits on it has to be small.
        let text = Box::pin(self.interceptor.fetch(&url, self.call)).await?;
        let file = self.interceptor.file_of(&text).await.unwrap_or_else(|| without_query(&url));
        let told_before = self.inside.events.len();
        let mut walked = self.rewrite(&text, Some(file), nested.accounts, depth + 1).await?;
        if self.takes_existing {
            let told = |it: &Bounded| stood_there(&it.how) || !self.only_looks;
            let events = may_be_there(&text, walked.events, told);
            walked.events = events.map_err(|error| self.unreadable(&error, None))?;
        }
        let moved = if walked.text == text {
            None
        } else {
            Some(Box::pin(self.write(&url, &walked)).await?)
        };
        self.inside.templates.push(walked.injected());
        self.inside.events.extend(walked.events);
        let events = self.inside.events.iter().skip(told_before).cloned().collect();
        self.known.insert(key, Known { moved: moved.clone(), events });
        Ok(moved.map_or(Nested::Stays, Nested::Moves))
    }

    /// Writes a changed template beside its original.
    async fn write(&mut self, url: &str, walked: &Walked) -> Result<String, Refusal> {
        self.inside.has_changes = true;
        fits(&self.stack, &walked.text, TEMPLATE_BYTES_MAX, "")?;
        let beside = beside(url, &sha256(walked.text.as_bytes()));
        if !self.only_looks {
            self.interceptor.store(&beside, &walked.text, self.call).await?;
        }
        Ok(beside)
    }

    /// A URL with its pseudo parameters filled in; none where others are left.
    async fn filled_in(&self, url: &str) -> Result<Option<String>, Refusal> {
        if !url.contains("${") {
            return Ok(Some(url.to_owned()));
        }
        let account = Box::pin(self.interceptor.account(self.call)).await?;
        let url = url
            .replace("${AWS::Region}", &self.call.region)
            .replace("${AWS::AccountId}", &account.id)
            .replace("${AWS::Partition}", &account.partition)
            .replace("${AWS::URLSuffix}", Partition::of(&self.call.region).suffix());
        Ok(Some(url).filter(|url| !url.contains("${")))
    }

    fn events(&self, rewritten: &Rewritten, file: Option<&str>) -> Vec<Event> {
        let bounded = rewritten.placements.iter().map(|placement| {
            Event::Bounded(Bounded {
                kind: placement.resource_type.clone(),
                name: placement.logical_id.clone(),
                place: self.place(file, placement.line),
                boundary: placement.value.clone(),
                how: placement.how.clone(),
            })
        });
        let unbounded = rewritten.unbounded.iter().map(|it| {
            let place = self.place(file, it.line);
            not_bounded(&it.resource_type, &it.logical_id, place, it.why.clone())
        });
        bounded.chain(unbounded).collect()
    }

    fn not_literal(&self, nested: &NestedStack, file: Option<&str>) -> Event {
        let why = "the URL of its template is known to CloudFormation only, so what it makes is not \
                   bounded here: write the URL literally, or rewrite that template with `entail \
                   template` before it is uploaded";
        let place = self.place(file, nested.line);
        not_bounded("AWS::CloudFormation::Stack", &nested.logical_id, place, why.to_owned())
    }

    fn place(&self, file: Option<&str>, line: usize) -> Place {
        let file = file.map(str::to_owned);
        let (stack, region) = (Some(self.stack.clone()), Some(self.call.region.clone()));
        let account = self.interceptor.known_account(self.call);
        Place::Template { stack, account, region, file, line }
    }

    fn unreadable(&self, error: &TemplateError, file: Option<&str>) -> Refusal {
        unreadable(&self.stack, file, error)
    }
}

/// Whether it is a stack inside that has another template: nothing else that is put is a URL.
fn is_moved(placement: &Placement) -> bool {
    placement.value.contains("://")
}

/// What another stack makes of a template that was told of already: named by that stack too.
fn made_by(stack: &str, event: &Event) -> Event {
    let mut event = event.clone();
    if let Event::Bounded(Bounded { name, .. })
    | Event::Unbounded(NotBounded { name, .. })
    | Event::Unseen(NotBounded { name, .. }) = &mut event
    {
        *name = format!("{stack}/{name}");
    }
    event
}

/// What becomes of a stack inside.
pub(in crate::intercept) enum Nested {
    /// Its template needs no change.
    Stays,
    /// Its changed template has this URL.
    Moves(String),
    /// Where its template is can't be told.
    Unknown,
}

/// A template that can't be rewritten.
pub(super) fn unreadable(stack: &str, file: Option<&str>, error: &TemplateError) -> Refusal {
    let file = file.map(|file| format!(" (`{file}`)")).unwrap_or_default();
    match error {
        TemplateError::Conflict { .. } => Refusal::denied(format!(
            "the template of `{stack}`{file} has another boundary: {error}; name the required one, \
             none, or allow it to be replaced with `--on-conflict replace`"
        )),
        _ => Refusal::invalid(format!(
            "the template of `{stack}`{file} can't be understood, so that nothing in it can be \
             bounded: {error}"
        )),
    }
}
