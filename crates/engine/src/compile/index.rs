//! Which statements of a policy can speak of an action at all.
//!
//! INVARIANT: the index leaves out only statements whose `Action` element cannot match. What it
//! gives is in document order, so that the first statement found is the first there is.

use entail_policy::tree::Polarity;

use super::pool::{Place, Pool};
use super::{Action, Statement};
use crate::matching::action::Service;
use crate::request::text_hash;

/// The statements of a policy by the service of their actions.
#[derive(Clone, Debug, Default)]
pub(crate) struct Index {
    /// By the hashes of their names.
    services: Box<[Entry]>,
    /// Statements that may speak of every service.
    others: Box<[u32]>,
}

#[derive(Clone, Debug)]
struct Entry {
    hash: u64,
    name: Place,
    /// Statements that speak of the service, those of `others` among them.
    statements: Box<[u32]>,
}

impl Index {
    pub(super) fn new(statements: &[Statement], pool: &Pool) -> Self {
        let mut names: Vec<(&[u8], Place)> = statements
            .iter()
            .filter(|statement| !speaks_of_any_service(&statement.action, pool))
            .flat_map(|statement| &*statement.action.patterns)
            .filter_map(|pattern| {
                let name = pattern.service(pool)?;
                Some((name, pattern.folded.bytes.shortened(name.len())))
            })
            .collect();
        names.sort_unstable_by_key(|(name, _)| (text_hash(name), *name));
        names.dedup_by_key(|(name, _)| *name);
        let services = names.into_iter().map(|(name, place)| Entry {
            hash: text_hash(name),
            name: place,
            statements: numbers(statements, |action| speaks_of(action, name, pool)),
        });
        Self {
            services: services.collect(),
            others: numbers(statements, |action| speaks_of_any_service(action, pool)),
        }
    }

    /// Numbers of the statements that can speak of an action of this service, which is in lower
    /// case; `None` is an action without a colon.
    pub(crate) fn candidates(&self, service: Option<Service<'_>>, pool: &Pool) -> &[u32] {
        let Some(service) = service else { return &self.others };
        let first = self.services.partition_point(|listed| listed.hash < service.hash);
        let same_hash =
            self.services.iter().skip(first).take_while(|listed| listed.hash == service.hash);
        let mut found = same_hash.filter(|listed| pool.bytes(listed.name) == service.name);
        found.next().map_or(&self.others, |listed| &listed.statements)
    }
}

fn numbers(statements: &[Statement], selects: impl Fn(&Action) -> bool) -> Box<[u32]> {
    (0..)
        .zip(statements)
        .filter(|(_, statement)| selects(&statement.action))
        .map(|(at, _)| at)
        .collect()
}

fn speaks_of_any_service(action: &Action, pool: &Pool) -> bool {
    action.polarity == Polarity::Negated
        || action.patterns.iter().any(|pattern| pattern.service(pool).is_none())
}

fn speaks_of(action: &Action, service: &[u8], pool: &Pool) -> bool {
    speaks_of_any_service(action, pool)
        || action.patterns.iter().any(|pattern| pattern.service(pool) == Some(service))
}
