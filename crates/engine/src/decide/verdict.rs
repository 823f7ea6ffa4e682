//! What a layer says: the first Deny that matches, and the Allows.

use std::sync::Arc;

use entail_policy::tree::Effect;

use super::statement::{self, PolicyForm, Scope};
use crate::compile::{Policy, Statement, Statements};
use crate::matching::principal::Reach;
use crate::observer::Observer;
use crate::truth::Truth;

/// A statement that was found to match. An unreadable policy is found as a whole.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found<'a> {
    pub(super) policy: &'a Policy,
    pub(super) pointer: Option<&'a Arc<str>>,
}

/// What a layer, or one level of it, says.
#[derive(Debug, Default)]
pub(super) struct Verdict<'a> {
    /// The first Deny that matches.
    pub(super) deny: Option<Found<'a>>,
    /// Whether it allows; at every level, where it has levels.
    pub(super) allows: bool,
    /// The Allows that match.
    pub(super) grants: Grants<'a>,
}

/// The first Allow of each reach. Later ones of the same reach can do no more than the first.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Grants<'a> {
    account: Option<Grant<'a>>,
    issuer: Option<Grant<'a>>,
    direct: Option<Grant<'a>>,
    count: u32,
}

#[derive(Clone, Copy, Debug)]
struct Grant<'a> {
    found: Found<'a>,
    /// How many grants were found before it.
    number: u32,
}

/// Whether a layer applies, and what it says then.
#[derive(Debug)]
pub(super) enum Standing<'a> {
    /// It does not.
    NotApplicable,
    /// It does.
    Applies(Verdict<'a>),
}

impl<'a> Standing<'a> {
    pub(super) fn verdict(&self) -> Option<&Verdict<'a>> {
        match self {
            Self::NotApplicable => None,
            Self::Applies(verdict) => Some(verdict),
        }
    }

    /// A layer that does not apply does not stand in the way.
    pub(super) fn allows(&self) -> bool {
        self.verdict().is_none_or(|verdict| verdict.allows)
    }
}

impl<'a> Grants<'a> {
    pub(super) fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The most direct reach of all.
    pub(super) fn best(&self) -> Option<Reach> {
        self.in_reach_order().filter(|(_, grant)| grant.is_some()).map(|(reach, _)| reach).max()
    }

    /// The first grant in document order whose reach is as asked.
    pub(super) fn first(&self, is_wanted: impl Fn(Reach) -> bool) -> Option<Found<'a>> {
        self.in_reach_order()
            .filter_map(|(reach, grant)| grant.filter(|_| is_wanted(reach)))
            .min_by_key(|grant| grant.number)
            .map(|grant| grant.found)
    }

    fn in_reach_order(&self) -> impl Iterator<Item = (Reach, Option<&Grant<'a>>)> {
        [
            (Reach::Account, self.account.as_ref()),
            (Reach::Issuer, self.issuer.as_ref()),
            (Reach::Direct, self.direct.as_ref()),
        ]
        .into_iter()
    }

    fn add(&mut self, found: Found<'a>, reach: Reach) {
        let grant = Grant { found, number: self.count };
        let slot = match reach {
            Reach::Account => &mut self.account,
            Reach::Issuer => &mut self.issuer,
            Reach::Direct => &mut self.direct,
        };
        slot.get_or_insert(grant);
        self.count = self.count.saturating_add(1);
    }

    /// Whether another Allow can add nothing.
    fn is_enough(&self, form: PolicyForm) -> bool {
        match form {
            PolicyForm::Identity => !self.is_empty(),
            PolicyForm::Resource | PolicyForm::Endpoint => self.direct.is_some(),
        }
    }
}

impl<'a> Verdict<'a> {
    pub(super) fn add_level(&mut self, level: &Verdict<'a>) {
        self.deny = self.deny.or(level.deny);
        self.allows &= !level.grants.is_empty();
    }

    /// Adds what a policy says.
    ///
    /// INVARIANT: what is skipped without [`Observer::COMPLETE`] cannot change the decision:
    /// statements about other services, anything after the first Deny, and an Allow beside one that
    /// is as good.
    pub(super) fn ask<O: Observer>(
        &mut self,
        policy: &'a Policy,
        level: Option<usize>,
        scope: &Scope<'_>,
        observer: &mut O,
    ) {
        if self.deny.is_some() && !O::COMPLETE {
            return;
        }
        observer.policy(policy, level);
        let Some(statements) = policy.statements() else {
            self.deny = self.deny.or(Some(Found { policy, pointer: None }));
            return;
        };
        if O::COMPLETE {
            for statement in statements.all() {
                self.ask_statement(policy, statements, statement, scope, observer);
            }
            return;
        }
        for statement in statements.of_service(scope.question.action.service()) {
            let is_enough = statement.effect == Effect::Allow && self.grants.is_enough(scope.form);
            if !is_enough {
                self.ask_statement(policy, statements, statement, scope, observer);
            }
            if self.deny.is_some() {
                return;
            }
        }
    }

    fn ask_statement(
        &mut self,
        policy: &'a Policy,
        statements: &'a Statements,
        statement: &'a Statement,
        scope: &Scope<'_>,
        observer: &mut impl Observer,
    ) {
        let (truth, reach) = statement::evaluate(statements, statement, scope, observer);
        let found = Found { policy, pointer: Some(&statement.pointer) };
        match (statement.effect, truth) {
            (Effect::Allow, Truth::True) => self.grants.add(found, reach),
            (Effect::Deny, Truth::True | Truth::Undecided) => {
                self.deny = self.deny.or(Some(found));
            }
            _ => {}
        }
    }
}
