//! The lineage as events tell it: which records a request changed, and what a log adds up to.
//!
//! Nothing here knows operations. Whatever a transaction writes that bears a lineage is told as it
//! is afterwards, so that an operation that is added later is told too.

use std::collections::BTreeMap;

use entail_lineage::Label;
use entail_store::{
    Key, ReadError, Snapshot, Transaction, Value as Stored, limits,
    records::{CascadeCount, Departed, Record as _, RootCascades},
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::event::{Event, Part};
use crate::control_error::ControlError;

/// One thing with its lineage, as it is from now on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// What it is: `user`, `role`, `policy`, `account` and so on.
    pub kind: String,
    /// Its unique id.
    pub id: String,
    /// Its name, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its path, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Boundaries, label with origins, who made it; `null` once it is deleted.
    pub lineage: Option<Value>,
}

impl Change {
    /// The label that it inherited.
    pub(crate) fn inherited(&self) -> Result<Label, ControlError> {
        let inherited = self.lineage.as_ref().and_then(|lineage| lineage.get("inherited"));
        match inherited {
            None => Ok(Label::new()),
            Some(label) => serde_json::from_value(label.clone())
                .map_err(|error| ControlError::internal(format!("no label: {error}"))),
        }
    }
}

/// Records that are lineage altogether, and bear none: cascades, and who made what is gone.
pub const WHOLE_RECORDS: &[&str] = &[CascadeCount::NOUN, Departed::NOUN, RootCascades::NOUN];

/// The members of a record that matter here; every labelled record has them.
#[derive(Deserialize)]
struct Labelled {
    kind: String,
    id: Option<String>,
    root: Option<String>,
    name: Option<String>,
    url: Option<String>,
    path: Option<String>,
    lineage: Option<Value>,
    label: Option<Value>,
}

/// The lineage in a stored value; `None` where it bears none.
pub fn of_record(value: &Stored) -> Option<Change> {
    let record: Labelled = serde_json::from_slice(value.as_bytes()).ok()?;
    let lineage = if WHOLE_RECORDS.contains(&record.kind.as_str()) {
        let mut members: Map<String, Value> = serde_json::from_slice(value.as_bytes()).ok()?;
        members.retain(|name, _| !["v", "kind"].contains(&name.as_str()));
        Some(Value::Object(members))
    } else {
        record.lineage.or_else(|| Some(json!({"inherited": record.label?})))
    };
    Some(Change {
        kind: record.kind,
        id: record.id.or(record.root).unwrap_or_default(),
        name: record.name.or(record.url),
        path: record.path,
        lineage: Some(lineage?),
    })
}

/// What a transaction is about to change, and whether anything of it is new.
pub(crate) struct Changes {
    pub(crate) all: Vec<Change>,
    pub(crate) born: Option<Change>,
}

/// Everything with a lineage that the transaction writes or deletes, where its lineage, name or path
/// differs from what is stored.
pub(crate) fn of_transaction(transaction: &Transaction) -> Result<Changes, ReadError> {
    let mut changes = Changes { all: Vec::new(), born: None };
    for (key, after) in transaction.written() {
        let after = match after {
            Some(value) => match of_record(&value) {
                Some(after) => Some(after),
                None => continue,
            },
            None => None,
        };
        let before = transaction.stored(key)?.and_then(|value| of_record(&value));
        match (before, after) {
            (None, Some(after)) => {
                if !WHOLE_RECORDS.contains(&after.kind.as_str()) {
                    changes.born.get_or_insert_with(|| after.clone());
                }
                changes.all.push(after);
            }
            (Some(before), Some(after)) if before != after => changes.all.push(after),
            (Some(before), None) => changes.all.push(Change { lineage: None, ..before }),
            _ => {}
        }
    }
    Ok(changes)
}

/// All lineage of an account, by unique id and kind.
#[derive(Clone, Debug, Default)]
pub struct Lineage {
    records: BTreeMap<(String, String), Change>,
    baseline: Option<Part>,
}

/// Why a log does not tell the lineage.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RebuildError {
    /// The line is no event.
    #[error("the line is no event: {0}")]
    NotAnEvent(String),
    /// A record of the lineage can't be read: the log is of a newer version.
    #[error("the lineage of `{id}` can't be read: {reason}")]
    Unreadable {
        /// What it is of.
        id: String,
        /// Why not.
        reason: String,
    },
    /// What comes before is missing, or the files were given in another order.
    #[error("the baseline's part {found} of {of} does not come after part {after}")]
    Baseline {
        /// The part found.
        found: usize,
        /// How many parts there are.
        of: usize,
        /// The part before it; 0 where there was none.
        after: usize,
    },
}

impl Lineage {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// What a store holds.
    pub fn of_store(snapshot: &dyn Snapshot, account: &str) -> Result<Self, ReadError> {
        let prefix = entail_store::Prefix::new(format!("a/{account}/"));
        let mut lineage = Self::new();
        let mut after: Option<Key> = None;
        loop {
            let page = snapshot.scan(&prefix, after.as_ref(), limits::SCAN_ENTRIES_MAX)?;
            let Some((last, _)) = page.last() else { return Ok(lineage) };
            after = Some(last.clone());
            for change in page.iter().filter_map(|(_, found)| of_record(&found.value)) {
                lineage.take(change);
            }
        }
    }

    /// Takes the next line of a log.
    pub fn read_line(&mut self, line: &str) -> Result<(), RebuildError> {
        let event: Event = serde_json::from_str(line)
            .map_err(|error| RebuildError::NotAnEvent(error.to_string()))?;
        self.read_event(event)
    }

    /// Takes the next event. What it tells is how things are after it, so that one that comes twice
    /// does no harm: after a restore from backup, a baseline follows those.
    pub fn read_event(&mut self, event: Event) -> Result<(), RebuildError> {
        let entail = event.additional_event_data.entail;
        if let Some(part) = entail.baseline {
            self.begin_part(part)?;
        }
        for change in entail.lineage {
            self.take(change);
        }
        Ok(())
    }

    fn take(&mut self, change: Change) {
        let key = (change.id.clone(), change.kind.clone());
        match change.lineage {
            Some(_) => self.records.insert(key, change),
            None => self.records.remove(&key),
        };
    }

    /// A baseline says all there is: what was known before it is gone.
    fn begin_part(&mut self, part: Part) -> Result<(), RebuildError> {
        let before = self.baseline.map_or(0, |before| before.number);
        if part.number == 1 {
            self.records.clear();
        } else if part.number != before + 1 {
            let Part { number: found, of } = part;
            return Err(RebuildError::Baseline { found, of, after: before });
        }
        self.baseline = Some(part);
        Ok(())
    }

    /// Whether the log began with everything that was there, so that nothing is missing.
    pub fn is_complete(&self) -> bool {
        self.baseline.is_some_and(|part| part.number == part.of)
    }

    /// Everything with its lineage, in the order of unique ids.
    pub fn records(&self) -> impl Iterator<Item = &Change> {
        self.records.values()
    }

    /// What has this unique id: itself, and what outlives it.
    pub(super) fn with_id<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a Change> {
        let first = (id.to_owned(), String::new());
        let found = self.records.range(first..).take_while(move |((other, _), _)| other == id);
        found.map(|(_, change)| change)
    }
}
