//! Manifests and entry files of the crates.

use super::{assert_none, crate_folders, read, root, sources};

/// Names under which everything ends up.
const VAGUE_NAMES: &[&str] = &["common", "core", "helpers", "misc", "shared", "util", "utils"];
/// One comment may speak for a few dependencies that belong together (`serde`, `serde_json`).
const DEPENDENCIES_PER_REASON_MAX: usize = 5;

#[test]
fn every_crate_begins_with_its_documentation() {
    let mut violations = Vec::new();
    for folder in crate_folders() {
        let entry = ["src/lib.rs", "src/main.rs"]
            .into_iter()
            .map(|file| format!("{folder}/{file}"))
            .find(|file| root().join(file).exists());
        match entry {
            Some(file) if read(&file).starts_with("//! ") => {}
            Some(file) => violations.push(format!("{file} does not begin with `//! `")),
            None => violations.push(format!("{folder} has neither lib.rs nor main.rs")),
        }
    }
    assert_none("say what the crate is, what matters in it and what is not here", &violations);
}

/// Libraries whose users are outside of the tests.
const LIBRARIES: &[&str] = &["engine", "lineage", "policy", "server", "store", "wire"];

#[test]
fn every_library_shows_itself_in_a_tested_example() {
    let without = LIBRARIES.iter().map(|name| format!("crates/{name}/src/lib.rs"));
    let without = without.filter(|file| !read(file).contains("\n//! ```\n//! use "));
    assert_none("one example in the crate's documentation", &without.collect::<Vec<_>>());
}

#[test]
fn limits_stand_in_limits_rs_and_are_heeded() {
    let files = sources(&["rs"]);
    let code = files.iter().filter(|file| file.path.starts_with("crates/") && !file.is_generated());
    let (limits, rest): (Vec<_>, Vec<_>) =
        code.filter(|file| !file.is_test()).partition(|file| file.path.ends_with("/limits.rs"));
    let mut violations = Vec::new();
    for file in &limits {
        let crate_folder = file.path.trim_end_matches("limits.rs");
        let ours = || rest.iter().filter(|other| other.path.starts_with(crate_folder));
        for name in file.text.lines().filter_map(constant) {
            if !rest.iter().any(|other| other.text.contains(name)) {
                violations.push(format!("{}: nothing heeds `{name}`", file.path));
            }
        }
        for other in ours() {
            let elsewhere = other.text.lines().filter_map(constant);
            let elsewhere = elsewhere.filter(|name| name.ends_with("_MAX"));
            violations.extend(elsewhere.map(|name| format!("{}: `{name}`", other.path)));
        }
    }
    assert_none("one place for all limits of a crate: invariant 10", &violations);
}

/// The name that a line declares a constant by.
fn constant(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let line = line.strip_prefix("pub(crate) ").or(line.strip_prefix("pub ")).unwrap_or(line);
    line.strip_prefix("const ")?.split(':').next().filter(|name| !name.contains(' '))
}

#[test]
fn every_crate_takes_lints_version_and_licence_from_the_workspace() {
    let mut violations = Vec::new();
    for folder in crate_folders() {
        let manifest = read(&format!("{folder}/Cargo.toml"));
        for wanted in [
            "[lints]\nworkspace = true",
            "version.workspace",
            "license.workspace",
            "description = ",
        ] {
            if !manifest.contains(wanted) {
                violations
                    .push(format!("{folder}/Cargo.toml lacks `{}`", wanted.replace('\n', " ")));
            }
        }
    }
    assert_none("one place for all", &violations);
}

#[test]
fn no_crate_has_a_vague_name() {
    let folders = crate_folders();
    let vague = folders
        .iter()
        .filter(|folder| folder.rsplit('/').next().is_some_and(|name| VAGUE_NAMES.contains(&name)));
    assert_none("name it after what it holds", &vague.cloned().collect::<Vec<_>>());
}

/// Dependencies of others in `[dependencies]` that no comment above them gives a reason for.
fn dependencies_without_reason(manifest: &str) -> Vec<String> {
    let mut unexplained = Vec::new();
    let mut in_dependencies = false;
    let mut allowance = 0;
    for line in manifest.lines().map(str::trim) {
        if line.starts_with('[') {
            in_dependencies = line == "[dependencies]";
            allowance = 0;
        } else if line.starts_with('#') {
            allowance = DEPENDENCIES_PER_REASON_MAX;
        } else if line.starts_with("entail-") || line.is_empty() {
            allowance = 0;
        } else if in_dependencies && allowance == 0 {
            unexplained.push(line.split(['.', ' ', '=']).next().unwrap_or(line).to_owned());
        } else {
            allowance = allowance.saturating_sub(1);
        }
    }
    unexplained
}

#[test]
fn every_dependency_has_a_reason_above_it() {
    let mut violations = Vec::new();
    for folder in crate_folders() {
        for name in dependencies_without_reason(&read(&format!("{folder}/Cargo.toml"))) {
            violations.push(format!("{folder}/Cargo.toml: `{name}`"));
        }
    }
    assert_none("write a line above the dependency: why we need it", &violations);
}

#[test]
fn a_dependency_without_a_comment_is_found() {
    let manifest = "[dependencies]\nentail-policy = {}\nserde = \"1\"\n# why\nhttp = \"1\"\n";
    assert_eq!(dependencies_without_reason(manifest), ["serde"]);
}
