//! `entail check` and `entail explain`, run as a person or a script runs them.
#![expect(clippy::unwrap_used, reason = "helpers of tests panic as tests do")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

const MISSPELT: &str = r#"{
    "Version": "2012-10-17",
    "Statement": {
        "Effect": "Allow",
        "Action": "s3:GetObjects",
        "Resource": "arn:aws:s3:::my-bucket/*"
    }
}
"#;

const PASSES_ANY_ROLE: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:PassRole","Resource":"*"}}"#;

fn entail(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_entail")).args(arguments).output().unwrap()
}

fn stdout(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).unwrap()
}

fn written(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn an_error_is_shown_under_its_line_and_makes_the_status_1() {
    let folder = tempfile::tempdir().unwrap();
    let path = written(folder.path(), "policy.json", MISSPELT);
    let output = entail(&["check", &path]);
    assert_eq!(output.status.code(), Some(1));
    let text = stdout(&output);
    for part in [
        "error[P0101]: Amazon S3 has no action `GetObjects`",
        "policy.json:5:19",
        "5 |         \"Action\": \"s3:GetObjects\",",
        "  |                   ^^^^^^^^^^^^^^^",
        "help: write `s3:GetObject`",
        "1 policy (identity): 1 error, 0 warnings, 0 suggestions",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
}

#[test]
fn warnings_make_the_status_1_only_where_it_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let path = written(folder.path(), "policy.json", PASSES_ANY_ROLE);
    assert_eq!(entail(&["check", &path]).status.code(), Some(0));
    assert_eq!(entail(&["check", "--fail-on", "warning", &path]).status.code(), Some(1));
}

#[test]
fn json_is_one_object_a_finding() {
    let folder = tempfile::tempdir().unwrap();
    let path = written(folder.path(), "policy.json", PASSES_ANY_ROLE);
    let output = entail(&["check", "--format", "json", &path]);
    let lines: Vec<Value> =
        stdout(&output).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0]["code"], "P0140");
    assert_eq!(lines[0]["type"], "identity");
    assert_eq!(lines[0]["aws_finding_type"], "SECURITY_WARNING");
    assert_eq!(lines[0]["start"]["line"], 1);
}

#[test]
fn sarif_has_a_rule_for_each_result_and_a_region() {
    let folder = tempfile::tempdir().unwrap();
    let path = written(folder.path(), "policy.json", MISSPELT);
    let output = entail(&["check", "--format", "sarif", &path]);
    let log: Value = serde_json::from_str(stdout(&output)).unwrap();
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    assert_eq!(run["tool"]["driver"]["rules"][0]["id"], "P0101");
    let result = &run["results"][0];
    assert_eq!(result["ruleId"], "P0101");
    assert_eq!(result["level"], "error");
    let region = &result["locations"][0]["physicalLocation"]["region"];
    assert_eq!((region["startLine"].as_u64(), region["startColumn"].as_u64()), (Some(5), Some(19)));
}

#[test]
fn a_template_is_searched_and_the_place_is_a_pointer() {
    let folder = tempfile::tempdir().unwrap();
    let template = format!(
        r#"{{"Resources":{{"Dev":{{"Type":"AWS::IAM::ManagedPolicy","Properties":{{"PolicyDocument":{MISSPELT}}}}}}}}}"#
    );
    let path = written(folder.path(), "template.json", &template);
    let output = entail(&["check", "--format", "json", &path]);
    assert_eq!(output.status.code(), Some(1));
    let line: Value = serde_json::from_str(stdout(&output).trim()).unwrap();
    assert_eq!(line["pointer"], "/Resources/Dev/Properties/PolicyDocument");
}

