//! Events of the audit trail: what the layer above wrote of each request, in the order of commits.
//!
//! An event of a write is put into the write's own transaction, so that neither is there without
//! the other. It stays until it was copied elsewhere and [`removal`] takes it away; how many there
//! may be is limited, and a write that would pass the limit does not commit.

use serde::{Deserialize, Serialize};

use super::Record;
use super::quota::Quota;
use crate::error::RecordError;
use crate::key::{Key, Prefix, Value};
use crate::limits::AUDIT_EVENTS_MAX;
use crate::txn::{Add, OpId, Txn};

/// What stands before the event in its value, and after it.
const HEAD: &str = r#"{"v":1,"kind":"audit event","event":"#;
const TAIL: &str = "}";

/// One event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEvent {
    /// Its name, unique in the account. Names are in the order of time, about: the exact order is
    /// that of the revisions that made them.
    pub id: String,
    /// The event, one JSON object.
    pub text: String,
}

impl AuditEvent {
    /// An event that happened this many milliseconds after 1970 began.
    pub fn new(unix_milliseconds: i64, unique: &str, text: String) -> Self {
        Self { id: format!("{:013}-{unique}", unix_milliseconds.max(0)), text }
    }

    /// Where it is.
    pub fn key(&self, account: &str) -> Key {
        events(account).key(&self.id)
    }

    pub(crate) fn encode(&self) -> Value {
        Value::new(format!("{HEAD}{}{TAIL}", self.text).into_bytes())
    }

    /// The event in a value that was found under a key.
    pub fn decode(key: &Key, value: &Value) -> Result<Self, RecordError> {
        let text = std::str::from_utf8(value.as_bytes()).ok();
        let text = text.and_then(|text| text.strip_prefix(HEAD)?.strip_suffix(TAIL));
        let text = text.ok_or_else(|| RecordError::Unreadable {
            key: key.clone(),
            noun: "audit event",
            reason: "it is not format version 1 of one".to_owned(),
        })?;
        Ok(Self { id: key.last_segment(), text: text.to_owned() })
    }
}

/// All events of an account.
pub fn events(account: &str) -> Prefix {
    Prefix::new(format!("a/{account}/au/"))
}

/// How the counter of events changes with one event more.
pub(crate) const COUNTED: (Quota, i64, u64) = (Quota::AuditEvents, 1, AUDIT_EVENTS_MAX);

/// A transaction that adds an event of something that wrote nothing, whatever else happens.
pub fn addition(account: &str, event: &AuditEvent, op_id: OpId) -> Txn {
    let (quota, delta, at_most) = COUNTED;
    let mut txn = Txn::new(op_id);
    txn.puts.push((event.key(account), event.encode()));
    txn.counters.push(Add { key: quota.key(account), delta, at_most });
    txn
}

/// A transaction that takes away events that are there.
pub fn removal(account: &str, events: Vec<Key>, op_id: OpId) -> Txn {
    let mut txn = Txn::new(op_id);
    let removed = i64::try_from(events.len()).unwrap_or(i64::MAX);
    txn.counters.push(Add {
        key: Quota::AuditEvents.key(account),
        delta: -removed,
        at_most: AUDIT_EVENTS_MAX,
    });
    txn.deletes = events;
    txn
}

/// That the trail begins with all lineage that was there: a store that was made by an older version,
/// or restored from a backup, has none for its epoch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditBaseline {
    /// The epoch of the store that it was written in.
    pub epoch: u32,
}

impl Record for AuditBaseline {
    const NOUN: &'static str = "audit baseline";
    type Id = ();

    fn key(account: &str, _id: &()) -> Key {
        Key::new(format!("a/{account}/audit"))
    }

    fn own_key(&self, account: &str) -> Key {
        Self::key(account, &())
    }
}

#[cfg(test)]
mod tests {
    use super::AuditEvent;
    use crate::key::{Key, Value};

    #[test]
    fn an_event_survives_its_value_and_names_are_in_the_order_of_time() {
        let event = AuditEvent::new(1_700_000_000_000, "b", r#"{"eventName":"X"}"#.to_owned());
        assert_eq!(AuditEvent::decode(&event.key("1"), &event.encode()).unwrap(), event);
        assert!(event.id < AuditEvent::new(1_700_000_000_001, "a", String::new()).id);
    }

    #[test]
    fn what_is_no_event_is_an_error() {
        for text in ["", "{}", r#"{"v":2,"kind":"audit event","event":{}}"#, r#"{"v":1"#] {
            let value = Value::new(text.as_bytes());
            assert!(AuditEvent::decode(&Key::new("a/1/au/x"), &value).is_err(), "{text}");
        }
    }
}
