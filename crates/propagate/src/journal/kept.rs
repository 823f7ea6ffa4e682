//! The events that are kept for the report: so many of them, since a proxy may run for long.

use std::collections::BTreeSet;

use super::{Event, NotBounded, Place};
use crate::limits::{EVENTS_MAX, REFUSED_MAX};

/// Events in their order.
#[derive(Debug, Default)]
pub(super) struct Kept {
    events: Vec<Event>,
    /// Refusals that are told: clients try again.
    refused: BTreeSet<(String, String)>,
    /// How many others there were.
    more_refused: usize,
    /// How many principals with the boundary were forgotten.
    bounded: usize,
    /// How many other events were, of which there is no telling any more.
    others: usize,
}

impl Kept {
    pub(super) fn add(&mut self, event: Event) {
        if let Event::Refused { call, message } = &event
            && !self.is_new_refusal(call, message)
        {
            return;
        }
        if self.events.len() >= EVENTS_MAX {
            self.make_room();
        }
        self.events.push(event);
    }

    /// Each refusal is told once, and so many of them: whoever calls can have one for everything.
    fn is_new_refusal(&mut self, call: &str, message: &str) -> bool {
        let refusal = (call.to_owned(), message.to_owned());
        if self.refused.contains(&refusal) {
            return false;
        }
        if self.refused.len() >= REFUSED_MAX {
            self.more_refused += 1;
            return false;
        }
        self.refused.insert(refusal)
    }

    pub(super) fn any(&self, is_like: impl FnMut(&Event) -> bool) -> bool {
        self.events.iter().any(is_like)
    }

    /// All that are kept, and a word on those that are not.
    pub(super) fn all(&self) -> Vec<Event> {
        let mut events = self.events.clone();
        if self.bounded > 0 {
            events.push(Event::Warning(format!(
                "{} principals that were bounded are not in this report: it keeps {EVENTS_MAX} events",
                self.bounded
            )));
        }
        if self.more_refused > 0 {
            events.push(Event::Refused {
                call: format!("{} more calls", self.more_refused),
                message: format!("this report keeps {REFUSED_MAX} refusals: see the log"),
            });
        }
        if self.others > 0 {
            // What is not known to be bounded must not look so.
            events.push(Event::Unbounded(NotBounded {
                kind: String::new(),
                name: format!("({} more)", self.others),
                place: Place::Call { call: "forgotten".to_owned(), account: None },
                why: format!(
                    "this report keeps {EVENTS_MAX} events, and warnings, refusals and what was not \
                     bounded were more: see the log"
                ),
            }));
        }
        events
    }

    /// Repetitions go first, then half of what is bounded, then half of the rest: the oldest.
    fn make_room(&mut self) {
        self.forget_repeated();
        if self.events.len() > EVENTS_MAX / 2 {
            self.bounded += self.forget_half(|event| matches!(event, Event::Bounded(_)));
        }
        if self.events.len() > EVENTS_MAX / 4 * 3 {
            let stays = |event: &Event| {
                matches!(event, Event::Required { .. } | Event::NothingRequired { .. })
            };
            self.others += self.forget_half(|event| !stays(event));
        }
    }

    /// Of events that are the same the last one counts.
    fn forget_repeated(&mut self) {
        let mut known = BTreeSet::new();
        self.events.reverse();
        self.events.retain(|event| known.insert(format!("{event:?}")));
        self.events.reverse();
    }

    fn forget_half(&mut self, may_go: impl Fn(&Event) -> bool) -> usize {
        let count = self.events.iter().filter(|event| may_go(event)).count().div_ceil(2);
        let mut left = count;
        self.events.retain(|event| {
            let goes = left > 0 && may_go(event);
            left -= usize::from(goes);
            !goes
        });
        count
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{journal::Bounded, template::How};

    fn place() -> Place {
        Place::Call { call: "iam:CreateRole".to_owned(), account: None }
    }

    fn bounded(number: usize) -> Event {
        Event::Bounded(Bounded {
            kind: String::new(),
            name: number.to_string(),
            place: place(),
            boundary: String::new(),
            how: How::AlreadyThere,
        })
    }

    fn unbounded(number: usize) -> Event {
        let (kind, name, why) = (String::new(), number.to_string(), String::new());
        Event::Unbounded(NotBounded { kind, name, place: place(), why })
    }

    #[test]
    fn the_oldest_that_are_bounded_go_and_are_counted() {
        let mut kept = Kept::default();
        kept.add(unbounded(0));
        kept.add(Event::NothingRequired { because: String::new() });
        for number in 0..EVENTS_MAX * 2 {
            kept.add(bounded(number));
        }
        assert!(kept.events.len() <= EVENTS_MAX);
        assert!(kept.any(|event| *event == unbounded(0)));
        assert!(kept.any(|event| *event == bounded(EVENTS_MAX * 2 - 1)));
        assert!(!kept.any(|event| *event == bounded(0)));
        let known = kept.events.iter().filter(|it| matches!(it, Event::Bounded(_))).count();
        assert_eq!(known + kept.bounded, EVENTS_MAX * 2);
        let told = Event::Warning(format!(
            "{} principals that were bounded are not in this report: it keeps {EVENTS_MAX} events",
            kept.bounded
        ));
        assert_eq!(kept.all().last(), Some(&told));
    }

    #[test]
    fn what_is_repeated_goes_without_a_word() {
        let mut kept = Kept::default();
        for _ in 0..EVENTS_MAX * 2 {
            kept.add(unbounded(1));
        }
        assert!(kept.events.len() <= EVENTS_MAX);
        assert!(kept.all().iter().all(|event| *event == unbounded(1)));
    }

    #[test]
    fn a_refusal_is_told_once_and_of_very_many_the_first() {
        let mut kept = Kept::default();
        let refused = |number: usize| Event::Refused {
            call: "iam:CreateRole".to_owned(),
            message: number.to_string(),
        };
        for number in 0..REFUSED_MAX + 5 {
            kept.add(refused(number));
            kept.add(refused(0));
        }
        let all = kept.all();
        assert_eq!((all.len(), &all[0]), (REFUSED_MAX + 1, &refused(0)));
        let Some(Event::Refused { call, .. }) = all.last() else { panic!("{:?}", all.last()) };
        assert_eq!(call, "5 more calls");
    }

    #[test]
    fn what_is_not_bounded_is_never_forgotten_as_if_it_were() {
        let mut kept = Kept::default();
        for number in 0..EVENTS_MAX * 2 {
            kept.add(unbounded(number));
        }
        assert!(kept.events.len() <= EVENTS_MAX && kept.others > 0);
        let all = kept.all();
        let Some(Event::Unbounded(last)) = all.last() else { panic!("{:?}", all.last()) };
        assert_eq!(last.name, format!("({} more)", kept.others));
    }
}
