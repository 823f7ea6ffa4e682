//! Documents that drift are worse than none: the paths they name exist, and they keep their form.

use super::{assert_none, crate_folders, read, root, sources};
use std::fs;
use std::path::Path;

const ARCHITECTURE_LINES_MAX: usize = 300;
/// Documents whose paths are checked.
const GUIDES: &[&str] = &[
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "STYLE.md",
    "clients/README.md",
    "fuzz/README.md",
    "docs/audit-records.md",
    "docs/boundary-policy.md",
    "docs/containment.md",
    "docs/decision-cases.md",
    "docs/escapes.md",
    "docs/explanations.md",
    "docs/findings.md",
    "docs/gates.md",
    "docs/lineage-command.md",
    "docs/run-settings.md",
    "docs/run.md",
    "docs/serving.md",
    "docs/template-rewriting.md",
    "docs/transitive-boundaries.md",
];
/// Words in backticks that begin with one of these are paths of the project.
const ROOT_FOLDERS: &[&str] = &[
    "crates/", "xtask/", "models/", "corpus/", "clients/", "fuzz/", "record/", "bench/", "docs/",
    ".ci/", ".github/", ".cargo/",
];
const FILE_EXTENSIONS: &[&str] = &[".md", ".toml"];
const CHANGE_KINDS: &[&str] = &["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"];

/// The text between single backticks, outside of fenced blocks.
fn words_in_backticks(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut fenced = false;
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if !fenced {
            words.extend(line.split('`').skip(1).step_by(2).map(str::to_owned));
        }
    }
    words
}

/// Files that a user of ours has, and we do not.
const FILES_OF_USERS: &[&str] = &["entail.toml"];

/// The part of `word` that must exist: up to a placeholder (`<service>`) or a wildcard. `None` where
/// it is no path.
fn path_of(word: &str) -> Option<&str> {
    let fixed = word.split(['<', '*', '{', ':', '#']).next()?;
    let is_path = !word.contains(' ')
        && !FILES_OF_USERS.contains(&word)
        && (ROOT_FOLDERS.iter().any(|folder| word.starts_with(folder))
            || (!word.contains('/') && FILE_EXTENSIONS.iter().any(|end| word.ends_with(end))));
    if !is_path {
        return None;
    }
    if fixed.len() == word.len() {
        return Some(word);
    }
    fixed.rsplit_once('/').map(|(folder, _)| folder)
}

/// Whether a path is there. An empty folder is not: a fresh clone has none.
fn exists(path: &Path) -> bool {
    match fs::read_dir(path) {
        Ok(mut entries) => entries.next().is_some(),
        Err(_) => path.exists(),
    }
}

#[test]
fn every_page_of_the_docs_is_a_guide() {
    let pages = sources(&["md"]).into_iter().map(|file| file.path);
    let unchecked =
        pages.filter(|path| path.starts_with("docs/") && !GUIDES.contains(&path.as_str()));
    assert_none("enter it in GUIDES", &unchecked.collect::<Vec<_>>());
}

#[test]
fn every_path_that_a_guide_names_exists() {
    let mut violations = Vec::new();
    for guide in GUIDES {
        let text = read(guide);
        let folder = root().join(guide).parent().expect("a guide lies in a folder").to_owned();
        for word in words_in_backticks(&text) {
            if path_of(&word).is_some_and(|path| !exists(&root().join(path))) {
                violations.push(format!("{guide}: `{word}`"));
            }
        }
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let path = link.split('#').next().unwrap_or_default();
            if !link.contains("://") && !path.is_empty() && !exists(&folder.join(path)) {
                violations.push(format!("{guide}: link to `{link}`"));
            }
        }
    }
    assert_none("correct the guide", &violations);
}

/// The file and the name of a test that is named as `crates/a/tests/b.rs::name`.
fn test_of(word: &str) -> Option<(&str, &str)> {
    let (file, name) = word.split_once("::")?;
    let is_file = [".rs", ".py"].iter().any(|end| file.ends_with(end));
    (path_of(file).is_some() && is_file).then_some((file, name))
}

