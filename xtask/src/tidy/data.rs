//! Data files that must agree with each other, and the workflow file.

use super::{assert_none, read, root, sources};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;

const MANAGED_POLICIES: &str = "models/aws-managed-policies";

/// Texts that a policy parser is tried on: some are no JSON on purpose.
const POLICY_TEXTS: &str = "corpus/policies/";

#[test]
fn every_json_file_can_be_read() {
    let mut violations = Vec::new();
    for file in sources(&["json"]) {
        let is_data = file.path.starts_with("models/") || file.path.starts_with("corpus/");
        if !is_data || file.path.starts_with(POLICY_TEXTS) {
            continue;
        }
        if let Err(error) = serde_json::from_str::<Value>(&file.text) {
            violations.push(format!("{}: {error}", file.path));
        }
    }
    assert_none("mend the file", &violations);
}

#[test]
fn the_index_of_managed_policies_names_every_file_once() {
    let index: Value =
        serde_json::from_str(&read(&format!("{MANAGED_POLICIES}/index.json"))).expect("JSON");
    let entries = index.as_array().expect("a list");
    let text = |entry: &Value, member: &str| entry[member].as_str().expect("text").to_owned();
    let named = entries.iter().map(|entry| text(entry, "file")).collect::<BTreeSet<_>>();
    let ids = entries.iter().map(|entry| text(entry, "policy_id")).collect::<BTreeSet<_>>();
    assert_eq!(named.len(), entries.len(), "a file is named twice");
    assert_eq!(ids.len(), entries.len(), "a unique id is used twice");
    for entry in entries {
        let id = text(entry, "policy_id");
        assert!(id.starts_with("ANPA") && id.len() == 21, "`{id}` is no unique id of a policy");
        let file: Value =
            serde_json::from_str(&read(&format!("{MANAGED_POLICIES}/{}", text(entry, "file"))))
                .expect("JSON");
        assert_eq!(file["arn"], entry["arn"], "{}", text(entry, "name"));
    }
    let present = fs::read_dir(root().join(MANAGED_POLICIES))
        .expect("the folder exists")
        .map(|entry| entry.expect("can be read").file_name().to_string_lossy().into_owned())
        .filter(|name| {
            !matches!(name.as_str(), "index.json" | "unique-ids.json" | "refresh.py" | "README.md")
        })
        .collect::<BTreeSet<_>>();
    assert_eq!(present, named);
}

#[test]
fn workflows_are_read_only_and_pin_their_actions_by_hash() {
    let mut violations = Vec::new();
    let workflows = sources(&["yml", "yaml"]);
    for file in workflows.iter().filter(|file| file.path.starts_with(".github/workflows/")) {
        if !file.text.contains("permissions:\n  contents: read\n") {
            violations.push(format!("{}: permissions are not read-only", file.path));
        }
        for line in file.text.lines() {
            let Some((_, action)) = line.split_once("uses: ") else { continue };
            let hash = action.split_once('@').map_or("", |(_, version)| version);
            let hash = hash.split_whitespace().next().unwrap_or_default();
            if hash.len() != 40 || !hash.chars().all(|digit| digit.is_ascii_hexdigit()) {
                violations.push(format!("{}: `{action}` is not pinned by hash", file.path));
            }
        }
    }
    assert_none("write `uses: owner/action@<40 hexadecimal digits> # version`", &violations);
}

/// A fuzz target is one law in four places: its file, the manifest, the table, and the test on stable.
#[test]
fn every_fuzz_target_is_registered_documented_and_run_on_stable() {
    let manifest = read("fuzz/Cargo.toml");
    let table = read("fuzz/README.md");
    let smoke = read("crates/testkit/tests/fuzz_smoke.rs");
    let sources = sources(&["rs"]);
    let laws = sources
        .iter()
        .filter_map(|file| file.path.strip_prefix("fuzz/fuzz_targets/")?.strip_suffix(".rs"))
        .collect::<Vec<_>>();
    let mut violations = Vec::new();
    for law in &laws {
        for (place, text, wanted) in [
            ("fuzz/Cargo.toml", &manifest, format!("name = \"{law}\"")),
            ("fuzz/README.md", &table, format!("| `{law}` |")),
            ("crates/testkit/tests/fuzz_smoke.rs", &smoke, format!("fn {law}()")),
        ] {
            if !text.contains(&wanted) {
                violations.push(format!("{place} lacks `{wanted}`"));
            }
        }
    }
    assert_none("one law, four places", &violations);
    assert_eq!(manifest.matches("[[bin]]").count(), laws.len(), "a target without a file");
}
