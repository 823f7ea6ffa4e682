//! Form of single files: length, white space, banners, module style.

use super::{SourceFile, assert_none, sources};

const LINES_OF_CODE_MAX: usize = 600;
/// About a hundred; longer inline tests go to `foo/tests.rs`.
const LINES_OF_INLINE_TESTS_MAX: usize = 130;
/// Files that were longer when the rule came. May only shrink.
const LONG_FILES: &[&str] = &[];

const TEXT: &[&str] = &["rs", "md", "toml", "py", "yml", "sh"];

/// Lines that are neither blank nor comment, without the tests at the end of the file.
fn lines_of_code(file: &SourceFile) -> usize {
    let before_tests = file.text.split("\nmod tests {").next().unwrap_or_default();
    before_tests
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with("//"))
        .count()
}

#[test]
fn no_file_is_longer_than_600_lines_of_code() {
    let long = sources(&["rs"])
        .iter()
        .filter(|file| !file.is_generated() && !file.is_test())
        .map(|file| (file, lines_of_code(file)))
        .filter(|(_, lines)| *lines > LINES_OF_CODE_MAX)
        .map(|(file, lines)| (file.path.clone(), lines))
        .collect::<Vec<_>>();
    let new = long.iter().filter(|(path, _)| !LONG_FILES.contains(&path.as_str()));
    assert_none(
        "split these files: one file tells one thing",
        &new.map(|(path, lines)| format!("{path}: {lines} lines of code")).collect::<Vec<_>>(),
    );
    let mended =
        LONG_FILES.iter().filter(|path| long.iter().all(|(long_path, _)| long_path != *path));
    assert_none(
        "these files are short enough now: take them off LONG_FILES",
        &mended.map(|path| (*path).to_owned()).collect::<Vec<_>>(),
    );
}

#[test]
fn long_tests_have_a_file_of_their_own() {
    let mut violations = Vec::new();
    for file in sources(&["rs"]).iter().filter(|file| !file.is_generated() && !file.is_test()) {
        if let Some((_, tests)) = file.text.split_once("\nmod tests {") {
            let lines = tests.lines().count();
            if lines > LINES_OF_INLINE_TESTS_MAX {
                violations.push(format!("{}: {lines} lines of inline tests", file.path));
            }
        }
    }
    assert_none("move these tests to `foo/tests.rs`", &violations);
}

#[test]
fn modules_are_foo_rs_beside_a_folder_foo() {
    let files = sources(&["rs"]);
    let violations = files.iter().filter(|file| {
        // The harness takes `tests/support/mod.rs` for a module and `tests/support.rs` for a test.
        file.path.ends_with("/mod.rs") && !file.is_test()
    });
    assert_none(
        "rename `foo/mod.rs` to `foo.rs`",
        &violations.map(|file| file.path.clone()).collect::<Vec<_>>(),
    );
}

#[test]
fn no_line_ends_in_white_space_and_every_file_ends_in_a_line_feed() {
    let mut violations = Vec::new();
    for file in sources(TEXT) {
        for (number, line) in file.text.lines().enumerate() {
            if line.ends_with([' ', '\t']) {
                violations.push(format!("{}:{}: white space at the end", file.path, number + 1));
            }
        }
        if !file.text.is_empty() && (!file.text.ends_with('\n') || file.text.ends_with("\n\n")) {
            violations.push(format!("{}: does not end in exactly one line feed", file.path));
        }
    }
    assert_none("remove the white space", &violations);
}

/// `// -----`, `// ==== part two ====`, `//////`: rules drawn with punctuation.
fn is_banner(line: &str) -> bool {
    let Some(comment) = line.trim().strip_prefix("//") else { return false };
    let text = comment.trim_start_matches(['/', '!']).trim();
    let drawn = ["-----", "=====", "*****", "#####", "~~~~~"];
    drawn.iter().any(|rule| text.starts_with(rule)) || comment.starts_with("//////")
}

#[test]
fn comments_are_no_banners() {
    let mut violations = Vec::new();
    for file in sources(&["rs"]) {
        for (number, line) in file.text.lines().enumerate() {
            let licence = line.trim_start().starts_with("//") && line.contains("SPDX");
            if is_banner(line) || licence {
                violations.push(format!("{}:{}: {}", file.path, number + 1, line.trim()));
            }
        }
    }
    assert_none("a module or a type says it better; the licence is in Cargo.toml", &violations);
}

#[test]
fn a_table_row_is_no_banner() {
    assert!(is_banner("    // ---------- helpers ----------"));
    assert!(is_banner("//////////////"));
    assert!(!is_banner("/// |---|---|"));
    assert!(!is_banner("// a - b"));
}
