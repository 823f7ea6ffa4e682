//! Runs the cases of `corpus/lineage`; its format is documented there.

mod administration;
mod format;
mod run;

use std::collections::BTreeSet;
use std::path::Path;

use self::format::Case;
use self::run::check;

fn cases(file: &str) -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/lineage");
    let text = std::fs::read_to_string(folder.join(file)).unwrap();
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{file}: {error}"))
}

fn run_file(file: &str) {
    let cases = cases(file);
    let names: BTreeSet<_> = cases.iter().map(|case| case.name.clone()).collect();
    assert_eq!(names.len(), cases.len(), "case names of {file} are unique");
    let failures: Vec<_> = cases.iter().filter_map(|case| check(case).err()).collect();
    assert!(failures.is_empty(), "{file}:\n{}", failures.join("\n"));
}

#[test]
fn cases_of_the_write_gate_hold() {
    run_file("write.json");
}

#[test]
fn cases_of_the_closures_hold() {
    run_file("closures.json");
}

#[test]
fn cases_of_creation_hold() {
    run_file("create.json");
}

#[test]
fn cases_of_obtaining_and_passing_hold() {
    run_file("obtain.json");
}

#[test]
fn cases_of_the_administrators_tools_hold() {
    run_file("administration.json");
}

#[test]
fn cases_of_boundaries_hold() {
    run_file("boundaries.json");
}
