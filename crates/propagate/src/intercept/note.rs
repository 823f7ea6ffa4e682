//! What is remembered of a call until its answer is there, and what is done then.

use std::sync::PoisonError;

use entail_policy::arn::Arn;
use hyper::body::Bytes;

use super::{
    Call, Interceptor, Masking,
    mask::{self, Described, Shown},
    names::{call_name, kind_name, template_hash},
    sts::given,
    xml::Element,
};
use crate::{
    journal::{Event, NotBounded, Place},
    state::{
        Account, AccountRecord, InjectedPrincipal, InjectedResource, InjectedTemplate,
        PrincipalKind, StateError,
    },
    template::{Placement, restore, restore_properties},
};

/// What is remembered of a call until its answer is there. It counts when the call succeeds.
#[derive(Debug, Default)]
pub struct Note {
    /// What is told then.
    pub(super) events: Vec<Event>,
    /// What the state file keeps then.
    pub(super) keep: Option<Keep>,
    /// What the answer is looked at for.
    pub(super) look: Look,
}

impl Note {
    /// One that only looks at the answer.
    pub(super) fn looking(look: Look) -> Self {
        Self { look, ..Self::default() }
    }
}

/// A change of what is known to have been injected.
#[derive(Debug)]
pub(super) enum Keep {
    /// A principal was given a boundary. Its id is in the answer where it was created.
    Principal(PrincipalKind, String, InjectedPrincipal),
    /// A principal is gone, or its boundary is what somebody wrote.
    ForgetPrincipal(PrincipalKind, String),
    /// A user has another name.
    Renamed(String, String),
    /// Templates were sent for a stack.
    Templates(String, Vec<InjectedTemplate>),
    /// A stack is gone.
    ForgetStack(String),
    /// A resource of Cloud Control is made or changed; what it is called is in the answer.
    Resource(Vec<Placement>),
    /// A resource of Cloud Control is gone: its type and identifier.
    ForgetResource(String, String),
}

/// What an answer is looked at for.
#[derive(Debug, Default)]
pub(super) enum Look {
    /// Nothing.
    #[default]
    Nothing,
    /// Roles and users, to mask them.
    Principals,
    /// A role that AWS made from a template of its own, which has to carry this boundary.
    RoleFromTemplate(Arn),
    /// The template of a stack, to mask it.
    Template(String, Stage),
    /// The ARN of a change set that was made; its name with the stack's is known.
    ChangeSet(String),
    /// Properties in Cloud Control's answers, to mask them.
    Properties,
    /// Credentials that are given out.
    Credentials,
}

/// Which template of a stack an answer shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// The one that was submitted, as it was.
    Original,
    /// What `CloudFormation` made of it.
    Processed,
}

impl Interceptor {
    /// Keeps what a call that succeeded has injected.
    pub(super) async fn keep(&self, call: &Call, keep: Keep, answer: &Bytes) {
        let remembers =
            matches!(keep, Keep::Principal(..) | Keep::Templates(..) | Keep::Resource(_));
        if !remembers && self.parts.state.is_empty() {
            return;
        }
        let text = String::from_utf8_lossy(answer);
        let shown = match keep {
            Keep::Principal(..) | Keep::ForgetPrincipal(..) => {
                mask::shown_in(&text).into_iter().next()
            }
            _ => None,
        };
        let account = match &shown {
            Some(shown) => Ok(shown.account.clone()),
            None => self.account(call).await,
        };
        let kept = match account {
            Ok(account) => {
                self.kept(call, &account, keep, shown, &text).map_err(|it| it.to_string())
            }
            Err(refusal) => Err(refusal.message),
        };
        if let Err(reason) = kept {
            self.warn(format!(
                "what was injected is not remembered, so that a later run shows it as drift: {reason}"
            ));
        }
    }

    fn kept(
        &self,
        call: &Call,
        account: &Account,
        keep: Keep,
        shown: Option<Shown>,
        answer: &str,
    ) -> Result<(), StateError> {
        let region = call.region.as_str();
        let progress = match keep {
            Keep::Resource(_) => mask::progress(answer),
            _ => None,
        };
        self.parts.state.change(account, move |record| match keep {
            Keep::Principal(kind, name, injected) => {
                let id = shown.map(|shown| shown.id).or_else(|| injected.id.clone());
                record.put_principal(kind, &name, InjectedPrincipal { id, ..injected });
            }
            Keep::ForgetPrincipal(kind, name) => record.forget_principal(kind, &name),
            Keep::Renamed(name, new) => renamed(record, &name, &new),
            Keep::Templates(stack, templates) => record.change_region(region, |region| {
                for template in templates {
                    region.put_template(&stack, template);
                }
            }),
            Keep::ForgetStack(stack) => {
                record.change_region(region, |region| region.forget_stack(&stack));
            }
            Keep::ForgetResource(kind, name) => {
                record.change_region(region, |region| region.forget_resource(&kind, &name));
            }
            Keep::Resource(placements) => record.change_region(region, |region| {
                let Some(progress) = progress else { return };
                let Some(name) = progress.name() else { return };
                if placements.is_empty() {
                    region.forget_resource(&progress.resource_type, name);
                } else {
                    let resource = InjectedResource { placements };
                    region.put_resource(&progress.resource_type, name, resource);
                }
            }),
        })
    }

