//! Laws of decisions, on cases made up with every element and layer there is.
//!
//! That an explanation answers as silence does, and so that the index leaves out no statement that
//! matters (an explanation looks at all of them), is asked of every case of `agreement.rs`.

#[cfg(test)]
#[path = "decision_laws/cases.rs"]
mod cases;

use cases::{answer, change, is_allowed, made_up, member, statements, with_one_more};
use entail_testkit::reference::json::Json;

#[test]
fn a_deny_added_never_allows() {
    let (mut asked, mut denied) = (0, 0);
    for (case, more) in with_one_more("Deny") {
        let (before, after) = (is_allowed(&case), is_allowed(&more));
        assert!(before || !after, "{more}");
        asked += 1;
        denied += u32::from(before && !after);
    }
    assert!(denied > asked / 100, "of {asked} denies {denied} denied something");
}

#[test]
fn an_allow_added_never_denies() {
    let (mut asked, mut allowed) = (0, 0);
    for (case, more) in with_one_more("Allow") {
        let (before, after) = (is_allowed(&case), is_allowed(&more));
        assert!(!before || after, "{more}");
        asked += 1;
        allowed += u32::from(!before && after);
    }
    assert!(allowed > asked / 200, "of {asked} allows {allowed} allowed something");
}

#[test]
fn the_order_of_statements_changes_neither_effect_nor_layer() {
    for (_, case) in made_up() {
        let mut reversed = case.clone();
        change(&mut reversed, |_, document| statements(document).reverse());
        let (before, after) = (answer(&case), answer(&reversed));
        assert_eq!((before.decision, before.layer), (after.decision, after.layer), "{case}");
    }
}

/// Session policies too: but whoever federated has nothing without one.
#[test]
fn a_layer_that_limits_never_allows_what_was_denied_without_it() {
    let mut limited = 0;
    for (_, case) in made_up() {
        let is_federated = case.to_string().contains("federated-user");
        for layer in [
            "permissions_boundary",
            "inherited_boundaries",
            "session",
            "service_control",
            "resource_control",
            "vpc_endpoint",
        ] {
            let mut without = case.clone();
            let Some(Json::Object(layers)) = member(&mut without, "policies") else { continue };
            let before = layers.len();
            layers.retain(|(name, _)| name != layer);
            if layers.len() == before || (layer == "session" && is_federated) {
                continue;
            }
            let (without, with) = (is_allowed(&without), is_allowed(&case));
            assert!(without || !with, "{layer} widens\n{case}");
            limited += u32::from(without && !with);
        }
    }
    assert!(limited > 15, "only {limited} times a layer limited anything");
}

#[test]
fn a_policy_that_is_printed_and_parsed_again_decides_the_same() {
    for (_, case) in made_up() {
        for print in [entail_policy::print, entail_policy::pretty] {
            let mut printed = case.clone();
            change(&mut printed, |_, document| {
                let parsed = entail_policy::parse(&document.to_string());
                *document = Json::text(print(&parsed.document));
            });
            assert_eq!(answer(&case), answer(&printed), "{case}");
        }
    }
}
