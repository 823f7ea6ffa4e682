//! Which statements of a policy can speak of an action on a resource at all.
//!
//! Statements are listed by the service of their actions. Where a service has many, those that
//! want a certain beginning of the action or of the resource are found by that beginning, so that a
//! request meets those that can match and not all.
//!
//! INVARIANT: the index leaves out only statements that cannot match.

mod beginnings;

use std::collections::BTreeMap;
use std::slice;

use entail_policy::tree::Polarity;

use super::pool::{Place, Pool};
use super::run::Run;
use super::{ActionPattern, Prepared, Statement};
use crate::limits::{PATTERNS_BY_BEGINNING, SERVICES_IN_SEQUENCE, STATEMENTS_IN_SEQUENCE};
use crate::matching::bytes;
use crate::request::{Action, AskedService, Request, hash_bit, text_hash};
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
    group: Group,
}

/// Statements that may speak of an action, in document order.
#[derive(Clone, Debug, Default)]
struct Group {
    /// Those that are looked at whatever the request.
    always: Run,
    /// Those that want a certain beginning.
    by_beginning: Option<Box<Beginnings>>,
}

/// The statements that may speak of a request.
#[derive(Clone, Debug)]
pub(crate) struct Candidates<'a> {
    request: &'a Request,
    /// Those of the list that is being gone through.
    here: slice::Iter<'a, Candidate>,
    /// What comes behind it: a list,
    always: &'a [Candidate],
    /// what a table has,
    found: Option<beginnings::Found<'a>>,
    /// and the tables not looked into yet.
    tables: [Option<&'a Beginnings>; 2],
}

impl Iterator for Candidates<'_> {
    type Item = Candidate;

    #[inline]
    fn next(&mut self) -> Option<Candidate> {
        loop {
            if let Some(candidate) = self.here.next() {
                return Some(*candidate);
            }
            if !self.go_on() {
                return None;
            }
        }
    }
}

impl Candidates<'_> {
    /// Goes to the next list, if there is one.
    #[inline]
    fn go_on(&mut self) -> bool {
        if !self.always.is_empty() {
            self.here = std::mem::take(&mut self.always).iter();
            return true;
        }
        (self.found.is_some() || self.tables.iter().any(Option::is_some)) && self.look_up()
    }

    /// Goes to the next list of the tables.
    fn look_up(&mut self) -> bool {
        loop {
            if let Some(list) = self.found.as_mut().and_then(Iterator::next) {
                self.here = list.iter();
                return true;
            }
            let Some(table) = self.tables.iter_mut().find_map(Option::take) else { return false };
            self.found = Some(table.find(self.request));
        }
    }
}

/// A statement, and what decides whether it speaks of an action of the service it is listed for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Candidate {
    /// Its number in the document.
    pub(crate) statement: u16,
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

static NOTHING: Group = Group { always: Run::EMPTY, by_beginning: None };

/// Candidates by the service that they are listed for, with the hash and the place of its name.
type ByService<'a> = BTreeMap<(u64, &'a [u8]), (Place, Vec<Candidate>)>;

impl Index {
    pub(super) fn new(lists: Lists<'_>) -> Self {
        let mut by_service = ByService::new();
        let mut others = Vec::new();
        for (number, statement) in (0..).zip(lists.statements) {
            if lists.speaks_of_any_service(statement) {
                others.push(Candidate { statement: number, actions: lists.covered(statement) });
            } else {
                lists.list_by_service(number, statement, &mut by_service);
            }
        }
        let mut groups = GroupBuilder::new(lists);
        let services: Box<[Service]> = by_service
            .into_iter()
            .map(|((hash, _), (name, listed))| Service { hash, name, group: groups.group(listed) })
            .collect();
        Self {
            named: services.iter().fold(0, |named, service| named | hash_bit(service.hash)),
            services,
            others: groups.group(others),
            candidates: groups.candidates.into_boxed_slice(),
        }
    }

    /// Whether no statement can speak of the action, told in a few steps.
    #[inline]
    pub(crate) fn is_silent_about(&self, action: &Action) -> bool {
        self.others.is_empty() && self.named & action.service_bit() == 0
    }

    /// The statements that may speak of the request. They are not in document order as a whole;
    /// where hashes happen to be equal one may come twice, which changes nothing.
    #[inline]
    pub(crate) fn candidates<'a>(&'a self, request: &'a Request, pool: &Pool) -> Candidates<'a> {
        let asked = request.action.service().and_then(|service| self.service(service, pool));
        let asked = asked.unwrap_or(&NOTHING);
        Candidates {
            request,
            here: asked.always.of(&self.candidates).iter(),
            always: self.others.always.of(&self.candidates),
            tables: [asked.by_beginning.as_deref(), self.others.by_beginning.as_deref()],
            found: None,
        }
    }

