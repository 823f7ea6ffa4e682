//! Policies, written with the request at hand.

use std::ops::Range;

use super::super::Choices;
use super::condition::conditions;
use super::malformed::malformed;
use super::pattern::near;
use super::request::Request;
use super::vocabulary::{ACTIONS, DECIDABLE_KEYS, PATTERNS, PRINCIPALS, UNDECIDABLE_KEYS};
use crate::reference::json::Json;

/// What a policy is made for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// To grant, with denies among it.
    Grant,
    /// To limit: it allows much.
    Limit,
    /// To limit what a lineage may do, which may believe fewer condition keys.
    Inherited,
    /// The policy of a resource, with principals.
    Resource,
    /// A resource control policy: it denies.
    ResourceControl,
    /// A VPC endpoint's: it allows much, with principals.
    Endpoint,
}

/// Makes the policies of one request and gives each its own name.
pub(super) struct Policies<'choices, 'input, 'request> {
    pub(super) choices: &'choices mut Choices<'input>,
    request: &'request Request,
    /// Variables with what they stand for in this request.
    values: Vec<(String, String)>,
    count: usize,
}

impl<'choices, 'input, 'request> Policies<'choices, 'input, 'request> {
    pub(super) fn new(choices: &'choices mut Choices<'input>, request: &'request Request) -> Self {
        let mut values = vec![
            ("aws:username".to_owned(), "alice".to_owned()),
            ("aws:PrincipalAccount".to_owned(), "111122223333".to_owned()),
            ("AWS:resourceaccount".to_owned(), "444455556666".to_owned()),
        ];
        let given = request.context.iter();
        values.extend(
            given.filter_map(|(key, value)| Some((key.clone(), value.as_text()?.to_owned()))),
        );
        Policies { choices, request, values, count: 0 }
    }

    pub(super) fn levels(&mut self, kind: Kind) -> Json {
        let count = 1 + self.choices.below(3);
        Json::Array((0..count).map(|_| self.list(kind, 0..3)).collect())
    }

    pub(super) fn list(&mut self, kind: Kind, count: Range<usize>) -> Json {
        let count = count.start + self.choices.below(count.len());
        Json::Array((0..count).map(|_| self.policy(kind)).collect())
    }

    /// A policy under a name of its own.
    pub(super) fn policy(&mut self, kind: Kind) -> Json {
        self.count += 1;
        let name = format!("P{}", self.count);
        let document = self.document(kind);
        let document = if self.choices.once_in(40) {
            Json::String(malformed(self.choices, &document))
        } else if self.choices.once_in(10) {
            Json::String(document.to_string())
        } else {
            document
        };
        let mut members =
            vec![("name".to_owned(), Json::String(name)), ("policy".to_owned(), document)];
        if kind == Kind::Inherited && self.choices.once_in(3) {
            members.push(("undecidable_keys".to_owned(), self.undecidable_keys()));
        }
        Json::Object(members)
    }

    fn undecidable_keys(&mut self) -> Json {
        let mut some = |names: &[&str]| {
            let count = self.choices.below(3);
            Json::Array((0..count).map(|_| Json::text(self.choices.text(names))).collect())
        };
        Json::object([("keys", some(UNDECIDABLE_KEYS)), ("except", some(DECIDABLE_KEYS))])
    }

    fn document(&mut self, kind: Kind) -> Json {
        let mut members = Vec::new();
        match self.choices.below(8) {
            0 => {}
            1 => members.push(("Version".to_owned(), Json::text("2008-10-17"))),
            _ => members.push(("Version".to_owned(), Json::text("2012-10-17"))),
        }
        let mut statements = Vec::new();
        if kind != Kind::ResourceControl && self.choices.once_in(3) {
            statements.push(self.broad(kind));
        }
        for _ in 0..=self.choices.below(3) {
            statements.push(self.statement(kind));
        }
        let lone = if self.choices.once_in(2) { statements.pop() } else { None };
        let statement = match lone {
            Some(lone) if statements.is_empty() => lone,
            lone => Json::Array(statements.into_iter().chain(lone).collect()),
        };
        members.push(("Statement".to_owned(), statement));
        Json::Object(members)
    }

