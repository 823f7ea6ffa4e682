//! Every case of `corpus/decisions` holds, and together they cover what they must.

#[path = "corpus/coverage.rs"]
mod coverage;
#[path = "corpus/operators.rs"]
mod operators;

use std::collections::BTreeSet;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use entail_engine::case::{self, Case};

/// The corpus only grows.
const CASES_MIN: usize = 1_900;

fn files() -> Result<Vec<PathBuf>, std::io::Error> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/decisions");
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "json") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn cases(file: &Path) -> Result<Vec<Case>, String> {
    let name = file.display();
    let text = fs::read_to_string(file).map_err(|error| format!("{name}: {error}"))?;
    case::parse_all(&text).map_err(|errors| format!("{name}: {errors}"))
}

/// All cases as JSON, for what is computed from them without the engine.
fn raw_cases() -> Result<Vec<serde_json::Value>, Box<dyn Error>> {
    let mut cases = Vec::new();
    for file in files()? {
        let text = fs::read_to_string(file)?;
        cases.extend(serde_json::from_str::<Vec<serde_json::Value>>(&text)?);
    }
    Ok(cases)
}

#[test]
fn every_case_holds_with_and_without_its_explanation() {
    let mut failures = Vec::new();
    let mut count = 0;
    for file in files().unwrap() {
        for case in cases(&file).unwrap() {
            count += 1;
            let answer = case.run();
            let name = answer.name.clone().unwrap_or_default();
            assert_eq!(answer, case.explain().0, "{name}: explaining changes the answer");
            let expect = case.expect.as_ref().unwrap_or_else(|| panic!("{name} expects nothing"));
            for difference in expect.differences(&answer) {
                failures.push(format!("{}: {name}: {difference}", file.display()));
            }
        }
    }
    println!("{count} cases of corpus/decisions");
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
    assert!(count >= CASES_MIN, "the corpus has shrunk to {count} cases");
}

#[test]
fn every_case_has_its_own_name_a_source_and_a_decision() {
    let mut names = BTreeSet::new();
    for case in files().unwrap().iter().flat_map(|file| cases(file).unwrap()) {
        let name = case.name.expect("a case has a name");
        let is_kebab =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        assert!(name.bytes().all(is_kebab), "`{name}` is not in kebab case");
        let source = case.source.unwrap_or_else(|| panic!("{name} has no source"));
        let reason = source.strip_prefix("reasoned: ").is_some_and(|reason| !reason.is_empty());
        assert!(source.starts_with("https://") || reason, "{name}: `{source}` is no source");
        assert!(case.expect.is_some_and(|expect| expect.decision.is_some()), "{name}");
        assert!(names.insert(name.clone()), "two cases are named `{name}`");
    }
}

#[test]
fn the_example_of_the_page_on_the_format_holds() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/decision-cases.md");
    let page = fs::read_to_string(page).unwrap();
    let example = page.split("```json\n").nth(1).and_then(|rest| rest.split("```").next());
    let case = case::parse(example.expect("the page begins with an example")).unwrap();
    let differences = case.expect.as_ref().unwrap().differences(&case.run());
    assert!(differences.is_empty(), "{differences:?}");
}
