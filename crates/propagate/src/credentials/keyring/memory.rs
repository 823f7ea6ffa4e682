//! Which credentials are known by their ids, and which ids were found nowhere just now.

use std::collections::{BTreeMap, BTreeSet};

use entail_wire::sigv4::Credentials;
use jiff::{SignedDuration, Timestamp};

use crate::limits::{
    ACCESS_KEY_ID_BYTES_MAX, KNOWN_CREDENTIALS_MAX, PROFILE_KEYS_SECONDS_MAX, UNKNOWN_KEYS_MAX,
    UNKNOWN_KEYS_SECONDS_MAX,
};

/// What is remembered.
#[derive(Default)]
pub(super) struct Memory {
    known: BTreeMap<String, Known>,
    /// Ids that are nowhere, and when they were looked for.
    unknown: BTreeMap<String, Timestamp>,
}

/// Credentials that are known.
#[derive(Clone)]
pub(super) struct Known {
    pub(super) credentials: Credentials,
    /// When they stop working, where that is known.
    pub(super) expires: Option<Timestamp>,
    /// When they were read in a profile, if they stand in one: somebody may write others there.
    pub(super) read: Option<Timestamp>,
}

impl Known {
    /// Whether the profile that they stand in may say something else by now.
    pub(super) fn is_to_be_read_anew(&self, now: Timestamp) -> bool {
        let limit = SignedDuration::from_secs(PROFILE_KEYS_SECONDS_MAX);
        self.read.is_some_and(|read| now.duration_since(read) > limit)
    }
}

impl Memory {
    /// The credentials with this id, while they last.
    pub(super) fn get(&self, id: &str, now: Timestamp) -> Option<&Known> {
        self.known.get(id).filter(|known| known.expires.is_none_or(|expires| expires > now))
    }

    /// The ids of all.
    pub(super) fn ids(&self) -> impl Iterator<Item = &String> {
        self.known.keys()
    }

    /// Keeps credentials until they expire. The run's own are not forgotten.
    pub(super) fn keep(&mut self, known: Known, of_run: &BTreeSet<String>, now: Timestamp) {
        self.known.retain(|_, known| known.expires.is_none_or(|expires| expires > now));
        if self.known.len() >= KNOWN_CREDENTIALS_MAX {
            self.forget_next_to_end(of_run);
        }
        self.unknown.remove(&known.credentials.access_key_id);
        self.known.insert(known.credentials.access_key_id.clone(), known);
    }

    /// Makes room: keys that never end are forgotten last, the run's own never.
    fn forget_next_to_end(&mut self, of_run: &BTreeSet<String>) {
        let ends = |(_, known): &(&String, &Known)| known.expires.unwrap_or(Timestamp::MAX);
        let others = self.known.iter().filter(|(id, _)| !of_run.contains(*id));
        if let Some(id) = others.min_by_key(ends).map(|(id, _)| id.clone()) {
            self.known.remove(&id);
        }
    }

    /// Whether an id need not be looked for: it can be none, or was nowhere a moment ago. Who calls with
    /// wrong keys again and again would keep everybody else waiting.
    pub(super) fn is_nowhere(&self, id: &str, now: Timestamp) -> bool {
        let limit = SignedDuration::from_secs(UNKNOWN_KEYS_SECONDS_MAX);
        let was_looked_for = |at: &Timestamp| now.duration_since(*at) < limit;
        id.len() > ACCESS_KEY_ID_BYTES_MAX || self.unknown.get(id).is_some_and(was_looked_for)
    }

    /// Remembers that an id is nowhere.
    pub(super) fn found_nowhere(&mut self, id: &str, now: Timestamp) {
        if self.unknown.len() >= UNKNOWN_KEYS_MAX {
            self.unknown.clear();
        }
        self.unknown.insert(id.to_owned(), now);
    }
}

#[cfg(test)]
mod tests {
    use entail_wire::secret::Secret;

    use super::*;

    fn known(id: &str, expires: Option<Timestamp>) -> Known {
        let (access_key_id, secret_access_key) = (id.to_owned(), Secret::from("secret"));
        let credentials = Credentials { access_key_id, secret_access_key, session_token: None };
        Known { credentials, expires, read: None }
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    #[test]
    fn what_ends_first_makes_room_but_for_what_the_run_has() {
        let times =
            [("run", Some(at(1))), ("late", Some(at(9))), ("soon", Some(at(2))), ("never", None)];
        let known = times.map(|(id, expires)| (id.to_owned(), known(id, expires))).into();
        let mut memory = Memory { known, ..Memory::default() };
        let of_run = BTreeSet::from(["run".to_owned()]);
        let mut left = || {
            memory.forget_next_to_end(&of_run);
            memory.ids().cloned().collect::<Vec<_>>().join(" ")
        };
        assert_eq!([left(), left(), left(), left()], ["late never run", "never run", "run", "run"]);
    }

    #[test]
    fn an_id_that_is_nowhere_is_not_looked_for_again_at_once() {
        let mut memory = Memory::default();
        assert!(!memory.is_nowhere("AKIAX", at(10)));
        memory.found_nowhere("AKIAX", at(10));
        assert!(memory.is_nowhere("AKIAX", at(10)) && !memory.is_nowhere("AKIAX", at(11)));
        memory.keep(known("AKIAX", None), &BTreeSet::new(), at(10));
        assert!(!memory.is_nowhere("AKIAX", at(10)));
        assert!(memory.is_nowhere(&"A".repeat(ACCESS_KEY_ID_BYTES_MAX + 1), at(10)));
        for number in 0..=UNKNOWN_KEYS_MAX {
            memory.found_nowhere(&number.to_string(), at(10));
        }
        assert!(memory.unknown.len() <= UNKNOWN_KEYS_MAX);
    }

    #[test]
    fn keys_of_a_profile_are_read_anew_after_a_while_and_others_are_not() {
        let learned = known("AKIAX", None);
        let read = Known { read: Some(at(10)), ..learned.clone() };
        let later = at(11 + PROFILE_KEYS_SECONDS_MAX);
        assert!(!read.is_to_be_read_anew(at(11)) && read.is_to_be_read_anew(later));
        assert!(!learned.is_to_be_read_anew(later));
    }
}
