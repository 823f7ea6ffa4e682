//! The built `entail`, run as a person or a script runs it.
#![expect(clippy::unwrap_used, reason = "helpers of tests panic as tests do")]

use std::{
    fs,
    io::Write as _,
    process::{Command, Output, Stdio},
};

use serde_json::Value;

const COMMANDS: [&str; 13] = [
    "serve",
    "audit",
    "run",
    "proxy",
    "template",
    "boundary",
    "demo",
    "decide",
    "check",
    "explain",
    "lineage",
    "client-model",
    "completions",
];

/// A case in the format of `entail decide`, denied implicitly, that expects `decision`.
fn case(decision: &str) -> String {
    serde_json::json!({
        "name": "a-user-without-policies",
        "source": "reasoned: nothing is granted",
        "request": {
            "principal": "arn:aws:iam::111122223333:user/dev",
            "action": "sqs:SendMessage",
            "resource": "arn:aws:sqs:eu-west-1:111122223333:queue",
        },
        "expect": { "decision": decision },
    })
    .to_string()
}

fn entail(arguments: &[&str]) -> Output {
    entail_reading(arguments, "")
}

fn entail_reading(arguments: &[&str], input: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_entail"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    command.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    command.wait_with_output().unwrap()
}

fn stdout(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).unwrap()
}

fn stderr(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).unwrap()
}

#[test]
fn every_command_has_help() {
    let help = entail(&["--help"]);
    assert_eq!(help.status.code(), Some(0));
    for command in COMMANDS {
        assert!(stdout(&help).contains(&format!("\n  {command} ")), "{}", stdout(&help));
        let help = entail(&[command, "--help"]);
        assert_eq!(help.status.code(), Some(0), "{command}");
        assert!(stdout(&help).contains(&format!("Usage: entail {command}")), "{}", stdout(&help));
    }
    for command in ["install", "print"] {
        let help = entail(&["client-model", command, "--help"]);
        assert_eq!(help.status.code(), Some(0), "client-model {command}");
    }
}

#[test]
fn an_unknown_command_and_an_unknown_option_are_bad_input() {
    assert_eq!(entail(&["propagate"]).status.code(), Some(2));
    assert_eq!(entail(&["demo", "--quietly"]).status.code(), Some(2));
    assert_eq!(entail(&[]).status.code(), Some(2));
}

#[test]
fn completions_are_printed_for_each_shell() {
    for (shell, mark) in
        [("bash", "_entail()"), ("zsh", "#compdef entail"), ("fish", "complete -c")]
    {
        let script = entail(&["completions", shell]);
        assert_eq!(script.status.code(), Some(0), "{shell}");
        assert!(stdout(&script).contains(mark), "{shell}");
        for command in COMMANDS {
            assert!(stdout(&script).contains(command), "{shell}: {command}");
        }
    }
    assert_eq!(entail(&["completions", "cmd.exe"]).status.code(), Some(2));
}

#[test]
fn the_overlay_of_each_service_is_json() {
    for service in ["iam", "sts"] {
        let printed = entail(&["client-model", "print", "--service", service]);
        assert_eq!(printed.status.code(), Some(0), "{service}");
        let overlay: Value = serde_json::from_slice(&printed.stdout).unwrap();
        assert!(overlay.get("merge").is_some_and(Value::is_object), "{service}");
    }
    let printed = entail(&["client-model", "print", "--service", "entail"]);
    let model: Value = serde_json::from_slice(&printed.stdout).unwrap();
    assert_eq!(model["metadata"]["targetPrefix"], "Entail_20261101");
    let iam = entail(&["client-model", "print"]);
    assert!(stdout(&iam).contains("TransitivePermissionsBoundary"));
}

#[test]
fn a_service_without_an_overlay_is_bad_input() {
    let printed = entail(&["client-model", "print", "--service", "s3"]);
    assert_eq!(printed.status.code(), Some(2));
    assert_eq!(stdout(&printed), "");
    assert!(stderr(&printed).contains("`s3`"), "{}", stderr(&printed));
}

