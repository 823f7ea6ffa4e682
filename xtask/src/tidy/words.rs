//! Words that must not stay behind in code or prose.

use super::{assert_none, read, sources};

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

/// Texts that are not in the repository. What they say is said where it is needed, or in
/// `docs/containment.md`, under the names that comments use.
const UNPUBLISHED: &[&str] = &[
    concat!("seman", "tics 5"),
    concat!("seman", "tics sec"),
    concat!("seman", "tics.md"),
    concat!("hou", "se.md"),
    concat!("cas", "es.md"),
    concat!("stor", "age.md"),
    concat!("propa", "gate.md"),
    concat!("(iss", "ue "),
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

#[test]
fn no_text_is_cited_that_readers_do_not_have() {
    let mut violations = Vec::new();
    for file in sources(&["rs", "py", "toml", "yml", "sh", "md", "json"]) {
        let text = file.text.to_lowercase();
        for (number, line) in text.lines().enumerate() {
            for cited in UNPUBLISHED.iter().filter(|cited| cites(line, cited)) {
                violations.push(format!("{}:{}: `{cited}`", file.path, number + 1));
            }
        }
    }
    assert_none("say it in words, or name a rule of docs/containment.md", &violations);
}

/// Whether a line has the text, and not as the end of a longer name such as `decision-NAME.md`.
fn cites(line: &str, text: &str) -> bool {
    line.match_indices(text)
        .any(|(place, _)| !line.get(..place).is_some_and(|before| before.ends_with('-')))
}

/// `w1`, `F16`: how the lineage calls its rules.
fn is_rule(word: &str) -> bool {
    let number = word.strip_prefix(['w', 'F']).unwrap_or_default();
    (1..=2).contains(&number.len()) && number.bytes().all(|digit| digit.is_ascii_digit())
}

#[test]
fn every_rule_that_the_lineage_names_is_stated() {
    let page = read("docs/containment.md");
    let bold = page.split("**").skip(1).step_by(2);
    let stated = bold.flat_map(|text| text.split(", ")).collect::<Vec<_>>();
    let mut violations = Vec::new();
    for file in sources(&["rs"]).iter().filter(|file| file.path.starts_with("crates/lineage/")) {
        for (number, line) in file.text.lines().enumerate() {
            let words = line.split(|character: char| !character.is_ascii_alphanumeric());
            for rule in words.filter(|word| is_rule(word) && !stated.contains(word)) {
                violations.push(format!("{}:{}: `{rule}`", file.path, number + 1));
            }
        }
    }
    assert_none("state the rule in docs/containment.md", &violations);
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

#[test]
fn a_rule_is_told_from_other_words() {
    assert!(is_rule("w1") && is_rule("F16"));
    assert!(!is_rule("F") && !is_rule("w1x") && !is_rule("F100") && !is_rule("W1"));
}
