use std::collections::BTreeSet;

use super::{FINDINGS, Stage, find};
use crate::{review, validate};

fn codes(source: &str, finding: &super::Finding) -> Vec<&'static str> {
    let reviewed = review(source, finding.kind);
    reviewed.diagnostics.iter().map(|diagnostic| diagnostic.code.id).collect()
}

#[test]
fn each_finding_is_found_in_its_example_and_not_in_its_near_miss() {
    // The tests of the crate that decides do the same for the others.
    for finding in FINDINGS.iter().filter(|finding| finding.stage != Stage::Decision) {
        let example = codes(&finding.example.document(), finding);
        assert!(example.contains(&finding.code.id), "{} has no hit: {example:?}", finding.code);
        let near_miss = codes(finding.near_miss, finding);
        assert!(!near_miss.contains(&finding.code.id), "{} hits its near miss", finding.code);
    }
}

#[test]
fn near_misses_have_no_errors_at_all() {
    for finding in FINDINGS {
        let reviewed = review(finding.near_miss, finding.kind);
        let errors: Vec<_> =
            reviewed.diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).collect();
        assert!(errors.is_empty(), "{}: {errors:?}", finding.code);
    }
}

#[test]
fn advice_is_no_reason_to_refuse_a_document() {
    for finding in FINDINGS.iter().filter(|finding| finding.code.id >= "P0100") {
        let validated = validate(&finding.example.document(), finding.kind);
        let codes = validated.diagnostics.iter().map(|diagnostic| diagnostic.code.id);
        assert!(codes.into_iter().all(|code| code < "P0100"), "{}", finding.code);
    }
}

#[test]
fn codes_and_names_are_unique_and_in_order() {
    let ids: Vec<&str> = FINDINGS.iter().map(|finding| finding.code.id).collect();
    assert!(ids.is_sorted_by(|left, right| left < right));
    let names: BTreeSet<&str> = FINDINGS.iter().map(|finding| finding.code.name).collect();
    assert_eq!(names.len(), FINDINGS.len());
    for finding in FINDINGS {
        assert_eq!(finding.code.id.len(), 5);
        assert!(finding.source.starts_with("https://"));
        assert!(finding.code.name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'));
    }
}

#[test]
fn findings_are_found_by_code_and_by_name() {
    assert_eq!(find("p0012").map(|finding| finding.code.name), Some("duplicate-sid"));
    assert_eq!(find("duplicate-sid").map(|finding| finding.code.id), Some("P0012"));
    assert!(find("P9999").is_none());
}