    /// An Allow of almost everything, so that what else is there decides.
    fn broad(&mut self, kind: Kind) -> Json {
        let mut members = vec![("Effect".to_owned(), Json::text("Allow"))];
        if matches!(kind, Kind::Resource | Kind::Endpoint) {
            members.push(("Principal".to_owned(), self.principals()));
        }
        members.push(("Action".to_owned(), Json::text("*")));
        members.push(("Resource".to_owned(), Json::text("*")));
        Json::Object(members)
    }

    fn statement(&mut self, kind: Kind) -> Json {
        let mut members = Vec::new();
        if self.choices.once_in(8) {
            members.push(("Sid".to_owned(), Json::text(self.choices.text(&["One", "Two"]))));
        }
        let denies = match kind {
            Kind::ResourceControl => true,
            Kind::Grant | Kind::Resource => self.choices.once_in(4),
            Kind::Limit | Kind::Inherited | Kind::Endpoint => self.choices.once_in(3),
        };
        members.push(("Effect".to_owned(), Json::text(if denies { "Deny" } else { "Allow" })));
        self.add_principal(kind, &mut members);
        let name = if self.choices.once_in(8) { "NotAction" } else { "Action" };
        members.push((name.to_owned(), self.actions()));
        let resources = self.resources();
        match self.choices.below(24) {
            // Whether this element may be left out depends on the kind of policy.
            0 => {}
            1..=3 => members.push(("NotResource".to_owned(), resources)),
            _ => members.push(("Resource".to_owned(), resources)),
        }
        if self.choices.once_in(2) {
            let conditions = conditions(self.choices, &self.request.context, &self.values);
            members.push(("Condition".to_owned(), conditions));
        }
        Json::Object(members)
    }

    fn add_principal(&mut self, kind: Kind, members: &mut Vec<(String, Json)>) {
        let belongs = !matches!(kind, Kind::Grant | Kind::Limit | Kind::Inherited);
        // Where it does not belong it is now and then, and the other way round.
        if belongs == self.choices.once_in(60) {
            return;
        }
        let name = if self.choices.once_in(6) { "NotPrincipal" } else { "Principal" };
        members.push((name.to_owned(), self.principals()));
    }

    fn principals(&mut self) -> Json {
        if self.choices.once_in(6) {
            return Json::text("*");
        }
        let mut kinds: Vec<(String, Json)> = Vec::new();
        for _ in 0..=self.choices.below(3) {
            let place = self.choices.below(PRINCIPALS.len());
            let Some((kind, name)) = PRINCIPALS.get(place) else { continue };
            match kinds.iter_mut().find(|(there, _)| there == kind) {
                None => kinds.push(((*kind).to_owned(), Json::text(*name))),
                Some((_, Json::Array(names))) => names.push(Json::text(*name)),
                Some((_, one)) => *one = Json::Array(vec![one.clone(), Json::text(*name)]),
            }
        }
        Json::Object(kinds)
    }

    fn actions(&mut self) -> Json {
        let request = self.request;
        self.one_or_several(|policies| {
            if policies.choices.once_in(3) {
                policies.choices.text(ACTIONS).to_owned()
            } else {
                near(policies.choices, &request.action, &[])
            }
        })
    }

    fn resources(&mut self) -> Json {
        let request = self.request;
        self.one_or_several(|policies| {
            if policies.choices.once_in(2) {
                policies.choices.text(PATTERNS).to_owned()
            } else {
                near(policies.choices, &request.resource, &policies.values)
            }
        })
    }

    fn one_or_several(&mut self, one: impl Fn(&mut Self) -> String) -> Json {
        match self.choices.below(6) {
            0 => {
                Json::Array((0..=self.choices.below(3)).map(|_| Json::String(one(self))).collect())
            }
            _ => Json::String(one(self)),
        }
    }
}
