//! The table of gates against what AWS has: no operation without a gate, no write without one, and
//! the page that is written from the table.

mod page;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use entail_lineage::gates::table::{GATES, GateRule, gate_rule};

/// Whose actions are looked at.
const SERVICES: [&str; 3] = ["entail", "iam", "sts"];

/// Reads of the administrator's API that are not for sessions under a boundary.
const READS_OF_ADMINISTRATORS: &[&str] = &["ListReferences"];

/// Actions that change nothing, whatever the reference calls them.
const READS_BY_NATURE: &[&str] = &["DecodeAuthorizationMessage"];

/// Actions that the reference calls reads and that yield a credential: they are gated.
const CREDENTIALS: &[&str] = &["GetFederationToken", "GetServiceBearerToken", "GetSessionToken"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// An action of the service authorization facts.
#[derive(Debug, Clone)]
struct Action {
    service: String,
    level: String,
    keys: Vec<String>,
}

/// The actions of IAM, STS and the administrator's API by name.
fn actions() -> BTreeMap<String, Action> {
    let mut service = String::new();
    let mut actions = BTreeMap::new();
    let facts = read("models/service-authorization/facts.tsv");
    let own = read("models/service-authorization/entail.tsv");
    for line in facts.lines().chain(own.lines()) {
        let fields: Vec<&str> = line.split('\t').collect();
        match fields.as_slice() {
            ["service", prefix, ..] => service = (*prefix).to_owned(),
            ["action", name, level, rest @ ..] if SERVICES.contains(&service.as_str()) => {
                let keys = rest.get(1).map(|keys| keys.split(',').map(str::to_owned).collect());
                let (level, keys) = ((*level).to_owned(), keys.unwrap_or_default());
                let action = Action { service: service.clone(), level, keys };
                assert!(actions.insert((*name).to_owned(), action).is_none(), "{name} twice");
            }
            _ => {}
        }
    }
    actions
}

#[test]
fn every_action_has_a_gate_and_only_reads_have_none() {
    let actions = actions();
    assert!(actions.len() > 200, "{} actions were read", actions.len());
    for (name, action) in actions {
        let rule = gate_rule(&name);
        let rule = rule.unwrap_or_else(|| panic!("{}:{name} has no row", action.service));
        let reads = ["Read", "List"].contains(&action.level.as_str());
        let ungated = if reads {
            ![CREDENTIALS, READS_OF_ADMINISTRATORS].concat().contains(&name.as_str())
        } else {
            READS_BY_NATURE.contains(&name.as_str())
        };
        assert_eq!(rule == GateRule::Ungated, ungated, "{name} ({}) is {rule:?}", action.level);
    }
}

#[test]
fn every_operation_of_the_models_has_a_gate() {
    let actions = actions();
    let mut models = 0;
    for entry in fs::read_dir(root().join("models")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let model: serde_json::Value = serde_json::from_str(&text).unwrap();
        let Some(operations) = model["operations"].as_object() else { continue };
        models += 1;
        assert!(!operations.is_empty(), "{} has no operations", path.display());
        for operation in operations.keys() {
            assert!(gate_rule(operation).is_some(), "{operation} of {} has no row", path.display());
            let is_known = actions.contains_key(operation);
            assert!(is_known, "the service authorization facts lack {operation}");
        }
    }
    assert!(models >= 3, "{models} models were read");
}

#[test]
fn what_yields_a_credential_of_somebody_else_is_no_read() {
    for name in CREDENTIALS.iter().chain(&["GetWebIdentityToken", "GetDelegatedAccessToken"]) {
        assert_ne!(gate_rule(name), Some(GateRule::Ungated), "{name}");
    }
}

#[test]
fn the_page_is_what_the_table_says() {
    let path = root().join("docs/gates.md");
    let written = page::written(&actions(), GATES);
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&path, &written).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert!(found == written, "docs/gates.md is stale: set UPDATE_EXPECT=1 and run this test");
}
