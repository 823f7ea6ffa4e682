//! The texts of `entail check`, of the files in `corpus/check`. `UPDATE_EXPECT=1` writes them anew.
#![expect(clippy::unwrap_used, reason = "helpers of tests panic as tests do")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/check")
}

fn printed(name: &str, format: &str) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_entail"));
    command.current_dir(folder()).args(["check", "--format", format, name]);
    let output = command.output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    format!("{text}exit status {}\n", output.status.code().unwrap())
}

#[test]
fn what_is_printed_is_what_stands_beside_the_file() {
    let update = std::env::var_os("UPDATE_EXPECT").is_some();
    let mut texts = 0;
    for entry in fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|ending| ending != "json" && ending != "txt") {
            continue;
        }
        let name = path.file_name().unwrap().to_str().unwrap();
        for (format, ending) in [("text", "text"), ("json", "lines")] {
            let beside = path.with_extension(ending);
            let found = printed(name, format);
            if update {
                fs::write(&beside, &found).unwrap();
            }
            let expected = fs::read_to_string(&beside).unwrap_or_default();
            assert_eq!(found, expected, "{}", beside.display());
            texts += 1;
        }
    }
    assert!(texts >= 25, "only {texts} texts");
}
