//! Words that must not stay behind in code or prose.

use super::{assert_none, sources};

/// Marks of unfinished work. Written in two halves, so that this file does not meet its own rule.
const UNFINISHED: &[&str] = &[
    concat!("to", "do!("),
    concat!("unimpl", "emented!("),
    concat!("FIX", "ME"),
    concat!("TO", "DO"),
    concat!("X", "XX "),
    concat!("#[ign", "ore"),
    concat!("#[al", "low("),
    concat!("#![al", "low("),
    concat!("pytest.mark.", "xfail"),
];

/// Folders of somebody's machine.
const MACHINE_PATHS: &[&str] = &[
    concat!("/ro", "ot/"),
    concat!("/ho", "me/"),
    concat!("/Us", "ers/"),
    concat!("/wo", "rk/"),
    concat!("/sha", "red/"),
    concat!("/opt/", "wheels"),
];

#[test]
fn nothing_is_left_unfinished_or_switched_off() {
    let mut violations = Vec::new();
    for file in
        sources(&["rs", "py", "toml", "yml", "sh"]).iter().filter(|file| !file.is_generated())
    {
        for (number, line) in file.text.lines().enumerate() {
            for mark in UNFINISHED.iter().filter(|mark| line.contains(**mark)) {
                violations.push(format!("{}:{}: `{mark}`", file.path, number + 1));
            }
        }
    }
    assert_none(
        "finish it, or open an issue; `#[expect(lint, reason = ...)]` where a lint is wrong",
        &violations,
    );
}

#[test]
fn no_path_of_a_machine_is_named() {
    let mut violations = Vec::new();
    for file in sources(&["rs", "py", "toml", "yml", "sh", "md", "txt", "in"]) {
        for (number, line) in file.text.lines().enumerate() {
            for path in MACHINE_PATHS.iter().filter(|path| names_path(line, path)) {
                violations.push(format!("{}:{}: `{path}`", file.path, number + 1));
            }
        }
    }
    assert_none("these paths exist on one machine only", &violations);
}

/// Whether `path` begins a path in `line`: the middle of a longer path or of an ARN does not count.
fn names_path(line: &str, path: &str) -> bool {
    line.match_indices(path).any(|(at, _)| {
        let before = line.get(..at).and_then(|text| text.chars().next_back());
        before.is_none_or(|character| character.is_whitespace() || "\"'`(=".contains(character))
    })
}

#[test]
fn an_arn_with_such_a_path_is_no_machine_path() {
    let home = concat!("/ho", "me/");
    assert!(names_path(&format!("open(\"{home}me\")"), home));
    assert!(!names_path(&format!("arn:aws:iam::111122223333:role{home}me"), home));
}
