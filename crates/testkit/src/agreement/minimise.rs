//! Makes a disagreement small: whatever can be left out while it stays one is left out.

use entail_engine::{Effect, Layer};

use super::compare::{Disagreement, disagreement};
use crate::reference::Answer;
use crate::reference::json::Json;

/// The smallest case that this one leads to by leaving out layers, policies, statements, elements,
/// values and condition keys, and that both still answer so.
pub(super) fn smallest(found: Disagreement) -> Disagreement {
    let mut found = found;
    while let Some(smaller) = smaller(&found) {
        found = smaller;
    }
    found
}

/// A case with one thing less to which both still give the same two answers.
fn smaller(found: &Disagreement) -> Option<Disagreement> {
    smaller_values(&found.case)
        .iter()
        .filter_map(disagreement)
        .find(|other| kind(other) == kind(found))
}

/// What the two answers are, but for which statement they name: a smaller question with other
/// answers may show another fault than the one looked at.
fn kind(found: &Disagreement) -> [Option<(Effect, Layer, bool)>; 2] {
    let kind = |answer: &Result<Answer, String>| {
        let Answer { effect, layer, because } = answer.as_ref().ok()?;
        // A policy that cannot be read is named as a whole.
        let is_unreadable = because.as_ref().is_some_and(|because| because.ends_with('#'));
        Some((*effect, *layer, is_unreadable))
    };
    [kind(&found.engine), kind(&found.reference)]
}

/// The value with one member or item less, or with a list in place of its only item; what stands
/// further out first, for it takes more away.
fn smaller_values(json: &Json) -> Vec<Json> {
    let mut smaller = Vec::new();
    match json {
        Json::Array(items) => {
            if let [only] = items.as_slice() {
                smaller.push(only.clone());
            }
            smaller.extend((0..items.len()).map(|place| Json::Array(without(items, place))));
            for (place, item) in items.iter().enumerate() {
                smaller.extend(
                    smaller_values(item)
                        .into_iter()
                        .map(|item| Json::Array(with(items, place, item))),
                );
            }
        }
        Json::Object(members) => {
            smaller.extend((0..members.len()).map(|place| Json::Object(without(members, place))));
            for (place, (key, value)) in members.iter().enumerate() {
                smaller.extend(
                    smaller_values(value)
                        .into_iter()
                        .map(|value| Json::Object(with(members, place, (key.clone(), value)))),
                );
            }
        }
        // A document that stands as its text, in which nothing could be left out.
        Json::String(text) => smaller.extend(
            Json::read(text)
                .ok()
                .filter(|document| document.members().is_some() && !document.has_duplicate_keys()),
        ),
        Json::Null | Json::Boolean(_) | Json::Number(_) => {}
    }
    smaller
}

fn without<T: Clone>(list: &[T], place: usize) -> Vec<T> {
    let others = list.iter().enumerate().filter(|(other, _)| *other != place);
    others.map(|(_, item)| item.clone()).collect()
}

fn with<T: Clone>(list: &[T], place: usize, item: T) -> Vec<T> {
    let mut list = list.to_vec();
    if let Some(there) = list.get_mut(place) {
        *there = item;
    }
    list
}
