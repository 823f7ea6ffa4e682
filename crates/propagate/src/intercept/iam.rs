//! Calls to IAM that make principals, or change their boundaries.

use super::{
    Call, Decision, Interceptor, Mode, NotSent, Note, Refusal, Sent,
    changed::changes as changed_by,
    form::Form,
    names::{call_name, kind_name},
    note::{Keep, Look, Subject},
    placed::not_bounded,
    required::Verdict,
};
use crate::{
    journal::{Bounded, Event, Place},
    required::RequiredBoundary,
    state::{InjectedPrincipal, PrincipalKind},
    template::How,
};

/// Entail's own parameter, which AWS does not know.
const TRANSITIVE: &str = "TransitivePermissionsBoundary";

/// The parameter of the boundary.
const BOUNDARY: &str = "PermissionsBoundary";

/// The calls whose answers show roles or users.
const SHOWS_PRINCIPALS: [&str; 9] = [
    "GetAccountAuthorizationDetails",
    "GetGroup",
    "GetInstanceProfile",
    "GetRole",
    "GetUser",
    "ListInstanceProfiles",
    "ListInstanceProfilesForRole",
    "ListRoles",
    "ListUsers",
];

impl Interceptor {
    pub(super) async fn iam(&self, call: &Call) -> Decision {
        use PrincipalKind::{Role, User};
        match call.operation.as_str() {
            "CreateRole" => self.create(call, Role).await,
            "CreateUser" => self.create(call, User).await,
            "PutRolePermissionsBoundary" => self.put_boundary(call, Role).await,
            "PutUserPermissionsBoundary" => self.put_boundary(call, User).await,
            "DeleteRolePermissionsBoundary" => self.delete_boundary(call, Role).await,
            "DeleteUserPermissionsBoundary" => self.delete_boundary(call, User).await,
            "DeleteRole" => Ok(self.delete(call, Role).await),
            "DeleteUser" => Ok(self.delete(call, User).await),
            "UpdateUser" => self.rename(call).await,
            "AcquireRole" => self.role_from_template(call).await,
            "CreateAccessKey" => Ok(Some(Sent::as_it_is(call, Note::looking(Look::Credentials)))),
            name if SHOWS_PRINCIPALS.contains(&name) => Ok(self.show_principals(call)),
            name => match changed_by(name) {
                Some(kind) => self.change_principal(call, kind).await,
                None => Ok(None),
            },
        }
    }

    pub(super) fn show_principals(&self, call: &Call) -> Option<Sent> {
        self.masks().then(|| Sent::as_it_is(call, Note::looking(Look::Principals)))
    }

    async fn create(&self, call: &Call, kind: PrincipalKind) -> Decision {
        let Some(required) = self.required(None, call).await? else {
            return Ok(self.show_principals(call));
        };
        let (mut form, name) = named(call, kind)?;
        let dropped = self.drop_transitive(call, &mut form)?;
        let asked = form.get(BOUNDARY).map_err(unreadable)?;
        let verdict = self.verdict(asked.as_deref(), &required, &name, call).await?;
        if matches!(verdict, Verdict::Insert | Verdict::Replace) {
            self.check_principal(call, kind, &name, asked.as_deref(), &required)?;
            form.set(BOUNDARY, &required.arn.to_string());
        }
        let body = if dropped || changes(&verdict) { form.into_body() } else { call.body.clone() };
        let note = placed(self.place_of(call), kind, &name, &verdict, asked, &required);
        Ok(Some(Sent { body, note: Note { look: Look::Principals, ..note } }))
    }

