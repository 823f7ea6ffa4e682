//! Calls that change a role or user which is there already: whether it carries the boundary is looked
//! up once, after the first change that AWS has made.

use http::Response;
use hyper::body::Bytes;

use super::{
    Call, Decision, Fronted, Interceptor, Mode, NotSent, Note, Sent,
    form::Form,
    iam::{name_parameter, short},
    late::in_time,
    mask::{self, Shown},
    names::kind_name,
    note::{Look, Subject},
    placed::not_bounded,
};
use crate::{
    journal::{Bounded, Denied, Event, NotBounded},
    required::RequiredBoundary,
    state::PrincipalKind,
    template::How,
    upstream::{Refused, UpstreamError},
};

/// The operations that change a role or a user, but for its boundary.
const CHANGES: [(&str, PrincipalKind); 17] = [
    ("AddUserToGroup", PrincipalKind::User),
    ("AttachRolePolicy", PrincipalKind::Role),
    ("AttachUserPolicy", PrincipalKind::User),
    ("DeleteRolePolicy", PrincipalKind::Role),
    ("DeleteUserPolicy", PrincipalKind::User),
    ("DetachRolePolicy", PrincipalKind::Role),
    ("DetachUserPolicy", PrincipalKind::User),
    ("PutRolePolicy", PrincipalKind::Role),
    ("PutUserPolicy", PrincipalKind::User),
    ("RemoveUserFromGroup", PrincipalKind::User),
    ("TagRole", PrincipalKind::Role),
    ("TagUser", PrincipalKind::User),
    ("UntagRole", PrincipalKind::Role),
    ("UntagUser", PrincipalKind::User),
    ("UpdateAssumeRolePolicy", PrincipalKind::Role),
    ("UpdateRole", PrincipalKind::Role),
    ("UpdateRoleDescription", PrincipalKind::Role),
];

/// What takes something from a principal; a check lets it through.
const TAKES: [&str; 4] = ["Delete", "Detach", "Remove", "Untag"];

/// The kind of principal that an operation changes.
pub(super) fn changes(operation: &str) -> Option<PrincipalKind> {
    CHANGES.iter().find(|(name, _)| *name == operation).map(|(_, kind)| *kind)
}

impl Interceptor {
    /// A call that changes a principal and goes on as it is.
    pub(super) async fn change_principal(&self, call: &Call, kind: PrincipalKind) -> Decision {
        let form = Form::parse(&call.body).ok();
        let name = form.and_then(|form| form.get(name_parameter(kind)).ok()?);
        let name = name.filter(|name| !name.is_empty());
        let Some(mut note) = self.changing(call, kind, name).await? else {
            return Ok(self.show_principals(call));
        };
        note.look = Look::Principals;
        Ok(Some(Sent::as_it_is(call, note)))
    }

    /// What is remembered of a call that changes a principal; none where nothing has to be passed on.
    ///
    /// A check looks before it is sent, and refuses the change of what is not bounded.
    pub(super) async fn changing(
        &self,
        call: &Call,
        kind: PrincipalKind,
        name: Option<String>,
    ) -> Result<Option<Note>, NotSent> {
        let Some(name) = name else { return Ok(None) };
        let subject = Subject { kind, name, changed: None };
        let required = match self.required(None, call).await {
            Ok(None) => return Ok(None),
            Ok(Some(required)) => required,
            Err(refusal) => {
                let unseen = self.unseen(call, &subject, &refusal.message);
                return Ok(Some(Note { events: vec![unseen], ..Note::about(subject) }));
            }
        };
        let gives = !TAKES.iter().any(|verb| call.operation.starts_with(verb));
        if self.options.mode == Mode::Check && gives && !self.is_told(call, &subject) {
            let event = self.standing(call, &subject, &required).await;
            if let Event::Unbounded(it) = &event {
                let what = format!("`{}` is not bounded: {}", it.name, it.why);
                self.parts.journal.add(event);
                self.only_checking(&what)?;
            }
        }
        Ok(Some(Note::about(Subject { changed: Some(required), ..subject })))
    }

    /// Tells of a principal that was changed, once; of one that was made, events of its own have told.
    pub(super) async fn tell_changed(&self, call: &Call, subject: &Subject) {
        let name = self.identity(call, kind_name(subject.kind), &subject.name);
        let is_new = self.told_principals.insert(name);
        let Some(required) = subject.changed.as_ref().filter(|_| is_new) else { return };
        let event = in_time(Box::pin(self.standing(call, subject, required))).await;
        let event = event.unwrap_or_else(|late| self.unseen(call, subject, &late.to_string()));
        self.parts.journal.add(event);
    }

    /// Tells of a principal that AWS refused to make or change.
    pub(super) fn tell_denied(&self, call: &Call, subject: Subject, answer: &Response<Bytes>) {
        let Refused { code, message } = Refused::read(answer);
        if code.starts_with("AccessDenied") {
            let (kind, name) = (kind_name(subject.kind).to_owned(), subject.name);
            let place = self.place_of(call);
            self.parts.journal.add(Event::Denied(Denied { kind, name, place, message }));
        }
    }

