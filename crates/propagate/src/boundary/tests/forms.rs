//! The forms, compared to files; `UPDATE_EXPECT=1` writes them anew.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::{in_account, options, written};
use crate::boundary::{BoundedName, Format, Options, explain};

fn compare(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/boundary/tests/golden").join(name);
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&path, text).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    assert!(expected == text, "{name} is stale: set UPDATE_EXPECT=1 and read the difference");
}

fn of(format: Format, options: Options) -> String {
    written(&Options { format, ..options }).text
}

fn with_path() -> Options {
    Options { bounded: BoundedName::below("/bounded/").unwrap(), ..options() }
}

#[test]
fn the_forms_are_as_they_were_read() {
    compare("any-account.json", &of(Format::Json, options()));
    compare("one-account.json", &of(Format::Json, in_account()));
    compare("template.json", &of(Format::CloudFormation, with_path()));
    compare("boundary.tf", &of(Format::Terraform, with_path()));
    compare("boundary.ts", &of(Format::Cdk, with_path()));
}

#[test]
fn no_name_of_a_policy_makes_a_class_that_typescript_refuses() {
    for (name, class) in [
        ("Stack", "StackBoundary"),
        ("default", "defaultBoundary"),
        ("team-Boundary", "teamBoundary"),
        ("Boundary", "Boundary"),
        ("1", "Boundary1Boundary"),
    ] {
        let options = Options { name: name.parse().unwrap(), ..options() };
        let text = of(Format::Cdk, options);
        assert!(text.contains(&format!("export class {class} extends Construct {{")), "{name}");
    }
}

#[test]
fn the_page_is_as_it_was_read() {
    let options = Options { format: Format::CloudFormation, ..with_path() };
    compare("names.md", &explain(&options, &written(&options)));
    compare("one-account.md", &explain(&in_account(), &written(&in_account())));
    let page = |format| {
        let options = Options { format, ..in_account() };
        explain(&options, &written(&options))
    };
    assert!(page(Format::Cdk).contains("CliCredentialsStackSynthesizer"));
    assert!(page(Format::Terraform).contains("its state"));
    let denied = r#""Resource":"arn:aws:cloudformation:*:111122223333:stack/STACK/*"}"#;
    assert!(page(Format::CloudFormation).contains(denied));
}

/// What CloudFormation makes of a template's value: `Fn::Sub` with its pseudo parameters.
fn deployed(value: &Value) -> Value {
    if let Some(text) = value.get("Fn::Sub").and_then(Value::as_str) {
        let text = text.replace("${AWS::Partition}", "aws");
        let text = text.replace("${AWS::AccountId}", super::ACCOUNT);
        return text.replace("${!", "${").into();
    }
    match value {
        Value::Array(elements) => elements.iter().map(deployed).collect(),
        Value::Object(members) => {
            members.iter().map(|(key, value)| (key.clone(), deployed(value))).collect()
        }
        other => other.clone(),
    }
}

#[test]
fn every_form_comes_to_the_same_policy() {
    let bounded = with_path().bounded;
    let expected: Value =
        serde_json::from_str(&of(Format::Json, Options { bounded, ..in_account() })).unwrap();
    let template: Value = serde_json::from_str(&of(Format::CloudFormation, with_path())).unwrap();
    let properties = &template["Resources"]["Dev"]["Properties"];
    assert_eq!(deployed(&properties["PolicyDocument"]), expected);
    assert_eq!(properties["ManagedPolicyName"], json!("Dev"));
    assert_eq!(properties["Path"], json!("/entail/transitive/"));

    let text = of(Format::Terraform, with_path());
    let document = text.split_once("jsonencode(").unwrap().1.split_once("})\n").unwrap().0;
    let document = document.replace("${data.aws_partition.current.partition}", "aws");
    let document =
        document.replace("${data.aws_caller_identity.current.account_id}", super::ACCOUNT);
    assert_eq!(from_hcl(&(document.replace("$${", "${") + "}")), expected);
}

/// Objects of HCL as JSON: keys are quoted, and members stand on lines of their own.
fn from_hcl(text: &str) -> Value {
    let lines: Vec<String> = text.lines().map(json_line).collect();
    let mut json = String::new();
    for (at, line) in lines.iter().enumerate() {
        json.push_str(line);
        let next = lines.get(at + 1).map_or("}", |line| line.trim_start());
        let ends = line.ends_with(['{', '[', ',']) || next.starts_with(['}', ']']);
        json.push_str(if ends { "" } else { "," });
    }
    serde_json::from_str(&json).unwrap()
}

fn json_line(line: &str) -> String {
    match line.split_once(" = ") {
        Some((key, value)) => {
            let key = key.trim();
            let key = if key.starts_with('"') { key.to_owned() } else { format!("\"{key}\"") };
            format!("{key}:{value}")
        }
        None => line.trim_start().to_owned(),
    }
}
