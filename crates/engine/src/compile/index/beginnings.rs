//! Statements found by how the action or the resource of a request begins.
//!
//! A pattern up to its first wildcard is a beginning of all that it matches. The table holds the
//! hashes of these beginnings; a request's text is hashed once, byte by byte, and looked up at each
//! length that some beginning has. What is found is compared as a whole afterwards, so that equal
//! hashes of different texts do no harm.

use std::collections::{BTreeMap, BTreeSet};
use std::slice;

use entail_policy::tree::Polarity;

use super::{Candidate, Covered, Lists};
use crate::compile::run::Run;
use crate::limits::BEGINNING_LENGTHS;
use crate::matching::wildcard;
use crate::request::{Request, TextHasher};

/// The table of one group.
#[derive(Clone, Debug)]
pub(super) struct Beginnings {
    subject: Subject,
    /// The lengths of the beginnings, ascending.
    lengths: Box<[u32]>,
    /// By hash.
    entries: Box<[(u64, Run)]>,
    /// What the entries' runs point into, in document order each.
    candidates: Box<[Candidate]>,
}

/// What begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Subject {
    Action,
    Resource,
}

impl Beginnings {
    /// Splits a group's statements into those that are looked at always, and those in a table.
    pub(super) fn tell_apart(
        all: Vec<Candidate>,
        lists: Lists<'_>,
    ) -> (Vec<Candidate>, Option<Self>) {
        let tables =
            [Subject::Action, Subject::Resource].map(|subject| Draft::new(subject, lists, &all));
        match tables.into_iter().min_by_key(Draft::looked_at) {
            Some(best) if best.looked_at() < all.len() => best.finish(),
            _ => (all, None),
        }
    }

    /// The lists of those whose beginning the request has.
    pub(super) fn find<'a>(&'a self, request: &'a Request) -> Found<'a> {
        let text = match self.subject {
            Subject::Action => request.action.folded(),
            Subject::Resource => request.resource.as_bytes(),
        };
        let lengths = self.lengths.iter();
        Found { table: self, text, lengths, hashed: 0, hasher: TextHasher::default() }
    }

    fn entry(&self, hash: u64) -> &[Candidate] {
        let found = self.entries.binary_search_by_key(&hash, |(listed, _)| *listed);
        let run = found.ok().and_then(|place| self.entries.get(place));
        run.map_or(&[], |(_, run)| run.of(&self.candidates))
    }
}

/// What a table has for the beginnings of a text, one length after the other.
#[derive(Clone, Debug)]
pub(super) struct Found<'a> {
    table: &'a Beginnings,
    text: &'a [u8],
    lengths: slice::Iter<'a, u32>,
    /// So many bytes of the text.
    hashed: usize,
    hasher: TextHasher,
}

impl<'a> Iterator for Found<'a> {
    type Item = &'a [Candidate];

    fn next(&mut self) -> Option<Self::Item> {
        let length = *self.lengths.next()? as usize;
        self.hasher.write(self.text.get(self.hashed..length)?);
        self.hashed = length;
        Some(self.table.entry(self.hasher.finish()))
    }
}

/// A table while it is made.
struct Draft {
    subject: Subject,
    lengths: BTreeSet<usize>,
    always: Vec<Candidate>,
    by_hash: BTreeMap<u64, Vec<Candidate>>,
}

impl Draft {
    fn new(subject: Subject, lists: Lists<'_>, all: &[Candidate]) -> Self {
        let beginnings: Vec<BTreeSet<&[u8]>> =
            all.iter().map(|candidate| subject.beginnings(*candidate, lists)).collect();
        let lengths = frequent_lengths(&beginnings);
        let mut draft = Self { subject, lengths, always: Vec::new(), by_hash: BTreeMap::new() };
        for (candidate, beginnings) in all.iter().zip(beginnings) {
            draft.add(*candidate, &beginnings);
        }
        draft
    }

    /// A statement of several beginnings is found by the one that a request has: no two of them
    /// may stand in the way of each other, or it would be found twice.
    fn add(&mut self, candidate: Candidate, beginnings: &BTreeSet<&[u8]>) {
        let is_listed = |beginning: &&[u8]| self.lengths.contains(&beginning.len());
        if beginnings.is_empty() || !beginnings.iter().all(is_listed) {
            return self.always.push(candidate);
        }
        let hashes: BTreeSet<u64> = beginnings
            .iter()
            .filter(|beginning| !self.has_shorter(beginning, beginnings))
            .map(|beginning| hash(beginning))
            .collect();
        for hash in hashes {
            self.by_hash.entry(hash).or_default().push(candidate);
        }
    }

    /// Whether the beginning begins with another of them; all have lengths that are listed.
    fn has_shorter(&self, beginning: &[u8], beginnings: &BTreeSet<&[u8]>) -> bool {
        let shorter = self.lengths.range(..beginning.len());
        shorter.filter_map(|length| beginning.get(..*length)).any(|cut| beginnings.contains(cut))
    }

    /// How many statements a request meets at worst, about.
    fn looked_at(&self) -> usize {
        self.always.len() + self.by_hash.values().map(Vec::len).max().unwrap_or(0)
    }

    fn finish(self) -> (Vec<Candidate>, Option<Beginnings>) {
        let mut candidates = Vec::new();
        let entries = self
            .by_hash
            .into_iter()
            .map(|(hash, listed)| (hash, Run::push(&mut candidates, listed)))
            .collect();
        let lengths = self.lengths.iter().filter_map(|length| u32::try_from(*length).ok());
        let table = Beginnings {
            subject: self.subject,
            lengths: lengths.collect(),
            entries,
            candidates: candidates.into_boxed_slice(),
        };
        (self.always, Some(table))
    }
}

/// The lengths most beginnings have, so many as are looked up.
fn frequent_lengths(beginnings: &[BTreeSet<&[u8]>]) -> BTreeSet<usize> {
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    for beginning in beginnings.iter().flatten() {
        *counts.entry(beginning.len()).or_default() += 1;
    }
    let mut by_count: Vec<(usize, usize)> =
        counts.into_iter().map(|(length, count)| (count, length)).collect();
    by_count.sort_unstable_by(|left, right| right.cmp(left));
    by_count.into_iter().take(BEGINNING_LENGTHS).map(|(_, length)| length).collect()
}

fn hash(beginning: &[u8]) -> u64 {
    let mut hasher = TextHasher::default();
    hasher.write(beginning);
    hasher.finish()
}

impl Subject {
    /// The beginnings of which a request must have one; none where it may begin anyhow.
    fn beginnings(self, candidate: Candidate, lists: Lists<'_>) -> BTreeSet<&[u8]> {
        let beginnings: Option<BTreeSet<&[u8]>> = match self {
            Self::Action => match candidate.actions {
                Covered::Listed(run) => {
                    let patterns = run.of(lists.actions).iter();
                    patterns
                        .map(|pattern| wildcard::beginning(lists.pool.bytes(pattern.text.folded)))
                        .collect()
                }
                Covered::All | Covered::Element => None,
            },
            Self::Resource => {
                let statement = lists.statements.get(usize::from(candidate.statement));
                statement
                    .filter(|statement| statement.resource_polarity == Some(Polarity::Positive))
                    .and_then(|statement| {
                        let patterns = statement.resources.of(lists.texts).iter();
                        patterns.map(|pattern| pattern.beginning(lists.pool)).collect()
                    })
            }
        };
        beginnings.unwrap_or_default()
    }
}