    /// Whether a principal carries the boundary, as AWS shows it to the caller.
    async fn standing(&self, call: &Call, subject: &Subject, required: &RequiredBoundary) -> Event {
        let Subject { kind, name, .. } = subject;
        let shown = match self.principal(call, *kind, name).await {
            Ok((_, shown)) => shown,
            Err(reason) => return self.unseen(call, subject, &reason),
        };
        let arn = required.arn.to_string();
        let how = match &shown.boundary {
            Some(boundary) if *boundary == arn => Some(How::AlreadyThere),
            Some(boundary) => match self.is_identical(boundary, required, call).await {
                Ok(same) => same.then_some(How::KeptIdentical),
                Err(refusal) => return self.unseen(call, subject, &refusal.message),
            },
            None => None,
        };
        let (kind, place) = (kind_name(*kind), self.place_of(call));
        match (how, shown.boundary) {
            (Some(how), Some(boundary)) => {
                let (kind, name) = (kind.to_owned(), name.clone());
                Event::Bounded(Bounded { kind, name, place, boundary, how })
            }
            (_, found) => {
                let found = found.map_or_else(
                    || "without a boundary".to_owned(),
                    |found| format!("with the boundary `{found}`"),
                );
                let short = short(subject.kind);
                let why = format!(
                    "it was there, {found}, when this call changed it: put `{arn}` on it with \
                     iam:Put{short}PermissionsBoundary"
                );
                not_bounded(kind, name, place, why)
            }
        }
    }

    fn unseen(&self, call: &Call, subject: &Subject, reason: &str) -> Event {
        let why = format!(
            "it was changed, and whether it carries the boundary can't be seen; AWS decides by the \
             boundary's policy: {reason}"
        );
        let (kind, name) = (kind_name(subject.kind).to_owned(), subject.name.clone());
        Event::Unseen(NotBounded { kind, name, place: self.place_of(call), why })
    }

    /// The boundary of a principal, if it has one; none where there is no such principal.
    pub(super) async fn boundary_of(
        &self,
        call: &Call,
        subject: &Subject,
    ) -> Result<Option<Option<String>>, String> {
        match self.asked_for(call, subject.kind, &subject.name).await {
            Ok((_, shown)) => Ok(Some(shown.boundary)),
            Err(error) if error.code() == Some("NoSuchEntity") => Ok(None),
            Err(error) => Err(error.to_string()),
        }
    }

    /// A principal as AWS shows it to the caller, with the answer.
    pub(super) async fn principal(
        &self,
        call: &Call,
        kind: PrincipalKind,
        name: &str,
    ) -> Result<(Bytes, Shown), String> {
        self.asked_for(call, kind, name).await.map_err(|error| error.to_string())
    }

    async fn asked_for(
        &self,
        call: &Call,
        kind: PrincipalKind,
        name: &str,
    ) -> Result<(Bytes, Shown), UpstreamError> {
        let action = format!("Get{}", short(kind));
        let asked = [("Action", action.as_str()), (name_parameter(kind), name)];
        let upstream = &self.parts.upstream;
        let answer = upstream.query(Fronted::Iam, &call.region, &call.credentials, &asked).await?;
        let shown = mask::shown_in(&String::from_utf8_lossy(&answer)).into_iter().next();
        let is_it = |shown: &Shown| shown.kind == kind && shown.name.eq_ignore_ascii_case(name);
        let shown = shown
            .filter(is_it)
            .ok_or_else(|| UpstreamError::Network(format!("iam:{action} shows another one")))?;
        Ok((answer, shown))
    }

    /// What is told once a principal is deleted; none where nothing was told of it.
    pub(super) async fn gone(&self, call: &Call, kind: PrincipalKind, name: &str) -> Option<Event> {
        let subject = Subject { kind, name: name.to_owned(), changed: None };
        let mut is_told = self.is_told(call, &subject);
        if !is_told && self.known_account(call).is_none() {
            // Whoever deletes it may be none of those who were told of it: then it matters where.
            let end = ending(kind_name(kind), name);
            is_told = self.told_principals.has_end(&end)
                && self.account_in_time(call).await.is_ok()
                && self.is_told(call, &subject);
        }
        let (kind, name) = (kind_name(kind).to_owned(), subject.name);
        is_told.then(|| Event::Gone { kind, name, place: self.place_of(call) })
    }

    /// Whoever comes to have the name is looked at anew.
    pub(super) fn forget_told(&self, call: &Call, kind: &str, name: &str) {
        self.told_principals.remove(&self.identity(call, kind, name));
    }

    fn is_told(&self, call: &Call, subject: &Subject) -> bool {
        let name = self.identity(call, kind_name(subject.kind), &subject.name);
        self.told_principals.contains(&name)
    }

    /// A principal's account, kind and name.
    fn identity(&self, call: &Call, kind: &str, name: &str) -> String {
        self.known_account(call).unwrap_or_default() + &ending(kind, name)
    }
}

/// What a principal's identity ends with, whatever its account.
fn ending(kind: &str, name: &str) -> String {
    format!(" {kind} {}", name.to_ascii_lowercase())
}

impl Note {
    /// One that only says whom a call is about.
    pub(super) fn about(subject: Subject) -> Self {
        Self { subject: Some(subject), ..Self::default() }
    }
}
