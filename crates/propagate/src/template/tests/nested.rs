//! Stacks inside of templates.

use super::{
    super::{Accounts, How, Placement, repoint, restore, rewrite_for},
    ARN, OnConflict, check, check_unbounded, rewritten, with_options,
};

const STACKS: &str = "Resources:
  Literal:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: 'https://b.s3.amazonaws.com/k' # here
  Cdk:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL:
        Fn::Join:
          - ''
          - - https://s3.
            - Ref: AWS::Region
            - '.'
            - Ref: AWS::URLSuffix
            - /b/k
  Computed:
    Type: AWS::CloudFormation::Stack
    Properties: {TemplateURL: !Ref Url}
  Application:
    Type: AWS::Serverless::Application
    Properties: {Location: ./application.yaml}
  Set:
    Type: AWS::CloudFormation::StackSet
    Properties: {TemplateURL: \"https://b.s3.amazonaws.com/set\"}
  Without:
    Type: AWS::CloudFormation::Stack
";

#[test]
fn stacks_say_where_their_templates_are() {
    let rewritten = rewritten(STACKS);
    assert_eq!(rewritten.text, STACKS);
    let told: Vec<_> = rewritten
        .nested
        .iter()
        .map(|it| (it.logical_id.as_str(), it.line, it.template_url.as_deref(), it.accounts))
        .collect();
    assert_eq!(
        told,
        [
            ("Literal", 2, Some("https://b.s3.amazonaws.com/k"), Accounts::One),
            ("Cdk", 6, Some("https://s3.${AWS::Region}.${AWS::URLSuffix}/b/k"), Accounts::One),
            ("Computed", 17, None, Accounts::One),
            ("Application", 20, Some("./application.yaml"), Accounts::One),
            ("Set", 23, Some("https://b.s3.amazonaws.com/set"), Accounts::Any),
            ("Without", 26, None, Accounts::One),
        ]
    );
}

#[test]
fn stacks_are_pointed_elsewhere_and_back() {
    let url = "https://other.s3.amazonaws.com/x?y={z}".to_owned();
    let targets = ["Literal", "Cdk", "Application", "Set", "Without", "Nothing"];
    let targets = targets.map(|name| (name.to_owned(), url.clone()));
    let (text, placements) = repoint(STACKS, &targets).unwrap();
    let expected = STACKS
        .replace("'https://b.s3.amazonaws.com/k'", &format!("'{url}'"))
        .replace("\"https://b.s3.amazonaws.com/set\"", &format!("\"{url}\""))
        .replace("./application.yaml", &format!("\"{url}\""));
    let (before, rest) = expected.split_once("TemplateURL:\n").unwrap();
    let (_, after) = rest.split_once("/b/k\n").unwrap();
    assert_eq!(text, format!("{before}TemplateURL: {url}\n{after}"));
    assert_eq!(placements.len(), 4);
    assert!(placements.iter().all(|it| it.value == url));
    assert_eq!(restore(&text, &placements).unwrap(), STACKS);
}

#[test]
fn rewriting_and_pointing_elsewhere_are_taken_back_together() {
    let text = format!("{STACKS}  R:\n    Type: AWS::IAM::User\n");
    let once = rewritten(&text);
    let (moved, more) =
        repoint(&once.text, &[("Literal".to_owned(), "https://x/y".to_owned())]).unwrap();
    let all: Vec<Placement> = once.placements.into_iter().chain(more).collect();
    assert_eq!(restore(&moved, &all).unwrap(), text);
}

fn stack_set(body: &str) -> String {
    format!(
        "Resources:\n  Set:\n    Type: AWS::CloudFormation::StackSet\n    Properties:\n      \
         TemplateBody: {body}\n      StackSetName: s\n"
    )
}

const SUB: &str = "!Sub \"arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/Dev\"";

#[test]
fn the_template_in_a_stack_set_is_rewritten_for_any_account() {
    check(
        &stack_set(
            "|\n        Resources:\n          R:\n            Type: AWS::IAM::User\n\n          \
             B: {Type: AWS::S3::Bucket}",
        ),
        &stack_set(&format!(
            "|\n        Resources:\n          R:\n            Type: AWS::IAM::User\n            \
             Properties:\n              PermissionsBoundary: {SUB}\n\n          B: {{Type: AWS::S3::Bucket}}"
        )),
    );
    check(
        &stack_set("'{\"Resources\":{\"R\":{\"Type\":\"AWS::IAM::User\"}}}'"),
        &stack_set(
            "\"{\\\"Resources\\\":{\\\"R\\\":{\\\"Type\\\":\\\"AWS::IAM::User\\\",\\\"Properties\\\":\
             {\\\"PermissionsBoundary\\\":{\\\"Fn::Sub\\\":\\\"arn:${AWS::Partition}:iam::\
             ${AWS::AccountId}:policy/Dev\\\"}}}}}\"",
        ),
    );
    check_unbounded(&stack_set("!Sub x"), "Set", "computed");
    check_unbounded(&stack_set("'a: ['"), "Set", "can't be rewritten: line");
}

#[test]
fn what_is_in_a_stack_set_is_told_with_its_own_place() {
    let text = stack_set(
        "|-\n        Transform: Company\n        Resources:\n          A: {Type: AWS::IAM::User}\n          \
         B: {Type: AWS::IAM::User}\n          S: {Type: AWS::CloudFormation::Stack}",
    );
    let rewritten = rewritten(&text);
    let told: Vec<_> =
        rewritten.placements.iter().map(|it| (it.logical_id.as_str(), it.line)).collect();
    assert_eq!(told, [("Set/A", 8), ("Set/B", 9)]);
    assert!(matches!(rewritten.placements[0].how, How::Replaced { .. }));
    assert_eq!(rewritten.placements[1].how, How::Inside);
    let named: Vec<_> =
        rewritten.unbounded.iter().map(|it| (it.logical_id.as_str(), it.line)).collect();
    assert_eq!(named, [("Set/Transform", 6), ("Set/S", 10)]);
}

#[test]
fn the_template_of_a_stack_set_names_the_boundary_of_each_account() {
    let text = "Resources:\n  R:\n    Type: AWS::IAM::User\n";
    let rewritten = with_options(OnConflict::Refuse, &[], |options| {
        let once = rewrite_for(Accounts::Any, text, options).unwrap();
        let twice = rewrite_for(Accounts::Any, &once.text, options).unwrap();
        assert_eq!(twice.text, once.text);
        once
    });
    let expected = format!("{text}    Properties:\n      PermissionsBoundary: {SUB}\n");
    assert_eq!(rewritten.text, expected);
    assert_eq!(rewritten.placements[0].value, ARN);
    assert_eq!(restore(&rewritten.text, &rewritten.placements).unwrap(), text);
}

#[test]
fn in_a_stack_set_the_policy_of_one_account_is_made_that_of_each_and_no_conflict() {
    const TWIN: &str = "arn:aws:iam::111122223333:policy/Twin";
    const OF_AWS: &str = "arn:aws:iam::aws:policy/ReadOnlyAccess";
    let user = |boundary: &str| {
        format!(
            "Resources:\n  R:\n    Type: AWS::IAM::User\n    Properties:\n      \
             PermissionsBoundary: {boundary}\n"
        )
    };
    let of_any = |boundary: &str| {
        with_options(OnConflict::Refuse, &[TWIN, OF_AWS], |options| {
            rewrite_for(Accounts::Any, &user(boundary), options).unwrap().text
        })
    };
    let joined = "!Join ['', ['arn:aws:iam::', '111122223333', ':policy/Dev']]";
    for boundary in [ARN, TWIN, joined, &format!("!If [A, {SUB}, {ARN}]")] {
        assert_eq!(of_any(boundary), user(SUB), "{boundary}");
    }
    let twin = "!Sub \"arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/Twin\"";
    for boundary in [SUB, twin, OF_AWS] {
        assert_eq!(of_any(boundary), user(boundary));
    }
}
