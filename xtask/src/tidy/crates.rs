//! Manifests and entry files of the crates.

use super::{assert_none, crate_folders, read, root};

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