/// Whether a file has a test of this name: a function, or a line of a macro that makes some.
fn has_test(text: &str, name: &str) -> bool {
    text.lines().map(str::trim_start).any(|line| {
        let line = line.strip_prefix("async ").unwrap_or(line);
        let function = ["fn ", "def "].iter().find_map(|word| line.strip_prefix(word));
        let named = function.unwrap_or(line).strip_prefix(name);
        named.is_some_and(|rest| rest.starts_with(if function.is_some() { '(' } else { ':' }))
    })
}

#[test]
fn every_test_that_a_guide_names_exists() {
    let mut violations = Vec::new();
    for guide in GUIDES {
        for word in words_in_backticks(&read(guide)) {
            let Some((file, name)) = test_of(&word) else { continue };
            if !exists(&root().join(file)) || !has_test(&read(file), name) {
                violations.push(format!("{guide}: `{word}`"));
            }
        }
    }
    assert_none("name a test that is there", &violations);
}

#[test]
fn tests_are_found_as_functions_and_as_lines_of_macros() {
    assert_eq!(test_of("crates/a/b.rs::name"), Some(("crates/a/b.rs", "name")));
    assert_eq!(test_of("entail_engine::decide"), None);
    assert!(has_test("    async fn name() {", "name"));
    assert!(has_test("def name(server):", "name"));
    assert!(has_test("    name:\n        [Inherit], 2;", "name"));
    assert!(!has_test("fn names() {}", "name"));
    assert!(!has_test("// name", "name"));
}

#[test]
fn paths_in_prose_are_told_from_other_words() {
    assert_eq!(path_of("crates/policy/src/lib.rs"), Some("crates/policy/src/lib.rs"));
    assert_eq!(
        path_of("crates/wire/src/shapes/<service>/<operation>.rs"),
        Some("crates/wire/src/shapes")
    );
    assert_eq!(path_of("deny.toml"), Some("deny.toml"));
    assert_eq!(path_of("cargo xtask ci"), None);
    assert_eq!(path_of("/entail/transitive/"), None);
    assert_eq!(path_of("entail-data/root-credentials"), None);
}

#[test]
fn the_architecture_can_be_read_in_one_sitting() {
    let lines = read("ARCHITECTURE.md").lines().count();
    assert!(
        lines <= ARCHITECTURE_LINES_MAX,
        "ARCHITECTURE.md has {lines} lines, of {ARCHITECTURE_LINES_MAX}"
    );
}

#[test]
fn the_readme_and_the_code_map_name_every_crate() {
    let mut violations = Vec::new();
    for guide in ["README.md", "ARCHITECTURE.md"] {
        let text = read(guide);
        for folder in crate_folders().iter().filter(|folder| !text.contains(&format!("`{folder}`")))
        {
            violations.push(format!("{guide} does not name `{folder}`"));
        }
    }
    assert_none("one line per crate", &violations);
}

#[test]
fn the_changelog_keeps_its_form() {
    let text = read("CHANGELOG.md");
    assert!(text.starts_with("# Changelog\n"), "begins with `# Changelog`");
    let releases = text.lines().filter_map(|line| line.strip_prefix("## ")).collect::<Vec<_>>();
    assert_eq!(releases.first(), Some(&"[Unreleased]"), "the first section is `[Unreleased]`");
    let mut dates = Vec::new();
    for release in releases.iter().skip(1) {
        let (version, date) = release.split_once(" - ").expect("`[version] - date`");
        assert!(version.starts_with('[') && version.ends_with(']'), "{release}");
        assert!(
            date.len() == 10 && date.split('-').count() == 3,
            "{release}: the date is YYYY-MM-DD"
        );
        dates.push(date);
    }
    assert!(dates.is_sorted_by(|newer, older| newer >= older), "newest release first");
    for kind in text.lines().filter_map(|line| line.strip_prefix("### ")) {
        assert!(CHANGE_KINDS.contains(&kind), "`{kind}` is none of {CHANGE_KINDS:?}");
    }
}
