//! Cases made up, and ways to change them.

use entail_engine::case::{self, Answer};
use entail_testkit::agreement::{Choices, generate};
use entail_testkit::reference::json::Json;

const CASES: u64 = 300;
const SEED: u64 = 11;

pub(crate) fn made_up() -> impl Iterator<Item = (u64, Json)> {
    (0..CASES).map(|number| (number, generate(&mut Choices::of_seed(SEED, number))))
}

pub(crate) fn answer(case: &Json) -> Answer {
    case::parse(&case.to_string()).unwrap_or_else(|errors| panic!("{errors}\n{case}")).run()
}

pub(crate) fn is_allowed(case: &Json) -> bool {
    answer(case).message.is_none()
}

/// Something of a case that can be changed.
pub(crate) fn member<'json>(json: &'json mut Json, name: &str) -> Option<&'json mut Json> {
    let Json::Object(members) = json else { return None };
    members.iter_mut().find(|(key, _)| key == name).map(|(_, value)| value)
}

/// All policies of a layer, whatever lists they stand in.
fn policies<'json>(json: &'json mut Json, found: &mut Vec<&'json mut Json>) {
    match json {
        Json::Array(items) => items.iter_mut().for_each(|item| policies(item, found)),
        Json::Object(_) => found.push(json),
        _ => {}
    }
}

/// Changes every policy of the case that is there as an object; says the layer.
pub(crate) fn change(case: &mut Json, mut change: impl FnMut(&str, &mut Json)) {
    let Some(Json::Object(layers)) = member(case, "policies") else { return };
    for (layer, value) in layers {
        let mut found = Vec::new();
        policies(value, &mut found);
        for policy in found {
            if let Some(document @ Json::Object(_)) = member(policy, "policy") {
                change(layer, document);
            }
        }
    }
}

/// The statements of a document as a list, a lone one as a list of one.
pub(crate) fn statements(document: &mut Json) -> &mut Vec<Json> {
    let statement = member(document, "Statement").expect("every document has one");
    if !matches!(statement, Json::Array(_)) {
        *statement = Json::Array(vec![statement.clone()]);
    }
    let Json::Array(items) = statement else { panic!("just made one") };
    items
}

/// All statements of a case by their layers, with another effect.
fn donors(number: u64, effect: &str) -> Vec<(String, Json)> {
    let mut case = generate(&mut Choices::of_seed(SEED + 1, number));
    let mut donors = Vec::new();
    change(&mut case, |layer, document| {
        for statement in statements(document) {
            *member(statement, "Effect").expect("every statement has one") = Json::text(effect);
            donors.push((layer.to_owned(), statement.clone()));
        }
    });
    donors
}

/// Each case with each statement of a layer added to the first policy of that layer: before, after.
pub(crate) fn with_one_more(effect: &str) -> impl Iterator<Item = (Json, Json)> {
    made_up().flat_map(move |(number, case)| {
        donors(number, effect).into_iter().filter_map(move |(layer, donor)| {
            let (mut more, mut is_added) = (case.clone(), false);
            change(&mut more, |other, document| {
                if other == layer && !is_added {
                    let place = usize::try_from(number % 3).unwrap();
                    let statements = statements(document);
                    statements.insert(place.min(statements.len()), donor.clone());
                    is_added = true;
                }
            });
            is_added.then(|| (case.clone(), more))
        })
    })
}
