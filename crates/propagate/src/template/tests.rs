//! Texts in, texts out. `corpus/templates` has whole templates; here stands one construct a test.

mod cloud_control;
mod conflicts;
mod hidden;
mod laws;
mod nested;
mod restoring;
mod writing;

use entail_policy::arn::Arn;

use super::{OnConflict, Options, Rewritten, TemplateError, restore, rewrite};

const ARN: &str = "arn:aws:iam::111122223333:policy/Dev";

fn with_options<T>(
    on_conflict: OnConflict,
    identical: &[&str],
    work: impl FnOnce(&Options<'_>) -> T,
) -> T {
    let boundary: Arn = ARN.parse().unwrap();
    let identical: Vec<Arn> = identical.iter().map(|arn| arn.parse().unwrap()).collect();
    work(&Options { boundary: &boundary, on_conflict, identical: &identical })
}

fn rewritten_by(on_conflict: OnConflict, text: &str) -> Result<Rewritten, TemplateError> {
    with_options(on_conflict, &[], |options| rewrite(text, options))
}

/// The rewritten template, which is the same rewritten again and comes back to what it was.
fn rewritten(text: &str) -> Rewritten {
    let once = rewritten_by(OnConflict::Replace, text).unwrap();
    let twice = rewritten_by(OnConflict::Replace, &once.text).unwrap();
    assert_eq!(twice.text, once.text, "rewriting twice is rewriting once");
    assert_eq!(restore(&once.text, &once.placements).unwrap(), text, "restoring gives it back");
    once
}

/// Checks the text after rewriting, in which `ARN` stands for the boundary.
#[track_caller]
fn check(text: &str, expected: &str) {
    let rewritten = rewritten(text);
    assert_eq!(rewritten.text, expected.replace("ARN", ARN));
    assert_eq!(rewritten.unbounded, [], "all is bounded");
}

/// Checks that nothing changes, and that something is named with these words.
#[track_caller]
fn check_unbounded(text: &str, logical_id: &str, words: &str) {
    let rewritten = rewritten(text);
    assert_eq!(rewritten.text, text);
    let found = rewritten.unbounded.iter().find(|entry| entry.logical_id == logical_id);
    let why = &found.unwrap_or_else(|| panic!("{:?}", rewritten.unbounded)).why;
    assert!(why.contains(words), "{why}");
}

/// A role with these lines below `Properties`, which are indented by six.
fn role(properties: &str) -> String {
    format!("Resources:\n  R:\n    Type: AWS::IAM::Role\n    Properties:\n{properties}")
}