    fn service(&self, asked: AskedService<'_>, pool: &Pool) -> Option<&Group> {
        let is_asked = |listed: &&Service| {
            listed.hash == asked.hash && bytes::equal(pool.bytes(listed.name), asked.name)
        };
        let near = if self.services.len() > SERVICES_IN_SEQUENCE {
            let first = self.services.partition_point(|listed| listed.hash < asked.hash);
            self.services.get(first..)?
        } else {
            &self.services
        };
        let mut not_behind = near.iter().take_while(|listed| listed.hash <= asked.hash);
        not_behind.find(is_asked).map(|listed| &listed.group)
    }
}

impl Group {
    fn is_empty(&self) -> bool {
        self.always.is_empty() && self.by_beginning.is_none()
    }
}

/// Makes the groups of an index.
struct GroupBuilder<'a> {
    lists: Lists<'a>,
    candidates: Vec<Candidate>,
    /// How many patterns more may be looked at for how they begin. Those of a statement's resources
    /// are looked at for each service of its actions: as many times as a document of some size can
    /// name both, were there no limit.
    patterns_left: usize,
}

impl<'a> GroupBuilder<'a> {
    fn new(lists: Lists<'a>) -> Self {
        Self { lists, candidates: Vec::new(), patterns_left: PATTERNS_BY_BEGINNING }
    }

    fn group(&mut self, all: Vec<Candidate>) -> Group {
        let (always, by_beginning) = if all.len() > STATEMENTS_IN_SEQUENCE && self.has_room(&all) {
            Beginnings::tell_apart(all, self.lists)
        } else {
            (all, None)
        };
        Group {
            always: Run::push(&mut self.candidates, always),
            by_beginning: by_beginning.map(Box::new),
        }
    }

    /// Takes the room that the patterns of these statements need, if it is left.
    fn has_room(&mut self, all: &[Candidate]) -> bool {
        let patterns = all.iter().map(|candidate| self.lists.patterns(*candidate)).sum();
        let left = self.patterns_left.checked_sub(patterns);
        self.patterns_left = left.unwrap_or(self.patterns_left);
        left.is_some()
    }
}

impl<'a> Lists<'a> {
    fn speaks_of_any_service(self, statement: &Statement) -> bool {
        let is_of_none = |pattern: &ActionPattern| pattern.service(self.pool).is_none();
        statement.action_polarity == Polarity::Negated
            || statement.actions.of(self.actions).iter().any(is_of_none)
    }

    /// How many patterns of actions and resources decide about a candidate.
    fn patterns(self, candidate: Candidate) -> usize {
        let statement = self.statements.get(usize::from(candidate.statement));
        let resources = statement.map_or(0, |statement| statement.resources.len());
        match candidate.actions {
            Covered::Listed(run) => run.len() + resources,
            Covered::All | Covered::Element => resources,
        }
    }

    /// What a statement that speaks of any service covers of each.
    fn covered(self, statement: &Statement) -> Covered {
        let is_everything = |pattern: &ActionPattern| self.pool.bytes(pattern.text.folded) == b"*";
        let covers_all = statement.action_polarity == Polarity::Positive
            && statement.actions.of(self.actions).iter().any(is_everything);
        if covers_all { Covered::All } else { Covered::Element }
    }

    /// Lists a statement for every service that its patterns name.
    fn list_by_service(self, number: u16, statement: &Statement, listed: &mut ByService<'a>) {
        let mut services: BTreeMap<&[u8], ListedPatterns> = BTreeMap::new();
        for (place, pattern) in statement.actions.of(self.actions).iter().enumerate() {
            let Some(name) = pattern.service(self.pool) else { continue };
            let covers_all = pattern.covers_all_of_service(self.pool);
            let name_place = pattern.text.folded.shortened(name.len());
            let patterns = services.entry(name).or_insert(ListedPatterns {
                name: name_place,
                first: place,
                end: place,
                covers_all: false,
            });
            patterns.end = place + 1;
            patterns.covers_all |= covers_all;
        }
        for (name, ListedPatterns { name: place, first, end, covers_all }) in services {
            // Patterns of other services between them cover nothing of this one.
            let patterns = || statement.actions.part(first, end - first);
            let actions = if covers_all { Covered::All } else { Covered::Listed(patterns()) };
            let entry = listed.entry((text_hash(name), name));
            let (_, candidates) = entry.or_insert_with(|| (place, Vec::new()));
            candidates.push(Candidate { statement: number, actions });
        }
    }
}

/// The patterns of a statement that name one service.
struct ListedPatterns {
    name: Place,
    first: usize,
    end: usize,
    covers_all: bool,
}

#[cfg(test)]
mod tests;
