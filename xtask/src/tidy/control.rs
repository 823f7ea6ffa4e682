//! The control plane's invariants 1, 7 and 8, as far as types alone don't uphold them.

use super::{SourceFile, assert_none, sources};

const SERVER: &str = "crates/server/src/";
const OPERATIONS: &str = "crates/server/src/operations/";

/// What is made or called in one file only, and which.
const ONE_PLACE: &[(&str, &str)] = &[
    ("Permit {", "authorize.rs"),
    ("RequestContext {", "authenticate.rs"),
    ("Caller {", "authenticate.rs"),
    ("decide(", "authorize.rs"),
];

/// What an operation has no business with: the store, its own decisions, HTTP.
const NOT_IN_OPERATIONS: &[&str] = &[
    "dyn Store",
    "Transaction::begin",
    ".commit(",
    ".snapshot",
    "bump_authorization",
    "entail_engine",
    "http::",
    "hyper",
];

/// The server's files without their tests.
fn server() -> impl Iterator<Item = SourceFile> {
    sources(&["rs"]).into_iter().filter(|file| file.path.starts_with(SERVER) && !file.is_test())
}

/// The lines of code in which `word` stands by itself, not as the end of a longer name.
fn places(file: &SourceFile, word: &str) -> Vec<String> {
    let code = file.text.split("\nmod tests {").next().unwrap_or_default();
    let lines = code.lines().enumerate().filter(|(_, line)| {
        let line = line.trim_start();
        let declares = ["//", "impl", "pub struct", "struct"].iter().any(|it| line.starts_with(it));
        !declares && stands_in(line, word)
    });
    lines.map(|(number, _)| format!("{}:{}: `{word}`", file.path, number + 1)).collect()
}

fn stands_in(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let before = line.get(..at).and_then(|text| text.chars().next_back());
        !word.starts_with(char::is_alphabetic)
            || before.is_none_or(|character| !character.is_alphanumeric() && character != '_')
    })
}

#[test]
fn permits_and_callers_are_made_and_decisions_taken_in_one_file_each() {
    let mut violations = Vec::new();
    for file in server() {
        for (word, home) in ONE_PLACE {
            if file.path != format!("{SERVER}{home}") {
                violations.extend(places(&file, word));
            }
        }
    }
    assert_none("go through the dispatcher: invariants 1 and 7 of ARCHITECTURE.md", &violations);
}

#[test]
fn operations_see_neither_the_store_nor_decisions_nor_http() {
    let mut violations = Vec::new();
    for file in server().filter(|file| file.path.starts_with(OPERATIONS)) {
        violations.extend(NOT_IN_OPERATIONS.iter().flat_map(|word| places(&file, word)));
    }
    assert_none("the dispatcher does it: invariant 7 of ARCHITECTURE.md", &violations);
}

#[test]
fn errors_of_other_crates_get_their_codes_in_respond_alone() {
    let mut violations = Vec::new();
    for file in server().filter(|file| !file.path.starts_with("crates/server/src/respond/")) {
        for (number, line) in file.text.lines().enumerate() {
            if line.starts_with("impl From<") && line.contains("for ControlError") {
                violations.push(format!("{}:{}: {line}", file.path, number + 1));
            }
        }
    }
    assert_none("move it: invariant 8 of ARCHITECTURE.md", &violations);
}

#[test]
fn every_operation_begins_with_its_name_and_links_awss_page() {
    let mut violations = Vec::new();
    for file in server() {
        let Some(path) = file.path.strip_prefix(OPERATIONS) else { continue };
        // `iam.rs` and its like are the registers.
        if path.contains('/') {
            let page = if path.starts_with("entail/") {
                "//! Entail's own: see `docs/lineage-command.md`."
            } else {
                "//! AWS: <https://docs.aws.amazon.com/"
            };
            if !file.text.starts_with("//! `") || !file.text.contains(page) {
                violations.push(file.path);
            }
        }
    }
    assert_none("begin with ``//! `Operation` - what it does`` and `//! AWS: <page>`", &violations);
}

#[test]
fn a_longer_name_is_another_word() {
    assert!(stands_in("let permit = Permit { notes };", "Permit {"));
    assert!(!stands_in("let permit = ReadPermit { notes };", "Permit {"));
    assert!(stands_in("store.commit(txn)", ".commit("));
}