    async fn put_boundary(&self, call: &Call, kind: PrincipalKind) -> Decision {
        let Some(required) = self.required(None, call).await? else {
            return Ok(self.forget(call, kind));
        };
        let (mut form, name) = named(call, kind)?;
        let dropped = self.drop_transitive(call, &mut form)?;
        let asked = form.get(BOUNDARY).map_err(unreadable)?;
        let verdict = self.verdict(asked.as_deref(), &required, &name, call).await?;
        match verdict {
            // Without a boundary the call means nothing to AWS, which says so.
            Verdict::Insert => {
                return Ok(dropped.then(|| Sent { body: form.into_body(), note: Note::default() }));
            }
            Verdict::Replace => {
                self.check_principal(call, kind, &name, asked.as_deref(), &required)?;
                form.set(BOUNDARY, &required.arn.to_string());
            }
            Verdict::AlreadyThere => {
                if let Some(answer) = self.named_at_last(call, kind, &name, &required).await {
                    return Err(NotSent::Settled(Box::new(answer)));
                }
            }
            Verdict::KeptIdentical => {}
        }
        let body = if dropped || changes(&verdict) { form.into_body() } else { call.body.clone() };
        let mut note = placed(self.place_of(call), kind, &name, &verdict, asked, &required);
        if let Some(Keep::Principal(_, _, injected)) = &mut note.keep {
            // AWS's answer does not say which of that name it is.
            let shown = self.principal(call, kind, &name).await;
            injected.id = shown.ok().map(|(_, shown)| shown.id);
        }
        Ok(Some(Sent { body, note }))
    }

    /// Of the required boundary it is not sent, unless clients see what stands on AWS. Of another one it
    /// takes effect, and is told: what the boundary policy allows is not refused here.
    async fn delete_boundary(&self, call: &Call, kind: PrincipalKind) -> Decision {
        let Some(required) = self.required(None, call).await? else {
            return Ok(self.forget(call, kind));
        };
        let (_, name) = named(call, kind)?;
        if let Some(answer) = self.named_no_more(call, kind, &name, &required).await {
            return Err(NotSent::Settled(Box::new(answer)));
        }
        let why = format!(
            "its boundary was removed by this call: put `{}` back with iam:Put{}PermissionsBoundary",
            required.arn,
            short(kind)
        );
        let event = not_bounded(kind_name(kind), &name, self.place_of(call), why);
        if self.options.mode == Mode::Check {
            self.parts.journal.add(event);
            self.only_checking(&format!("`{name}` would lose its boundary"))?;
            return Ok(None);
        }
        let subject = Some(Subject { kind, name: name.clone(), changed: None });
        let keep = Some(Keep::ForgetPrincipal(kind, name));
        let note = Note { events: vec![event], subject, keep, ..Note::default() };
        Ok(Some(Sent::as_it_is(call, note)))
    }

    async fn delete(&self, call: &Call, kind: PrincipalKind) -> Option<Sent> {
        let forgetting = self.forget(call, kind);
        let (_, name) = named(call, kind).ok()?;
        let Some(gone) = self.gone(call, kind, &name).await else { return forgetting };
        let mut sent = forgetting.unwrap_or_else(|| Sent::as_it_is(call, Note::default()));
        sent.note.events.push(gone);
        Some(sent)
    }

    /// What was injected is no more, or is somebody else's, once this call succeeds.
    fn forget(&self, call: &Call, kind: PrincipalKind) -> Option<Sent> {
        if self.parts.state.is_empty() {
            return None;
        }
        let (_, name) = named(call, kind).ok()?;
        let keep = Some(Keep::ForgetPrincipal(kind, name));
        Some(Sent::as_it_is(call, Note { keep, ..Note::default() }))
    }

    async fn rename(&self, call: &Call) -> Decision {
        let Ok((form, old)) = named(call, PrincipalKind::User) else { return Ok(None) };
        let new = form.get("NewUserName").ok().flatten().filter(|new| !new.is_empty());
        let note = self.changing(call, PrincipalKind::User, Some(old.clone())).await?;
        let mut note = note.unwrap_or_default();
        if let Some(new) = new {
            // Nobody is called so any more, and who it is now is looked at and told.
            if note.subject.as_ref().is_some_and(|subject| subject.changed.is_some()) {
                note.events.extend(self.gone(call, PrincipalKind::User, &old).await);
            }
            note.renamed = Some(new.clone());
            note.keep = (!self.parts.state.is_empty()).then_some(Keep::Renamed(old, new));
        }
        Ok(Some(Sent::as_it_is(call, note)))
    }

    async fn role_from_template(&self, call: &Call) -> Decision {
        let Some(required) = self.required(None, call).await? else {
            return Ok(self.show_principals(call));
        };
        self.only_checking("AWS would make a role that no boundary can be given to")?;
        let look = Look::RoleFromTemplate(required.arn);
        Ok(Some(Sent::as_it_is(call, Note::looking(look))))
    }