#[test]
fn a_folder_may_hold_other_files_and_a_named_file_must_hold_a_policy() {
    let folder = tempfile::tempdir().unwrap();
    written(folder.path(), "policy.json", MISSPELT);
    let other = written(folder.path(), "package.json", r#"{"name":"mine"}"#);
    let output = entail(&["check", folder.path().to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(entail(&["check", &other]).status.code(), Some(2));
    assert_eq!(entail(&["check", "no-such-file.json"]).status.code(), Some(2));
}

#[test]
fn the_kind_can_be_given() {
    let folder = tempfile::tempdir().unwrap();
    let path = written(folder.path(), "policy.json", MISSPELT);
    let output = entail(&["check", "--type", "trust", "--format", "json", &path]);
    assert!(stdout(&output).contains("P0051"), "{}", stdout(&output));
}

#[test]
fn a_finding_is_explained_by_code_and_by_name() {
    let by_code = entail(&["explain", "P0012"]);
    assert_eq!(by_code.status.code(), Some(0));
    assert!(stdout(&by_code).starts_with("P0012 duplicate-sid (error): "));
    assert_eq!(stdout(&by_code), stdout(&entail(&["explain", "duplicate-sid"])));
    assert!(stdout(&entail(&["explain", "P0140"])).contains("PASS_ROLE_WITH_STAR_IN_RESOURCE"));
    assert_eq!(entail(&["explain", "P9999"]).status.code(), Some(2));
}

#[test]
fn a_boundary_that_forgets_users_is_told_so() {
    let forgets_users = r#"{
    "Version": "2012-10-17",
    "Statement": [
        { "Effect": "Allow", "Action": "iam:Create*", "Resource": "*" },
        {
            "Effect": "Deny",
            "Action": "iam:CreateRole",
            "Resource": "*",
            "Condition": {
                "StringNotEquals": { "iam:PermissionsBoundary": "arn:aws:iam::111122223333:policy/Dev" }
            }
        }
    ]
}
"#;
    let folder = tempfile::tempdir().unwrap();
    let path = written(folder.path(), "dev.json", forgets_users);
    let output = entail(&["check", "--type", "boundary", "--fail-on", "warning", &path]);
    assert_eq!(output.status.code(), Some(1));
    let text = stdout(&output);
    for part in [
        "warning[P0200]: `iam:CreateUser` is allowed without this boundary",
        "dev.json:4:40",
        "------ `iam:CreateUser` is left out here",
        r#"help: add {"Sid":"Rows1And2And29CreateWithThisBoundary","Effect":"Deny""#,
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    // What the policy is decides what is asked of it, and the ARN which policy it is.
    assert!(!stdout(&entail(&["check", &path])).contains("P0200"));
    let arn = "arn:aws:iam::444455556666:policy/Dev";
    let elsewhere = entail(&["check", "--type", "boundary", "--arn", arn, &path]);
    assert!(stdout(&elsewhere).contains("warning[P0204]"), "{}", stdout(&elsewhere));
    let refused = entail(&["check", "--type", "trust", "--arn", arn, &path]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(entail(&["explain", "P0200"]).status.success());
}

#[test]
fn policies_as_the_pages_of_aws_write_them_have_no_errors() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/check/kinds");
    let mut kinds = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let kind = path.file_stem().unwrap().to_str().unwrap();
        let output = entail(&["check", "--kind", kind, path.to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));
        kinds += 1;
    }
    assert!(kinds >= 21, "only {kinds} kinds");
}

#[test]
fn what_is_not_checked_is_counted_and_said() {
    let folder = tempfile::tempdir().unwrap();
    written(folder.path(), "policy.json", MISSPELT);
    written(folder.path(), "package.json", r#"{"name":"mine"}"#);
    written(folder.path(), "tsconfig.json", "// comments\n{}");
    written(folder.path(), "readme.md", "Statement");
    fs::create_dir(folder.path().join("below")).unwrap();
    let unknown = r#"{"Resources":{"R":{"Type":"AWS::SNS::TopicPolicy","Properties":{"PolicyDocument":{"Ref":"A"}}}}}"#;
    written(&folder.path().join("below"), "template.JSON", unknown);
    let output = entail(&["check", folder.path().to_str().unwrap()]);
    let text = stdout(&output);
    for part in [
        "1 policy (identity): 1 error,",
        "2 files without a policy skipped",
        "1 file whose name does not end in `.json` skipped",
        "1 policy not checked: known only when the stack or plan is made",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    let output = entail(&["check", "--format", "json", folder.path().to_str().unwrap()]);
    assert!(String::from_utf8_lossy(&output.stderr).contains("note: 2 files without a policy"));
}

#[test]
fn bad_input_is_told_and_never_passed_over() {
    let folder = tempfile::tempdir().unwrap();
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    for (name, text, status, told) in [
        ("empty.json", "", 1, "P0004"),
        ("cut.json", r#"{"name"#, 1, "P0008"),
        ("mark.json", "\u{feff}{\"Statement\":[]}", 1, "P0015"),
        ("deep.json", deep.as_str(), 1, "P0001"),
        ("list.json", "[1]", 2, "0 policies"),
    ] {
        let path = written(folder.path(), name, text);
        let output = entail(&["check", &path]);
        assert_eq!(output.status.code(), Some(status), "{name}: {}", stdout(&output));
        assert!(stdout(&output).contains(told), "{name}: {}", stdout(&output));
    }
    let path = folder.path().join("utf16.json");
    fs::write(&path, [0xff, 0xfe, b'{', 0]).unwrap();
    let output = entail(&["check", path.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("utf16.json` is no text in UTF-8"));
}

#[test]
fn of_yaml_and_hcl_it_is_said_what_is_read_instead() {
    let folder = tempfile::tempdir().unwrap();
    for (name, text, status) in [
        ("template.yaml", "Resources:\n  Role:\n    Type: AWS::IAM::Role\n", 2),
        ("main.tf", "resource \"aws_iam_policy\" \"p\" {}\n", 2),
        ("json.yml", PASSES_ANY_ROLE, 0),
    ] {
        let output = entail(&["check", &written(folder.path(), name, text)]);
        assert_eq!(output.status.code(), Some(status), "{name}: {}", stdout(&output));
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(told.contains("`terraform show -json`"), status == 2, "{name}: {told}");
    }
}

#[test]
fn standard_input_is_read_and_levels_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let path = written(folder.path(), "policy.json", PASSES_ANY_ROLE);
    let status = |level: &str, path: &str| {
        let file = fs::File::open(folder.path().join("policy.json")).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_entail"));
        let command = command.args(["check", "--fail-on", level, path]).stdin(file);
        command.output().unwrap().status.code()
    };
    assert_eq!(status("error", "-"), Some(0));
    assert_eq!(status("security-warning", "-"), Some(1));
    assert_eq!(status("security-warning", &path), Some(1));
    assert_eq!(status("never", &path), Some(0));
}

#[test]
fn the_kind_of_a_resource_goes_with_no_other_type() {
    let folder = tempfile::tempdir().unwrap();
    let path = written(folder.path(), "policy.json", MISSPELT);
    let output = entail(&["check", "--kind", "kms-key", &path]);
    assert!(stdout(&output).contains("(resource, kms-key)"), "{}", stdout(&output));
    assert!(stdout(&output).contains("P0190"), "{}", stdout(&output));
    let refused = entail(&["check", "--kind", "kms-key", "--type", "trust", &path]);
    assert_eq!(refused.status.code(), Some(2));
}
