//! `entail demo`, from the outside: a story that checks itself, and leaves nothing behind.
#![expect(clippy::unwrap_used, reason = "helpers of tests panic as tests do")]

use std::{
    fs,
    io::Read as _,
    path::Path,
    process::{Command, Stdio},
};

const ACCOUNT: &str = "111122223333";

/// The demo, with a temporary folder of its own to work in.
fn demo(temporary: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_entail"));
    command.arg("demo").env("TMPDIR", temporary);
    command
}

fn is_empty(folder: &Path) -> bool {
    fs::read_dir(folder).unwrap().next().is_none()
}

/// The output as one line, so that a text is found wherever it was wrapped.
fn unwrapped(output: &str) -> String {
    output.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn denial(session: &str, action: &str, resource: &str, reason: &str) -> String {
    format!(
        "User: arn:aws:sts::{ACCOUNT}:assumed-role/{session} is not authorized to perform: \
         {action} on resource: arn:aws:iam::{ACCOUNT}:{resource} {reason}"
    )
}

const INHERITED: &str = "with an explicit deny in an inherited permissions boundary";
const GATE: &str = "with an explicit deny in a transitive permissions boundary";

#[test]
fn the_demo_tells_of_three_generations_and_of_each_refusal() {
    let folder = tempfile::tempdir().unwrap();
    let output = demo(folder.path()).output().unwrap();
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), errors.as_str()), (Some(0), ""));
    let told = String::from_utf8(output.stdout).unwrap();

    assert!(!told.contains('\u{1b}'), "colour where there is no terminal");
    for line in told.lines().filter(|line| !line.contains("arn:aws:")) {
        assert!(line.chars().count() <= 80, "{line}");
    }
    let told = unwrapped(&told);
    for generation in ["parent", "child", "grandchild"] {
        let looks = format!(
            "admin looks at {generation} (iam:GetRole) own boundary none; passed on none; \
             inherited baseline"
        );
        assert!(told.contains(&looks), "{looks}");
    }
    for session in ["parent/dev", "child/parent", "grandchild/child", "operations/grandchild"] {
        let denied = denial(session, "iam:CreateAccessKey", "user/admin", INHERITED);
        assert!(told.contains(&denied), "{denied}");
    }
    for (action, resource) in [
        ("iam:DeleteUserPermissionsBoundary", "user/dev"),
        ("iam:CreatePolicyVersion", "policy/entail/transitive/baseline"),
        ("iam:AttachRolePolicy", "role/operations"),
        ("iam:UpdateAssumeRolePolicy", "role/operations"),
    ] {
        let denied = denial("grandchild/child", action, resource, GATE);
        assert!(told.contains(&denied), "{denied}");
    }
    assert!(told.contains("and every answer was as told"));
    assert!(is_empty(folder.path()), "the demo has left its data folder behind");
}

#[test]
fn a_reader_who_has_enough_ends_the_demo_and_it_still_clears_up() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = demo(folder.path()).stdout(Stdio::piped()).spawn().unwrap();
    let mut first = [0; 16];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let status = child.wait().unwrap();
    assert_eq!(status.code(), Some(0));
    assert!(is_empty(folder.path()), "the demo has left its data folder behind");
}

#[test]
fn without_a_folder_to_work_in_the_demo_cannot_be_given() {
    let folder = tempfile::tempdir().unwrap();
    let output = demo(&folder.path().join("missing")).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8(output.stderr).unwrap().starts_with("error: can't set the stage"));
}
