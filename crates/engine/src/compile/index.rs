//! Which statements of a policy can speak of an action on a resource at all.
//!
//! Statements are listed by the service of their actions. Where a service has many, those that
//! want a certain beginning of the action or of the resource are found by that beginning, so that a
//! request meets those that can match and not all.
//!
//! INVARIANT: the index leaves out only statements that cannot match.

mod beginnings;

use std::collections::BTreeMap;

use entail_policy::tree::Polarity;

use super::pool::{Place, Pool};
use super::run::Run;
use super::{ActionPattern, Prepared, Statement};
use crate::limits::STATEMENTS_IN_SEQUENCE;
use crate::matching::bytes;
use crate::request::{Action, Request, hash_bit, text_hash};
use beginnings::Beginnings;

/// The lists of a policy that its statements point into.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lists<'a> {
    pub(super) pool: &'a Pool,
    pub(super) statements: &'a [Statement],
    pub(super) actions: &'a [ActionPattern],
    pub(super) texts: &'a [Prepared],
}

/// The statements of a policy by the service of their actions.
#[derive(Clone, Debug, Default)]
pub(crate) struct Index {
    /// The services by one bit each: most policies say nothing of the service asked about.
    named: u64,
    /// By the hashes of their names.
    services: Box<[Service]>,
    /// Statements that may speak of every service.
    others: Group,
    /// What the groups' runs point into.
    candidates: Box<[Candidate]>,
}

#[derive(Clone, Debug)]
struct Service {
    hash: u64,
    name: Place,
    /// Statements that speak of the service, those of `others` among them.
    group: Group,
}

/// Statements that may speak of an action, in document order.
#[derive(Clone, Debug, Default)]
struct Group {
    is_empty: bool,
    /// Those that are looked at whatever the request.
    always: Run,
    /// Those that want a certain beginning.
    by_beginning: Option<Box<Beginnings>>,
}

/// A statement, and what decides whether it speaks of an action of the service it is listed for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Candidate {
    /// Its number in the document.
    pub(crate) statement: u32,
    pub(crate) actions: Covered,
}

/// The actions of a service that a statement covers.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Covered {
    /// All of them.
    All,
    /// Those that some of these patterns cover.
    Listed(Run),
    /// The whole element decides: it is negated, or has patterns of no certain service.
    Element,
}

impl Index {
    pub(super) fn new(lists: Lists<'_>) -> Self {
        let mut candidates = Vec::new();
        let mut group = |service: Option<&[u8]>| {
            let all: Vec<Candidate> = (0..)
                .zip(lists.statements)
                .filter_map(|(number, statement)| {
                    let actions = lists.covered(statement, service)?;
                    Some(Candidate { statement: number, actions })
                })
                .collect();
            let is_empty = all.is_empty();
            let (always, by_beginning) = if all.len() > STATEMENTS_IN_SEQUENCE {
                Beginnings::tell_apart(all, lists)
            } else {
                (all, None)
            };
            Group {
                is_empty,
                always: Run::push(&mut candidates, always),
                by_beginning: by_beginning.map(Box::new),
            }
        };
        let services: Box<[Service]> = lists
            .services()
            .into_iter()
            .map(|((hash, name), place)| Service { hash, name: place, group: group(Some(name)) })
            .collect();
        let named = services.iter().fold(0, |named, service| named | hash_bit(service.hash));
        let others = group(None);
        Self { named, services, others, candidates: candidates.into_boxed_slice() }
    }

    /// Whether no statement can speak of the action, told in a few steps.
    #[inline]
    pub(crate) fn is_silent_about(&self, action: &Action) -> bool {
        self.others.is_empty && self.named & action.service_bit() == 0
    }

    /// Shows the statements that may speak of the request, none twice; they are not in document
    /// order as a whole.
    #[inline]
    pub(crate) fn visit(&self, request: &Request, pool: &Pool, mut visit: impl FnMut(&Candidate)) {
        let group = self.group(&request.action, pool);
        group.always.of(&self.candidates).iter().for_each(&mut visit);
        if let Some(table) = &group.by_beginning {
            table.find(request).flatten().for_each(visit);
        }
    }

    fn group(&self, action: &Action, pool: &Pool) -> &Group {
        let Some(service) = action.service() else { return &self.others };
        let is_asked = |listed: &&Service| {
            listed.hash == service.hash && bytes::equal(pool.bytes(listed.name), service.name)
        };
        self.services.iter().find(is_asked).map_or(&self.others, |listed| &listed.group)
    }
}

impl<'a> Lists<'a> {
    /// The services that are named, with the hashes and places of their names.
    fn services(self) -> BTreeMap<(u64, &'a [u8]), Place> {
        let indexed =
            self.statements.iter().filter(|statement| !self.speaks_of_any_service(statement));
        indexed
            .flat_map(|statement| statement.actions.of(self.actions))
            .filter_map(|pattern| {
                let name = pattern.service(self.pool)?;
                Some(((text_hash(name), name), pattern.folded.shortened(name.len())))
            })
            .collect()
    }

    fn speaks_of_any_service(self, statement: &Statement) -> bool {
        let is_of_none = |pattern: &ActionPattern| pattern.service(self.pool).is_none();
        statement.action_polarity == Polarity::Negated
            || statement.actions.of(self.actions).iter().any(is_of_none)
    }

    /// What of a service the statement covers; `None` is a service that no statement names.
    fn covered(self, statement: &Statement, service: Option<&[u8]>) -> Option<Covered> {
        let patterns = statement.actions.of(self.actions);
        if self.speaks_of_any_service(statement) {
            let is_everything = statement.action_polarity == Polarity::Positive
                && patterns.iter().any(|pattern| {
                    pattern.service(self.pool).is_none() && pattern.covers_all(self.pool)
                });
            return Some(if is_everything { Covered::All } else { Covered::Element });
        }
        let is_of_service = |pattern: &ActionPattern| pattern.service(self.pool) == service;
        let first = patterns.iter().position(is_of_service)?;
        let end = patterns.iter().rposition(is_of_service)? + 1;
        let mut listed = patterns.iter().filter(|pattern| is_of_service(pattern));
        if listed.any(|pattern| pattern.covers_all(self.pool)) {
            return Some(Covered::All);
        }
        // Patterns of other services between them cover nothing of this one.
        Some(Covered::Listed(statement.actions.part(first, end - first)))
    }
}
