//! The dependency table of ARCHITECTURE.md, checked against `cargo metadata`.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

/// Which of our crates each crate may use, as a normal dependency.
const ALLOWED: &[(&str, &[&str])] = &[
    ("entail-policy", &[]),
    ("entail-engine", &["entail-policy"]),
    ("entail-lineage", &["entail-policy"]),
    ("entail-wire", &[]),
    ("entail-store", &["entail-policy", "entail-lineage"]),
    (
        "entail-server",
        &["entail-policy", "entail-engine", "entail-lineage", "entail-wire", "entail-store"],
    ),
    ("entail-propagate", &["entail-policy", "entail-engine", "entail-wire"]),
    (
        "entail-cli",
        &[
            "entail-policy",
            "entail-engine",
            "entail-lineage",
            "entail-wire",
            "entail-store",
            "entail-server",
            "entail-propagate",
        ],
    ),
    (
        "entail-testkit",
        &["entail-policy", "entail-engine", "entail-lineage", "entail-wire", "entail-store"],
    ),
    ("xtask", &[]),
];

/// Crates that decide or describe: nothing that they use, at any depth, may do I/O, read a clock or
/// draw lots.
const PURE: &[&str] = &["entail-policy", "entail-engine", "entail-lineage"];
const IMPURE: &[&str] = &[
    "tokio",
    "mio",
    "socket2",
    "hyper",
    "hyper-util",
    "rusqlite",
    "libsqlite3-sys",
    "ring",
    "rand",
    "rand_core",
    "getrandom",
    "fastrand",
    "tempfile",
    "tracing-subscriber",
    "rustls",
];
/// The wire knows bytes, not how they travel.
const WIRE_MAY_NOT_USE: &[&str] = &["tokio", "mio", "hyper", "rusqlite"];

fn metadata(arguments: &[&str]) -> Value {
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["metadata", "--format-version", "1", "--offline", "--locked"])
        .args(arguments)
        .output()
        .expect("cargo can be started");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("cargo metadata is JSON")
}

fn text<'a>(value: &'a Value, member: &str) -> &'a str {
    value[member].as_str().expect("a text member")
}

fn list<'a>(value: &'a Value, member: &str) -> &'a [Value] {
    value[member].as_array().expect("a list member")
}

/// Our own crates that each of our crates uses as a normal dependency.
fn internal_dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let metadata = metadata(&["--no-deps"]);
    let is_normal = |dependency: &&Value| dependency["kind"].is_null();
    list(&metadata, "packages")
        .iter()
        .map(|package| {
            let ours = list(package, "dependencies")
                .iter()
                .filter(is_normal)
                .map(|dependency| text(dependency, "name").to_owned())
                .filter(|name| name.starts_with("entail-"))
                .collect();
            (text(package, "name").to_owned(), ours)
        })
        .collect()
}

#[test]
fn crates_use_only_what_the_table_allows() {
    let used = internal_dependencies();
    let listed = ALLOWED.iter().map(|(name, _)| (*name).to_owned()).collect::<BTreeSet<_>>();
    let present = used.keys().cloned().collect::<BTreeSet<_>>();
    assert_eq!(present, listed, "every crate has its line in the table, and the other way round");
    for (name, allowed) in ALLOWED {
        for dependency in &used[*name] {
            assert!(allowed.contains(&dependency.as_str()), "{name} may not use {dependency}");
        }
    }
}

#[test]
fn the_testkit_is_never_a_normal_dependency() {
    for (name, used) in internal_dependencies() {
        assert!(
            !used.contains("entail-testkit"),
            "{name} uses entail-testkit outside of its tests"
        );
    }
}

/// Every package that `name` needs at run time on this machine, at any depth.
fn closure(resolve: &Value, name: &str) -> BTreeSet<String> {
    let nodes = list(resolve, "nodes")
        .iter()
        .map(|node| (text(node, "id"), node))
        .collect::<BTreeMap<_, _>>();
    let start = nodes.keys().find(|id| package_name(id) == name).expect("the crate is resolved");
    let mut seen = BTreeSet::new();
    let mut open = vec![*start];
    while let Some(id) = open.pop() {
        for dependency in list(nodes[id], "deps") {
            let kinds = list(dependency, "dep_kinds");
            let package = text(dependency, "pkg");
            if kinds.iter().any(|kind| kind["kind"].is_null()) && seen.insert(package_name(package))
            {
                open.push(package);
            }
        }
    }
    seen
}

/// The name in a package id: `path+file:///.../crates/policy#entail-policy@0.1.0`,
/// `registry+https://...#serde@1.0.0`, or `path+file:///.../xtask#0.1.0`, where the folder has the
/// name of the package.
fn package_name(id: &str) -> String {
    let (location, fragment) = id.rsplit_once('#').expect("a package id has a fragment");
    match fragment.split_once('@') {
        Some((name, _)) => name.to_owned(),
        None => location.rsplit('/').next().unwrap_or(location).to_owned(),
    }
}

fn host() -> String {
    let output = Command::new("rustc").arg("-vV").output().expect("rustc can be started");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let host = text.lines().find_map(|line| line.strip_prefix("host: "));
    host.expect("rustc names its host").to_owned()
}

#[test]
fn pure_crates_have_no_impure_dependency_at_any_depth() {
    let metadata = metadata(&["--filter-platform", &host()]);
    let rules = PURE.iter().map(|name| (*name, IMPURE)).chain([("entail-wire", WIRE_MAY_NOT_USE)]);
    for (name, banned) in rules {
        let closure = closure(&metadata["resolve"], name);
        let found =
            banned.iter().filter(|crate_name| closure.contains(**crate_name)).collect::<Vec<_>>();
        assert!(found.is_empty(), "{name} reaches {found:?}");
    }
}