    /// AWS was never seen to ignore the parameter, so it is not sent.
    fn drop_transitive(&self, call: &Call, form: &mut Form) -> Result<bool, Refusal> {
        let Some(value) = form.get(TRANSITIVE).map_err(unreadable)? else { return Ok(false) };
        form.remove(TRANSITIVE);
        self.warn(format!(
            "{} was sent without `{TRANSITIVE}`, which AWS does not know: tag the principal with \
             `entail:transitive-boundary` = `{value}` instead",
            call_name(call)
        ));
        Ok(true)
    }

    /// In a check, reports a principal that would not be bounded, and refuses the call.
    fn check_principal(
        &self,
        call: &Call,
        kind: PrincipalKind,
        name: &str,
        asked: Option<&str>,
        required: &RequiredBoundary,
    ) -> Result<(), Refusal> {
        if self.options.mode == Mode::Inject {
            return Ok(());
        }
        let why = match asked {
            Some(asked) => {
                format!("it asks for the boundary `{asked}`, not for `{}`", required.arn)
            }
            None => format!("it does not ask for the boundary `{}`", required.arn),
        };
        let place = self.place_of(call);
        self.parts.journal.add(not_bounded(kind_name(kind), name, place, why.clone()));
        self.only_checking(&format!("`{name}` would not be bounded: {why}"))
    }
}

const fn changes(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Insert | Verdict::Replace)
}

/// What is told and kept of a principal that gets a boundary.
fn placed(
    place: Place,
    kind: PrincipalKind,
    name: &str,
    verdict: &Verdict,
    asked: Option<String>,
    required: &RequiredBoundary,
) -> Note {
    let required = required.arn.to_string();
    let own = asked.clone().unwrap_or_default();
    let (boundary, how) = match verdict {
        Verdict::AlreadyThere => (required, How::AlreadyThere),
        Verdict::KeptIdentical => (own, How::KeptIdentical),
        Verdict::Insert => (required.clone(), How::Inserted { text: required }),
        Verdict::Replace => (required.clone(), How::Replaced { original: own, text: required }),
    };
    let keep = if changes(verdict) {
        let original = asked.filter(|asked| !asked.is_empty());
        let injected = InjectedPrincipal { boundary: boundary.clone(), original, id: None };
        Keep::Principal(kind, name.to_owned(), injected)
    } else {
        Keep::ForgetPrincipal(kind, name.to_owned())
    };
    let event = Event::Bounded(Bounded {
        kind: kind_name(kind).to_owned(),
        name: name.to_owned(),
        place,
        boundary,
        how,
    });
    let subject = Some(Subject { kind, name: name.to_owned(), changed: None });
    Note { events: vec![event], subject, keep: Some(keep), ..Note::default() }
}

/// The parameter that names a principal.
pub(super) const fn name_parameter(kind: PrincipalKind) -> &'static str {
    match kind {
        PrincipalKind::Role => "RoleName",
        PrincipalKind::User => "UserName",
    }
}

/// The parameters of a call, and the principal that it names.
fn named(call: &Call, kind: PrincipalKind) -> Result<(Form, String), Refusal> {
    let form = parameters(call)?;
    let name = form.get(name_parameter(kind)).map_err(unreadable)?;
    // AWS says what is missing; and no principal comes of it.
    Ok((form, name.unwrap_or_default()))
}

/// The parameters of a call that may have to be changed. None may stand there twice: which of them
/// AWS takes is a guess.
pub(super) fn parameters(call: &Call) -> Result<Form, Refusal> {
    let form = Form::parse(&call.body).map_err(unreadable)?;
    match form.repeated() {
        None => Ok(form),
        Some(name) => Err(Refusal::invalid(format!("the parameter `{name}` is there twice"))),
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the form that map_err has")]
pub(super) fn unreadable(error: entail_wire::query::QueryError) -> Refusal {
    Refusal::invalid(format!("the parameters can't be read: {error}"))
}

pub(super) const fn short(kind: PrincipalKind) -> &'static str {
    match kind {
        PrincipalKind::Role => "Role",
        PrincipalKind::User => "User",
    }
}
