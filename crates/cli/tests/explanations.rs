//! `entail decide --explain`, word for word: what is written beside the cases of
//! `corpus/explanations` by the engine's own test is what the command prints.
#![expect(clippy::unwrap_used, reason = "helpers of tests panic as tests do")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/explanations")
}

fn decide(arguments: &[&str], file: &Path) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_entail"));
    let output = command.arg("decide").args(arguments).arg(file).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_command_prints_what_is_written_beside_the_cases() {
    let entries = fs::read_dir(folder()).unwrap();
    let mut cases: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    cases.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    assert!(cases.len() >= 4);
    for file in cases {
        let text = fs::read_to_string(file.with_extension("txt")).unwrap();
        assert_eq!(decide(&["--explain"], &file), text, "{}", file.display());
        let data = fs::read_to_string(file.with_extension("jsonl")).unwrap();
        let found = decide(&["--explain", "--format", "json"], &file);
        assert_eq!(found, data, "{}", file.display());
    }
}

#[test]
fn sixty_statements_are_drawn_in_a_few_lines_unless_all_are_asked_for() {
    let file = folder().join("denied-implicitly.json");
    let of_case = |text: &str| {
        let cases = text.split("\n\n").find(|case| case.starts_with("one-of-sixty-statements"));
        cases.unwrap().lines().count()
    };
    assert!(of_case(&decide(&["--explain"], &file)) <= 16);
    assert_eq!(decide(&["--explain=short"], &file), decide(&["--explain"], &file));
    assert!(of_case(&decide(&["--explain=full"], &file)) >= 60 * 3);
}
