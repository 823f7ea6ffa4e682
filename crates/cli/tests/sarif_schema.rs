//! `entail check --format sarif` against the schema of SARIF 2.1.0.
#![expect(clippy::unwrap_used, clippy::unreachable, reason = "helpers of tests panic as tests do")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Keywords that say nothing of whether a value is valid.
const NOTES: [&str; 7] =
    ["$schema", "$id", "title", "description", "default", "definitions", "format"];

/// Keywords about members and elements, which are looked at one by one.
const BELOW: [&str; 3] = ["properties", "additionalProperties", "items"];

/// The faults of a value by a schema of draft 7. Only the keywords that the schema of SARIF has are
/// known; another one is a fault itself, so that nothing is passed over.
fn faults(root: &Value, schema: &Value, value: &Value, at: &str) -> Vec<String> {
    if let Some(reference) = schema["$ref"].as_str() {
        let target = root.pointer(reference.strip_prefix('#').unwrap()).unwrap();
        return faults(root, target, value, at);
    }
    let mut found = Vec::new();
    for (keyword, wanted) in schema.as_object().unwrap() {
        let is_valid = match keyword.as_str() {
            "type" => is_of_type(wanted, value),
            "enum" => wanted.as_array().unwrap().contains(value),
            "minimum" => value.as_f64().is_none_or(|it| it >= wanted.as_f64().unwrap()),
            "maximum" => value.as_f64().is_none_or(|it| it <= wanted.as_f64().unwrap()),
            "minItems" => {
                value.as_array().is_none_or(|it| it.len() as u64 >= wanted.as_u64().unwrap())
            }
            "uniqueItems" => value.as_array().is_none_or(|it| {
                let texts: BTreeSet<String> = it.iter().map(Value::to_string).collect();
                texts.len() == it.len()
            }),
            "required" => wanted.as_array().unwrap().iter().all(|it| {
                value.as_object().is_none_or(|value| value.contains_key(it.as_str().unwrap()))
            }),
            "anyOf" => matching(root, wanted, value, at) > 0,
            "oneOf" => matching(root, wanted, value, at) == 1,
            other => BELOW.contains(&other) || NOTES.contains(&other),
        };
        if !is_valid {
            found.push(format!("{at}: {keyword} {wanted} of {value}"));
        }
    }
    for (name, member) in value.as_object().into_iter().flatten() {
        let at = format!("{at}/{name}");
        let schema = schema["properties"].get(name).unwrap_or(&schema["additionalProperties"]);
        match schema {
            Value::Bool(false) => found.push(format!("{at}: there is no such member")),
            Value::Object(_) => found.extend(faults(root, schema, member, &at)),
            _ => {}
        }
    }
    if let Some(schema) = schema.get("items") {
        for (index, element) in value.as_array().into_iter().flatten().enumerate() {
            found.extend(faults(root, schema, element, &format!("{at}/{index}")));
        }
    }
    found
}

fn matching(root: &Value, schemas: &Value, value: &Value, at: &str) -> usize {
    let schemas = schemas.as_array().unwrap().iter();
    schemas.filter(|schema| faults(root, schema, value, at).is_empty()).count()
}

fn is_of_type(wanted: &Value, value: &Value) -> bool {
    match wanted {
        Value::Array(several) => several.iter().any(|one| is_of_type(one, value)),
        one => match one.as_str().unwrap() {
            "object" => value.is_object(),
            "array" => value.is_array(),
            "string" => value.is_string(),
            "integer" => value.is_i64() || value.is_u64(),
            "number" => value.is_number(),
            "boolean" => value.is_boolean(),
            other => unreachable!("the type `{other}` is not known here"),
        },
    }
}

fn schema() -> Value {
    let path = Path::new(ROOT).join("../../models/sarif/sarif-schema-2.1.0.json");
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn sarif(paths: &[PathBuf]) -> Value {
    let mut command = Command::new(env!("CARGO_BIN_EXE_entail"));
    let output = command.args(["check", "--format", "sarif"]).args(paths).output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn what_is_written_of_every_policy_of_the_corpus_is_sarif() {
    let schema = schema();
    let corpus = Path::new(ROOT).join("../../corpus");
    let log = sarif(&[corpus.join("policies"), corpus.join("boundaries"), corpus.join("check")]);
    let found = faults(&schema, &schema, &log, "");
    assert!(found.is_empty(), "{found:#?}");
    let run = &log["runs"][0];
    let (rules, results) = (&run["tool"]["driver"]["rules"], run["results"].as_array().unwrap());
    assert!(results.len() > 100, "only {} results", results.len());
    let mut fingerprints = BTreeSet::new();
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert!(rules[index]["helpUri"].as_str().unwrap().starts_with("https://"));
        let fingerprint = result["partialFingerprints"]["entailFinding/v1"].as_str().unwrap();
        assert!(fingerprints.insert(fingerprint.to_owned()), "{fingerprint} is of two results");
        let region = &result["locations"][0]["physicalLocation"]["region"];
        let place = |line: &str, column: &str| (region[line].as_u64(), region[column].as_u64());
        assert!(place("startLine", "startColumn") <= place("endLine", "endColumn"), "{result}");
    }
}

#[test]
fn a_log_without_policies_is_sarif_too() {
    let folder = tempfile::tempdir().unwrap();
    let schema = schema();
    let log = sarif(&[folder.path().to_owned()]);
    assert!(faults(&schema, &schema, &log, "").is_empty());
    assert_eq!(log["runs"][0]["results"], Value::Array(Vec::new()));
}

#[test]
fn what_is_no_sarif_is_found_out() {
    let schema = schema();
    for (wrong, fault) in [
        (r#"{"version":"2.1.0"}"#, "required"),
        (r#"{"version":"2.0.0","runs":[]}"#, "enum"),
        (
            r#"{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"a"}},"column":1}]}"#,
            "no such member",
        ),
        (
            r#"{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"a"}},"results":[{"message":{"text":"a"},"level":"bad"}]}]}"#,
            "enum",
        ),
        (
            r#"{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"a"}},"results":[{"message":{}}]}]}"#,
            "anyOf",
        ),
    ] {
        let value: Value = serde_json::from_str(wrong).unwrap();
        let found = faults(&schema, &schema, &value, "").join("\n");
        assert!(found.contains(fault), "{wrong}: {found}");
    }
}
