//! What a layer says: the first Deny that matches, and the Allows.

use std::borrow::Cow;
use std::ptr;

use entail_policy::tree::Effect;

use super::statement::{self, ActionElement, PolicyForm, Scope};
use crate::compile::{Candidate, Covered, Policy, Statement, Statements};
use crate::decision::{StatementPointer, StatementReference};
use crate::matching::action;
use crate::matching::principal::Reach;
use crate::observer::Observer;
use crate::truth::Truth;

/// A statement that was found to match.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found<'a> {
    policy: &'a Policy,
    /// Its number in the document; that of a policy that cannot be read does not count.
    statement: u16,
}

impl<'a> Found<'a> {
    pub(super) fn reference(self) -> StatementReference<'a> {
        let pointer = self
            .policy
            .statements()
            .map_or(StatementPointer::Document, |statements| statements.pointer(self.statement));
        StatementReference { policy: Cow::Borrowed(self.policy.name()), pointer }
    }

    /// Whether another of the same policy stands behind this one. Policies are asked one after the
    /// other, so that what another policy said is first in any case.
    fn is_before(self, policy: &Policy, statement: u16) -> bool {
        !ptr::eq(self.policy, policy) || self.statement <= statement
    }
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
    account: Option<Found<'a>>,
    issuer: Option<Found<'a>>,
    direct: Option<Found<'a>>,
}

impl<'a> Grants<'a> {
    pub(super) fn is_empty(&self) -> bool {
        self.best().is_none()
    }

    /// The most direct reach of all.
    pub(super) fn best(&self) -> Option<Reach> {
        self.in_reach_order().filter(|(_, found)| found.is_some()).map(|(reach, _)| reach).max()
    }

    /// The first grant in document order whose reach is as asked. Grants of several reaches are
    /// asked for where there is one policy only.
    pub(super) fn first(&self, is_wanted: impl Fn(Reach) -> bool) -> Option<Found<'a>> {
        self.in_reach_order()
            .filter_map(|(reach, found)| found.filter(|_| is_wanted(reach)))
            .min_by_key(|found| found.statement)
            .copied()
    }

    fn in_reach_order(&self) -> impl Iterator<Item = (Reach, Option<&Found<'a>>)> {
        [
            (Reach::Account, self.account.as_ref()),
            (Reach::Issuer, self.issuer.as_ref()),
            (Reach::Direct, self.direct.as_ref()),
        ]
        .into_iter()
    }

    fn add(&mut self, found: Found<'a>, reach: Reach) {
        let slot = match reach {
            Reach::Account => &mut self.account,
            Reach::Issuer => &mut self.issuer,
            Reach::Direct => &mut self.direct,
        };
        keep_first(slot, found);
    }

    /// An Allow that leaves nothing to add for those behind it.
    fn enough(&self, form: PolicyForm) -> Option<Found<'a>> {
        match form {
            PolicyForm::Identity => self.account,
            PolicyForm::Resource | PolicyForm::Endpoint => self.direct,
        }
    }
}

fn keep_first<'a>(slot: &mut Option<Found<'a>>, found: Found<'a>) {
    if slot.is_none_or(|first| !first.is_before(found.policy, found.statement)) {
        *slot = Some(found);
    }
}

impl<'a> Verdict<'a> {
    /// A layer of levels before any of them is asked.
    pub(super) fn that_allows(allows: bool) -> Self {
        Self { allows, ..Self::default() }
    }

    pub(super) fn add_level(&mut self, level: &Verdict<'a>) {
        self.deny = self.deny.or(level.deny);
        self.allows &= !level.grants.is_empty();
    }

    /// Adds what a policy says.
    ///
    /// INVARIANT: what is skipped without [`Observer::COMPLETE`] cannot change the decision:
    /// statements that the index leaves out, policies after the first Deny, and what stands behind
    /// a statement that does as much.
    #[expect(
        clippy::inline_always,
        reason = "most policies are silent, and told so without a call"
    )]
    #[inline(always)]
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
        match policy.statements() {
            None => keep_first(&mut self.deny, Found { policy, statement: 0 }),
            Some(statements) => {
                let action = &scope.question.request.action;
                if O::COMPLETE || !statements.is_silent_about(action) {
                    self.ask_statements(policy, statements, scope, observer);
                }
            }
        }
    }

    fn ask_statements<O: Observer>(
        &mut self,
        policy: &'a Policy,
        statements: &'a Statements,
        scope: &Scope<'_>,
        observer: &mut O,
    ) {
        let mut asked = Asked { verdict: self, policy, statements, scope, observer };
        if O::COMPLETE {
            for (number, statement) in statements.all() {
                asked.statement(number, statement, ActionElement::Unknown);
            }
        } else {
            let request = scope.question.request;
            for candidate in statements.candidates(request) {
                asked.candidate(candidate);
            }
        }
    }
}

/// A policy that is asked for a layer.
struct Asked<'v, 'a, 's, O> {
    verdict: &'v mut Verdict<'a>,
    policy: &'a Policy,
    statements: &'a Statements,
    scope: &'s Scope<'s>,
    observer: &'v mut O,
}

impl<O: Observer> Asked<'_, '_, '_, O> {
    /// Looks at a statement of the index, unless what stands before it says as much.
    #[inline]
    fn candidate(&mut self, candidate: Candidate) {
        let Some(statement) = self.statements.get(candidate.statement) else { return };
        let said = match statement.effect {
            Effect::Allow => self.verdict.grants.enough(self.scope.form),
            Effect::Deny => self.verdict.deny,
        };
        if said.is_some_and(|said| said.is_before(self.policy, candidate.statement)) {
            return;
        }
        let action = match candidate.actions {
            Covered::All => ActionElement::Covers,
            Covered::Element => ActionElement::Unknown,
            Covered::Listed(patterns) => {
                let patterns = self.statements.action_patterns(patterns);
                let action = &self.scope.question.request.action;
                if action::listed(patterns, action, &self.statements.pool).is_none() {
                    return;
                }
                ActionElement::Covers
            }
        };
        self.statement(candidate.statement, statement, action);
    }

    #[inline]
    fn statement(&mut self, number: u16, statement: &Statement, action: ActionElement) {
        let asked = statement::Asked { policy: self.statements, number, statement, action };
        let (truth, reach) = statement::evaluate(&asked, self.scope, self.observer);
        let found = Found { policy: self.policy, statement: number };
        match (statement.effect, truth) {
            (Effect::Allow, Truth::True) => self.verdict.grants.add(found, reach),
            (Effect::Deny, Truth::True | Truth::Undecided) => {
                keep_first(&mut self.verdict.deny, found);
            }
            _ => {}
        }
    }
}
