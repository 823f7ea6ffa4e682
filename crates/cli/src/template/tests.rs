use std::{fs, path::Path};

use clap::Parser;

use super::{TemplateArguments, execute};
use crate::exit::Exit;

const ARN: &str = "arn:aws:iam::111122223333:policy/Dev";
const ROLE: &str = "Resources:\n  R:\n    Type: AWS::IAM::Role\n    Properties: {}\n";
const BOUNDED: &str = "Resources:\n  R:\n    Type: AWS::IAM::Role\n    Properties: \
                       {PermissionsBoundary: arn:aws:iam::111122223333:policy/Dev}\n";

#[derive(Parser)]
struct Command {
    #[command(flatten)]
    arguments: TemplateArguments,
}

/// Runs the command on files of a folder.
fn run(folder: &Path, flags: &[&str], files: &[&str]) -> Result<Exit, String> {
    let files = files.iter().map(|file| folder.join(file).display().to_string());
    let words = ["template", "--boundary", ARN, "--quiet"].into_iter().chain(flags.iter().copied());
    let words = words.map(str::to_owned).chain(files);
    let command = Command::try_parse_from(words).map_err(|error| error.to_string())?;
    execute(&command.arguments).map_err(|fault| fault.to_string())
}

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn text(folder: &tempfile::TempDir, name: &str) -> String {
    fs::read_to_string(folder.path().join(name)).unwrap()
}

#[test]
fn files_are_rewritten_in_place_once() {
    let folder = folder(&[("a.yaml", ROLE), ("b.yaml", BOUNDED)]);
    assert_eq!(run(folder.path(), &["--in-place"], &["a.yaml", "b.yaml"]), Ok(Exit::Done));
    assert_eq!(text(&folder, "a.yaml"), BOUNDED);
    assert_eq!(text(&folder, "b.yaml"), BOUNDED);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "nothing is left beside them");
    assert_eq!(run(folder.path(), &["--check"], &["a.yaml", "b.yaml"]), Ok(Exit::Done));
}

#[test]
fn a_check_says_no_and_writes_nothing() {
    let folder = folder(&[("a.yaml", ROLE)]);
    assert_eq!(run(folder.path(), &["--check"], &["a.yaml"]), Ok(Exit::No));
    assert_eq!(run(folder.path(), &["--diff"], &["a.yaml"]), Ok(Exit::Done));
    assert_eq!(run(folder.path(), &["--diff", "--check"], &["a.yaml"]), Ok(Exit::No));
    assert_eq!(text(&folder, "a.yaml"), ROLE);
}

#[test]
fn templates_of_nested_stacks_are_followed_where_they_are_files() {
    let parent = "Resources:\n  S:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      \
                  TemplateURL: parts/child.yaml\n";
    let folder = folder(&[("parent.yaml", parent), ("parts/child.yaml", ROLE)]);
    assert_eq!(run(folder.path(), &["--check"], &["parent.yaml"]), Ok(Exit::No));
    assert_eq!(run(folder.path(), &["--in-place"], &["parent.yaml"]), Ok(Exit::Done));
    assert_eq!(text(&folder, "parts/child.yaml"), BOUNDED);
    assert_eq!(text(&folder, "parent.yaml"), parent);
    assert_eq!(run(folder.path(), &["--check"], &["parent.yaml"]), Ok(Exit::Done));
}

#[test]
fn nested_templates_that_are_elsewhere_are_not_bounded() {
    let parent = |url: &str| {
        format!(
            "Resources:\n  S:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      \
             TemplateURL: {url}\n"
        )
    };
    for url in [
        "https://b.s3.amazonaws.com/k",
        "!Ref Url",
        "nowhere.yaml",
        "!Sub 'https://${AWS::Region}/k'",
    ] {
        let folder = folder(&[("parent.yaml", &parent(url))]);
        assert_eq!(run(folder.path(), &["--check"], &["parent.yaml"]), Ok(Exit::No), "{url}");
        assert_eq!(run(folder.path(), &["--in-place"], &["parent.yaml"]), Ok(Exit::Done), "{url}");
    }
}