    /// The answer's new text; none where it stays as it is.
    pub(super) async fn looked_at(
        &self,
        call: &Call,
        look: Look,
        answer: &Bytes,
    ) -> Option<String> {
        let text = std::str::from_utf8(answer).ok();
        match look {
            Look::Nothing => None,
            Look::ChangeSet(name) => {
                self.made_change_set(name, text);
                None
            }
            Look::Credentials => {
                self.learn(call, text?);
                None
            }
            Look::RoleFromTemplate(required) => {
                self.report_roles(call, text?, &required);
                self.masked_principals(text?)
            }
            Look::Principals => self.masked_principals(text?),
            Look::Template(stack, stage) => self.masked_template(call, &stack, stage, text?).await,
            Look::Properties => self.masked_properties(call, text?).await,
        }
    }

    /// Whether answers have to be looked at for what was injected.
    pub(super) fn masks(&self) -> bool {
        self.options.masking == Masking::Masked && !self.parts.state.is_empty()
    }

    fn made_change_set(&self, name: String, answer: Option<&str>) {
        let root = answer.and_then(Element::read);
        let arn = root.as_ref().and_then(|root| root.text_of(&["CreateChangeSetResult", "Id"]));
        let mut own = self.change_sets.lock().unwrap_or_else(PoisonError::into_inner);
        own.extend(arn.map(|arn| arn.trim().to_owned()));
        own.insert(name);
    }

    /// Whether a change set was made in this run, and so with its boundaries.
    pub(super) fn is_own_change_set(&self, name: &str) -> bool {
        self.change_sets.lock().unwrap_or_else(PoisonError::into_inner).contains(name)
    }

    fn learn(&self, call: &Call, answer: &str) {
        let Some(given) = given(answer) else {
            self.warn(format!(
                "the credentials that {} gave out could not be read: calls that are signed with them \
                 will be refused",
                call_name(call)
            ));
            return;
        };
        self.learned.add(call, &given);
        self.parts.keyring.learn(given.credentials, given.expires);
    }

    fn masked_principals(&self, answer: &str) -> Option<String> {
        if !self.masks() {
            return None;
        }
        mask::principals(answer, |shown| {
            let known = |record: &AccountRecord| record.principal(shown.kind, &shown.name).cloned();
            self.parts.state.look_up(&shown.account, known)
        })
    }

    async fn masked_template(
        &self,
        call: &Call,
        stack: &str,
        stage: Stage,
        answer: &str,
    ) -> Option<String> {
        if !self.masks() {
            return None;
        }
        let account = self.account(call).await.ok()?;
        mask::template_body(answer, |body| {
            let placements = self.parts.state.look_up(&account, |record| {
                let region = record.region(&call.region)?;
                let exact = region.template(stack, &template_hash(body));
                // What is not the text that was sent is somebody else's, unless it was made of it.
                let made = || region.newest_template(stack).filter(|_| stage == Stage::Processed);
                let known = exact.or_else(made)?;
                Some(known.placements.clone())
            })?;
            restore(body, &placements).ok()
        })
    }

    async fn masked_properties(&self, call: &Call, answer: &str) -> Option<String> {
        if self.parts.state.is_empty() {
            return None;
        }
        let account = self.account(call).await.ok()?;
        self.follow_progress(call, &account, answer);
        if !self.masks() {
            return None;
        }
        mask::properties(answer, |described: &Described| {
            let Described { resource_type, identifier, properties } = described;
            let placements = self.parts.state.look_up(&account, |record| {
                let resource = record.region(&call.region)?.resource(resource_type, identifier)?;
                Some(resource.placements.clone())
            })?;
            restore_properties(properties, &placements).ok()
        })
    }

    /// A resource that was known by its request has an identifier by now.
    fn follow_progress(&self, call: &Call, account: &Account, answer: &str) {
        let Some(progress) = mask::progress(answer) else { return };
        let (Some(identifier), Some(token)) = (progress.identifier, progress.token_name) else {
            return;
        };
        let kind = progress.resource_type;
        let waiting = self.parts.state.look_up(account, |record| {
            record.region(&call.region)?.resource(&kind, &token).cloned()
        });
        let Some(resource) = waiting else { return };
        let moved = self.parts.state.change(account, |record| {
            record.change_region(&call.region, |region| {
                region.forget_resource(&kind, &token);
                region.put_resource(&kind, &identifier, resource);
            });
        });
        if let Err(error) = moved {
            self.warn(error.to_string());
        }
    }

    fn report_roles(&self, call: &Call, answer: &str, required: &Arn) {
        let required = required.to_string();
        for shown in mask::shown_in(answer) {
            if shown.boundary.as_ref() == Some(&required) {
                continue;
            }
            self.parts.journal.add(Event::Unbounded(NotBounded {
                kind: kind_name(shown.kind).to_owned(),
                name: shown.name,
                place: Place::Call { call: call_name(call) },
                why: format!(
                    "AWS makes it from a role template, which a boundary can't be given to: put \
                     `{required}` on it with iam:PutRolePermissionsBoundary"
                ),
            }));
        }
    }
}

fn renamed(record: &mut AccountRecord, name: &str, new: &str) {
    let kind = PrincipalKind::User;
    if let Some(injected) = record.principal(kind, name).cloned() {
        record.forget_principal(kind, name);
        record.put_principal(kind, new, injected);
    }
}
