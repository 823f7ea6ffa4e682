//! What is done with an answer: it is masked, or something is learned from it.

use entail_policy::arn::Arn;
use hyper::body::Bytes;

use super::{
    Call, Interceptor, Masking,
    late::in_time,
    mask::{self, Described},
    names::{call_name, kind_name, template_hash},
    note::{Look, Stage},
    placed::not_bounded,
    sts::given,
    xml::Element,
};
use crate::{
    state::{Account, AccountRecord},
    template::{restore, restore_properties},
};

impl Interceptor {
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
                self.made_change_set(call, &name, text).await;
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

    async fn made_change_set(&self, call: &Call, name: &str, answer: Option<&str>) {
        let root = answer.and_then(Element::read);
        let arn = root.as_ref().and_then(|root| root.text_of(&["CreateChangeSetResult", "Id"]));
        let name = self.with_its_place(call, name).await;
        for known in arn.map(|arn| arn.trim().to_owned()).into_iter().chain(name) {
            self.change_sets.insert(known);
        }
    }

    /// Whether a change set was made in this run, and so with its boundaries: known by its ARN, or by
    /// its name with the stack's.
    pub(super) async fn is_own_change_set(&self, call: &Call, arn: &str, name: &str) -> bool {
        let name = self.with_its_place(call, name).await;
        let own = &self.change_sets;
        own.contains(arn) || name.is_some_and(|name| own.contains(&name))
    }

    /// A change set's name with account and region, in each of which there may be one of it.
    async fn with_its_place(&self, call: &Call, name: &str) -> Option<String> {
        let Account { partition, id } = self.account_in_time(call).await.ok()?;
        Some(format!("{partition}:{id}:{}:{name}", call.region))
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
        self.learned.add(call, &given, &self.parts.keyring);
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
        let account = self.account_in_time(call).await.ok()?;
        let known = |text: &str| {
            self.parts.state.look_up(&account, |record| {
                let region = record.region(&call.region)?;
                Some(region.template(stack, &template_hash(text))?.placements.clone())
            })
        };
        let exact = mask::template_body(answer, |body| restore(body, &known(body)?).ok());
        if exact.is_some() || stage == Stage::Original {
            return exact;
        }
        // What was made of another text than ours is somebody else's.
        let placements = known(&in_time(Box::pin(self.original_of(call))).await.ok()??)?;
        mask::template_body(answer, |body| restore(body, &placements).ok())
    }

    async fn masked_properties(&self, call: &Call, answer: &str) -> Option<String> {
        if self.parts.state.is_empty() {
            return None;
        }
        let account = self.account_in_time(call).await.ok()?;
        self.follow_progress(call, &account, answer).await;
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
    async fn follow_progress(&self, call: &Call, account: &Account, answer: &str) {
        let Some(progress) = mask::progress(answer) else { return };
        let (Some(identifier), Some(token)) = (progress.identifier, progress.token_name) else {
            return;
        };
        let kind = progress.resource_type;
        let waiting = self.parts.state.look_up(account, |record| {
            record.region(&call.region)?.resource(&kind, &token).cloned()
        });
        let Some(resource) = waiting else { return };
        let region = call.region.clone();
        let moved = self.change(account.clone(), move |record| {
            let region = record.region_mut(&region);
            region.forget_resource(&kind, &token);
            region.put_resource(&kind, &identifier, resource);
        });
        if let Err(error) = moved.await {
            self.warn(error);
        }
    }

    fn report_roles(&self, call: &Call, answer: &str, required: &Arn) {
        let required = required.to_string();
        for shown in mask::shown_in(answer) {
            if shown.boundary.as_ref() == Some(&required) {
                continue;
            }
            let why = format!(
                "AWS makes it from a role template, which a boundary can't be given to: put \
                 `{required}` on it with iam:PutRolePermissionsBoundary"
            );
            let place = self.place_of(call);
            let kind = kind_name(shown.kind);
            self.parts.journal.add(not_bounded(kind, &shown.name, place, why));
        }
    }
}
