//! Condition blocks.

use super::super::Choices;
use super::pattern::near;
use super::vocabulary::{KEYS, Keys, UNKNOWN_OPERATORS};
use crate::reference::json::Json;

/// A `Condition` element over the keys of the request, given with their values.
pub(super) fn conditions(
    choices: &mut Choices<'_>,
    context: &[(String, Json)],
    values: &[(String, String)],
) -> Json {
    let mut operators: Vec<(String, Json)> = Vec::new();
    for _ in 0..=choices.below(2) {
        let place = choices.below(KEYS.len());
        let Some(keys) = KEYS.get(place) else { continue };
        let operator = operator(choices, keys);
        if operators.iter().any(|(name, _)| *name == operator) {
            continue;
        }
        let mut block: Vec<(String, Json)> = Vec::new();
        for _ in 0..=choices.below(5) / 4 {
            let key = choices.text(keys.names);
            if block.iter().all(|(name, _)| name != key) {
                block.push((key.to_owned(), wanted(choices, keys, key, context, values)));
            }
        }
        operators.push((operator, Json::Object(block)));
    }
    Json::Object(operators)
}

fn operator(choices: &mut Choices<'_>, keys: &Keys) -> String {
    if choices.once_in(30) {
        return choices.text(UNKNOWN_OPERATORS).to_owned();
    }
    let set = choices.text(&["", "", "", "ForAllValues:", "ForAnyValue:"]);
    if choices.once_in(8) {
        return format!("{set}Null");
    }
    let all: Vec<&str> = KEYS.iter().flat_map(|keys| keys.operators).copied().collect();
    // An operator of another type now and then.
    let operators = if choices.once_in(12) { &all } else { keys.operators };
    let if_exists = choices.text(&["", "", "", "IfExists"]);
    let name = choices.text(operators);
    let if_exists = if name == "Null" { "" } else { if_exists };
    format!("{set}{name}{if_exists}")
}

/// What the policy wants of a key: something that fits the request, or any word of its type.
fn wanted(
    choices: &mut Choices<'_>,
    keys: &Keys,
    key: &str,
    context: &[(String, Json)],
    values: &[(String, String)],
) -> Json {
    let given = context.iter().find(|(name, _)| name.to_lowercase() == key.to_lowercase());
    let given = given.and_then(|(_, value)| match value {
        Json::Array(items) => items.first().and_then(Json::as_text),
        one => one.as_text(),
    });
    let mut one = || match given {
        Some(given) if choices.once_in(2) => Json::text(near(choices, given, values)),
        Some(given) if choices.once_in(2) => Json::text(given),
        _ if choices.once_in(12) => choices
            .one(&[&Json::Boolean(true), &Json::Boolean(false)])
            .cloned()
            .unwrap_or(Json::Null),
        _ if choices.once_in(12) => {
            Json::Number(choices.text(&["5", "1.50", "-0", "1e3", "0"]).to_owned())
        }
        _ => Json::text(choices.text(keys.values)),
    };
    match [one(), one(), one()] {
        [first, ..] if !choices.once_in(3) => first,
        all => Json::Array(all.into_iter().take(choices.below(4)).collect()),
    }
}
