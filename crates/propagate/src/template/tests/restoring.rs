//! What is taken back, and what is not.

use super::{super::restore, ARN, rewritten, role};

#[test]
fn what_was_changed_since_stays() {
    let once = rewritten(&role("      Path: /a/\n"));
    let changed = once.text.replace("policy/Dev", "policy/Other");
    assert_eq!(restore(&changed, &once.placements).unwrap(), changed);
    let without = once.text.replace(&format!("      PermissionsBoundary: {ARN}\n"), "");
    assert_eq!(restore(&without, &once.placements).unwrap(), without);
    let gone = "Resources:\n  Other: {Type: AWS::S3::Bucket}\n";
    assert_eq!(restore(gone, &once.placements).unwrap(), gone);
}

#[test]
fn the_rest_may_have_changed() {
    let once = rewritten(&role("      Path: /a/\n"));
    let edit = |text: &str| text.replace("/a/", "/b/").replace("Resources:", "# new\nResources:");
    let restored = restore(&edit(&once.text), &once.placements).unwrap();
    assert_eq!(restored, edit(&role("      Path: /a/\n")));
}

#[test]
fn a_template_that_was_printed_anew_loses_what_was_inserted() {
    let once = rewritten(
        "Resources:\n  A:\n    Type: AWS::IAM::User\n    Properties:\n      Path: /a/\n  B:\n    Type: \
         AWS::IAM::User\n    Properties:\n      PermissionsBoundary: x\n",
    );
    let printed = |a: &str| {
        format!(
            "{{\"Resources\":{{\"A\":{{\"Type\":\"AWS::IAM::User\",\"Properties\":{{{a}}}}},\"B\":\
             {{\"Type\":\"AWS::IAM::User\",\"Properties\":{{\"PermissionsBoundary\":\"{ARN}\"}}}}}}}}"
        )
    };
    let boundary = format!("\"PermissionsBoundary\":\"{ARN}\"");
    for (with, without) in [
        (format!("{boundary},\"Path\":\"/a/\""), "\"Path\":\"/a/\""),
        (format!("\"Path\":\"/a/\",{boundary}"), "\"Path\":\"/a/\""),
        (format!("\"Path\":\"/a/\", {boundary}, \"X\":1"), "\"Path\":\"/a/\", \"X\":1"),
        (boundary.clone(), ""),
    ] {
        assert_eq!(restore(&printed(&with), &once.placements).unwrap(), printed(without));
    }
    let other = printed(&boundary.replace("Dev", "Other"));
    assert_eq!(restore(&other, &once.placements).unwrap(), other);
    let yaml = format!(
        "Resources:\n    A:\n        Type: AWS::IAM::User\n        Properties:\n            Path: /a/\n            \
         PermissionsBoundary: '{ARN}'\n"
    );
    let restored = restore(&yaml, &once.placements).unwrap();
    assert!(restored.ends_with("            Path: /a/\n"), "{restored}");
}

#[test]
fn line_ends_that_changed_on_the_way_are_no_hindrance() {
    let text = role("      Path: /a/\n");
    let once = rewritten(&text);
    let restored = restore(&once.text.replace('\n', "\r\n"), &once.placements).unwrap();
    assert_eq!(restored, text.replace('\n', "\r\n"));
}