#[test]
fn the_overlays_are_installed_where_botocore_looks() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    let installed = entail(&["client-model", "install", "--directory", path]);
    assert_eq!(installed.status.code(), Some(0), "{}", stderr(&installed));
    for (service, version, name) in [
        ("entail", "2026-11-01", "service-2.json"),
        ("iam", "2010-05-08", "service-2.sdk-extras.json"),
        ("sts", "2011-06-15", "service-2.sdk-extras.json"),
    ] {
        let file = folder.path().join(service).join(version).join(name);
        let printed = entail(&["client-model", "print", "--service", service]);
        assert_eq!(fs::read(&file).unwrap(), printed.stdout, "{}", file.display());
        assert!(stdout(&installed).contains(file.to_str().unwrap()));
    }
}

#[test]
fn an_overlay_that_cannot_be_written_is_a_failure() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let installed = entail(&["client-model", "install", "--directory", file.to_str().unwrap()]);
    assert_eq!(installed.status.code(), Some(3));
}

#[test]
fn decide_tells_by_its_status_whether_the_expectation_held() {
    let held = entail_reading(&["decide"], &case("implicit_deny"));
    assert_eq!(held.status.code(), Some(0), "{}", stderr(&held));
    assert_eq!(stdout(&held), "a-user-without-policies: implicit_deny by identity\n");
    let failed = entail_reading(&["decide", "--format", "json"], &case("allow"));
    assert_eq!(failed.status.code(), Some(1), "{}", stderr(&failed));
    let answer: Value = serde_json::from_slice(&failed.stdout).unwrap();
    assert_eq!(answer["pass"], Value::Bool(false));
    assert_eq!(entail_reading(&["decide"], "{ no case").status.code(), Some(2));
}

#[test]
fn decide_reads_what_it_can_and_still_reports_the_rest() {
    let lines = format!("{}\nnonsense\n{}\n", case("implicit_deny"), case("implicit_deny"));
    let decided = entail_reading(&["decide"], &lines);
    assert_eq!(decided.status.code(), Some(2));
    assert_eq!(stdout(&decided).lines().count(), 2);
    assert_eq!(entail(&["decide", "no-such-file.json"]).status.code(), Some(2));
}

#[test]
fn decide_tells_each_mistake_of_a_case_on_its_own_line() {
    let lines = r#"{"request":{"principal":"dev","action":"s3GetObject","resource":"*"}}"#;
    let decided = entail_reading(&["decide"], &format!("{}\n{lines}\n", case("implicit_deny")));
    assert_eq!(decided.status.code(), Some(2));
    let faults: Vec<&str> = stderr(&decided).lines().collect();
    let [principal, action] = faults.as_slice() else { panic!("{faults:#?}") };
    let place = "error: standard input: line 2, column";
    assert!(principal.starts_with(&format!("{place} 25, at `/request/principal`: `dev` is no ")));
    assert!(action.starts_with(&format!("{place} 40, at `/request/action`: `s3GetObject` is no ")));
}

#[test]
fn decide_says_that_a_folder_is_no_file_of_cases() {
    let decided = entail(&["decide", env!("CARGO_MANIFEST_DIR")]);
    assert_eq!(decided.status.code(), Some(2));
    assert!(stderr(&decided).ends_with(": is a folder; name the files in it\n"));
}

#[test]
fn serve_does_not_send_secrets_over_a_network_in_the_clear() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let data_argument = data.to_str().unwrap();
    for address in ["0.0.0.0:0", "[::]:0"] {
        let served = entail(&["serve", "--listen", address, "--data", data_argument]);
        assert_eq!(served.status.code(), Some(2), "{address}");
        let text = stderr(&served);
        assert!(
            text.contains("--tls-certificate") && text.contains("--allow-plain-http"),
            "{text}"
        );
        assert_eq!(stdout(&served), "");
    }
    assert!(!data.exists(), "a refused start has made a data folder");
}

#[test]
fn serve_refuses_an_account_that_is_none() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let listen = ["serve", "--listen", "127.0.0.1:0", "--data", data.to_str().unwrap()];
    let served = entail(&[&listen[..], &["--account", "12"]].concat());
    assert_eq!(served.status.code(), Some(2));
    assert!(stderr(&served).contains("`12` is not a 12-digit account id"), "{}", stderr(&served));
    assert!(!data.exists(), "a refused start has made a data folder");
}
