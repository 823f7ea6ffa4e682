//! `corpus/templates/`: every template is rewritten as its golden files say, and the laws of
//! rewriting hold for it; then for templates that are made up.
//!
//! `UPDATE_EXPECT=1 cargo test -p entail-propagate --test templates` writes the golden files anew.

#[cfg(test)]
#[path = "templates/case.rs"]
mod case;
#[cfg(test)]
#[path = "templates/generated.rs"]
mod generated;
#[cfg(test)]
#[path = "templates/principals.rs"]
mod principals;
#[cfg(test)]
#[path = "templates/tree.rs"]
mod tree;

use case::{Case, cases};
use entail_propagate::template::restore;
use proptest::prelude::{ProptestConfig, proptest};
use tree::Tree;

/// Templates that the corpus holds at least.
const CASES_MIN: usize = 60;

#[test]
fn every_template_is_rewritten_as_its_golden_files_say() {
    let cases = cases();
    assert!(cases.len() >= CASES_MIN, "{} templates", cases.len());
    let mut differences = Vec::new();
    for case in &cases {
        for (path, text) in [
            (case.report_path(), Some(case.report())),
            (case.expected_path(), case.rewritten().ok().map(|rewritten| rewritten.text)),
        ] {
            differences.extend(case::compare_or_write(&path, text));
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn rewriting_and_restoring_gives_the_bytes_of_the_input() {
    for case in cases() {
        entail_propagate::laws::template_rewrite_restores(&case.text);
        let Ok(rewritten) = case.rewritten() else { continue };
        let restored = restore(&rewritten.text, &rewritten.placements);
        assert_eq!(restored.as_deref(), Ok(case.text.as_str()), "{}", case.name);
        let again = case.rewrite(&rewritten.text).expect("what was rewritten can be");
        assert_eq!(again.text, rewritten.text, "{}", case.name);
    }
}

#[test]
fn nothing_but_boundaries_changes() {
    for case in cases() {
        let Ok(rewritten) = case.rewritten() else { continue };
        let before = Tree::read(&case.text, rewritten.language);
        let after = Tree::read(&rewritten.text, rewritten.language);
        for difference in before.differences(&after) {
            assert!(
                rewritten.placements.iter().any(|placement| difference.is_at(placement)),
                "{}: {difference:?} is at no placement",
                case.name
            );
        }
    }
}

#[test]
fn every_principal_is_bounded_or_named_in_the_report() {
    for case in cases() {
        let Ok(rewritten) = case.rewritten() else { continue };
        let after = Tree::read(&rewritten.text, rewritten.language);
        for unbounded in principals::unbounded(&after) {
            let reported = rewritten.unbounded.iter().map(|entry| entry.logical_id.as_str());
            let nested = rewritten.nested.iter().map(|entry| entry.logical_id.as_str());
            assert!(
                reported.chain(nested).any(|logical_id| logical_id == unbounded),
                "{}: `{unbounded}` is neither bounded nor named",
                case.name
            );
        }
    }
}

#[test]
fn every_role_that_was_named_is_there() {
    let mut named = 0;
    for case in cases() {
        let Ok(rewritten) = case.rewritten() else { continue };
        let after = Tree::read(&rewritten.text, rewritten.language);
        let resources = after.get("Resources");
        for placement in rewritten.placements.iter().filter(|placement| placement.path.len() > 3) {
            let Some(role) = after.attribute_of(&placement.path) else { continue };
            assert!(resources.is_some_and(|all| all.get(role).is_some()), "{}: {role}", case.name);
            named += 1;
        }
    }
    assert!(named >= 30, "{named} roles are named");
}

#[test]
fn every_placement_names_a_place_of_the_output_and_a_line_of_the_input() {
    for case in cases() {
        let Ok(rewritten) = case.rewritten() else { continue };
        let after = Tree::read(&rewritten.text, rewritten.language);
        let lines = case.text.lines().count();
        for placement in &rewritten.placements {
            assert!(after.has(&placement.path), "{}: {placement:?}", case.name);
            assert!((1..=lines).contains(&placement.line), "{}: {placement:?}", case.name);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn laws_hold_for_made_up_templates(template in generated::template()) {
        let text = template.text();
        let case = Case::made_up(text);
        entail_propagate::laws::template_rewrite_restores(&case.text);
        let rewritten = case.rewritten().expect("a template that is written well");
        let before = Tree::read(&case.text, rewritten.language);
        let after = Tree::read(&rewritten.text, rewritten.language);
        for difference in before.differences(&after) {
            let is_placement =
                rewritten.placements.iter().any(|placement| difference.is_at(placement));
            assert!(is_placement, "{difference:?} is at no placement");
        }
        for unbounded in principals::unbounded(&after) {
            let named = rewritten.unbounded.iter().any(|entry| entry.logical_id == unbounded);
            assert!(named, "`{unbounded}` is neither bounded nor named");
        }
    }
}