#[test]
fn a_template_of_a_stack_and_of_a_stack_set_names_the_boundary_of_each_account() {
    let stack = "  S:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      \
                 TemplateURL: child.yaml\n";
    let set = "  T:\n    Type: AWS::CloudFormation::StackSet\n    Properties:\n      \
               TemplateURL: child.yaml\n";
    for parts in [[stack, set], [set, stack]] {
        let parent = format!("Resources:\n{}", parts.concat());
        let folder = folder(&[("parent.yaml", &parent), ("child.yaml", ROLE)]);
        assert_eq!(run(folder.path(), &["--in-place"], &["parent.yaml"]), Ok(Exit::Done));
        let child = text(&folder, "child.yaml");
        assert!(child.contains("${AWS::AccountId}:policy/Dev"), "{child}");
        assert_eq!(run(folder.path(), &["--check"], &["parent.yaml"]), Ok(Exit::Done));
        let both = ["child.yaml", "parent.yaml"];
        assert_eq!(run(folder.path(), &["--check"], &both), Ok(Exit::Done));
    }
}

#[test]
fn stacks_that_are_inside_of_themselves_come_to_an_end() {
    let own = "Resources:\n  S:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      \
               TemplateURL: ./own.yaml\n";
    let folder = folder(&[("own.yaml", own)]);
    assert_eq!(run(folder.path(), &["--check"], &["own.yaml"]), Ok(Exit::Done));
}

#[test]
fn nothing_is_written_where_one_template_is_wrong() {
    let folder = folder(&[("a.yaml", ROLE), ("b.yaml", "Resources: [\n")]);
    let fault = run(folder.path(), &["--in-place"], &["a.yaml", "b.yaml"]).unwrap_err();
    assert!(fault.contains("b.yaml`: line "), "{fault}");
    assert_eq!(text(&folder, "a.yaml"), ROLE);
    let fault = run(folder.path(), &["--in-place"], &["a.yaml", "missing.yaml"]).unwrap_err();
    assert!(fault.contains("missing.yaml"), "{fault}");
    assert_eq!(text(&folder, "a.yaml"), ROLE);
}

#[cfg(unix)]
#[test]
fn permissions_and_links_stay() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    let folder = folder(&[("a.yaml", ROLE)]);
    let file = folder.path().join("a.yaml");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
    symlink(&file, folder.path().join("link.yaml")).unwrap();
    assert_eq!(run(folder.path(), &["--in-place"], &["link.yaml"]), Ok(Exit::Done));
    assert_eq!(text(&folder, "a.yaml"), BOUNDED);
    assert!(fs::symlink_metadata(folder.path().join("link.yaml")).unwrap().is_symlink());
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);
}

#[test]
fn conflicts_are_replaced_refused_or_kept() {
    let other = BOUNDED.replace("Dev", "Other");
    let folder = folder(&[("a.yaml", &other)]);
    let refused = run(folder.path(), &["--in-place", "--on-conflict", "refuse"], &["a.yaml"]);
    assert!(refused.unwrap_err().contains("`R` names the boundary"));
    assert_eq!(text(&folder, "a.yaml"), other);
    let same = ["--check", "--identical", "arn:aws:iam::111122223333:policy/Other"];
    assert_eq!(run(folder.path(), &same, &["a.yaml"]), Ok(Exit::Done));
    assert_eq!(run(folder.path(), &["--in-place"], &["a.yaml"]), Ok(Exit::Done));
    assert_eq!(text(&folder, "a.yaml"), BOUNDED);
}

#[test]
fn the_report_goes_to_a_file() {
    let folder = folder(&[("a.yaml", ROLE)]);
    let report = folder.path().join("report.json");
    let flag = format!("json={}", report.display());
    assert_eq!(run(folder.path(), &["--check", "--report", &flag], &["a.yaml"]), Ok(Exit::No));
    let report = fs::read_to_string(report).unwrap();
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    assert_eq!(report["principals"][0]["name"], "R");
    assert_eq!(report["principals"][0]["boundary"], ARN);
}

#[test]
fn a_report_in_a_file_is_written_even_where_there_is_nothing_to_tell() {
    let folder = folder(&[("a.yaml", "Resources: {}\n")]);
    let report = folder.path().join("report.xml");
    let flag = format!("junit={}", report.display());
    assert_eq!(run(folder.path(), &["--check", "--report", &flag], &["a.yaml"]), Ok(Exit::Done));
    assert!(fs::read_to_string(report).unwrap().contains("<testsuite"));
}

#[test]
fn what_can_not_be_meant_is_refused() {
    let folder = folder(&[("a.yaml", ROLE), ("b.yaml", ROLE)]);
    let fault = run(folder.path(), &[], &["a.yaml", "b.yaml"]).unwrap_err();
    assert!(fault.contains("--in-place"), "{fault}");
    assert!(run(folder.path(), &["--in-place", "--check"], &["a.yaml"]).is_err());
    assert!(run(folder.path(), &["--boundary", "Dev"], &["a.yaml"]).is_err());
}
