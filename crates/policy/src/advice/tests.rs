use super::glob::{intersect, without_variables};
use super::similar::most_similar;
use super::{advise, review};
use crate::{PolicyKind, parse};

fn codes(statement: &str) -> Vec<&'static str> {
    let source = format!(r#"{{"Version":"2012-10-17","Statement":{statement}}}"#);
    let advice = advise(&parse(&source).document, PolicyKind::Identity);
    advice.iter().map(|found| found.code.id).collect()
}

fn for_resource(resource: &str) -> Vec<&'static str> {
    codes(&format!(r#"{{"Effect":"Allow","Action":"s3:Get*","Resource":"{resource}"}}"#))
}

#[test]
fn patterns_intersect_where_a_text_matches_both() {
    for (left, right) in
        [("a*", "*b"), ("*", ""), ("a?c", "abc"), ("a*c", "a?c"), ("*/*", "x/y"), ("**", "a")]
    {
        assert!(intersect(left, right) && intersect(right, left), "{left} {right}");
    }
    for (left, right) in [("a*", "b*"), ("a", ""), ("a?", "a"), ("function:*", "functions:*")] {
        assert!(!intersect(left, right) && !intersect(right, left), "{left} {right}");
    }
}

#[test]
fn variables_are_anything() {
    assert_eq!(without_variables("arn:${a}/b-${c, 'd'}-e"), "arn:*/b-*-e");
    assert_eq!(without_variables("${open"), "*");
}

#[test]
fn the_nearest_name_is_proposed_and_a_far_one_is_not() {
    let names = ["GetObject", "GetObjectAcl", "PutObject"];
    assert_eq!(most_similar("getobjcts", names.into_iter()), Some("GetObject"));
    assert_eq!(most_similar("Delete", names.into_iter()), None);
}

#[test]
fn arns_with_wildcards_and_variables_are_taken_for_what_they_can_be() {
    for resource in [
        "*",
        "arn:aws:s3:::*",
        "arn:aws:s3:::my-bucket/${aws:username}/*",
        "arn:aws:s3:us-east-1:111122223333:accesspoint/mine",
        "arn:aws:iam::aws:policy/ReadOnlyAccess",
        "arn:aws:iam::*:role/dev",
        "arn:*:lambda:*:*:function:mine*",
        "arn:aws:ec2:us-east-1::image/ami-1",
        "arn:aws:sqs:*:*:*",
    ] {
        assert_eq!(for_resource(resource), Vec::<&str>::new(), "{resource}");
    }
}

#[test]
fn roles_below_a_path_are_not_any_role() {
    let pass = |resource: &str| {
        codes(&format!(r#"{{"Effect":"Allow","Action":"iam:PassRole","Resource":"{resource}"}}"#))
    };
    assert_eq!(pass("arn:aws:iam::*:role/*"), ["P0140"]);
    assert_eq!(pass("arn:aws:iam::111122223333:*"), ["P0140"]);
    assert!(pass("arn:aws:iam::*:role/batch-*").is_empty());
    assert!(pass("arn:aws:s3:::*").is_empty());
}

#[test]
fn not_action_with_not_resource_passes_any_role() {
    let found =
        codes(r#"{"Effect":"Allow","NotAction":"s3:*","NotResource":"arn:aws:iam::*:role/admin"}"#);
    assert_eq!(found, ["P0140", "P0141"]);
}

#[test]
fn a_boundary_may_be_wide() {
    let source =
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;
    let advice = advise(&parse(source).document, PolicyKind::PermissionsBoundary);
    assert!(advice.is_empty(), "{advice:?}");
}

#[test]
fn a_range_that_is_wider_than_private_is_not_private() {
    let of = |range: &str| {
        codes(&format!(
            r#"{{"Effect":"Allow","Action":"s3:Get*","Resource":"*","Condition":{{"IpAddress":{{"aws:SourceIp":"{range}"}}}}}}"#
        ))
    };
    assert!(of("0.0.0.0/0").is_empty());
    assert!(of("172.16.0.0/8").contains(&"P0131"));
    assert_eq!(of("172.16.0.0/12"), ["P0129"]);
    assert_eq!(of("fd00::/8"), ["P0129"]);
    assert!(of("192.0.0.0/8").is_empty());
}

#[test]
fn tags_of_resources_are_asked_for_where_requests_have_them() {
    let of = |effect: &str, action: &str, operator: &str| {
        codes(&format!(
            r#"{{"Effect":"{effect}",{action},"Resource":"*","Condition":{{"{operator}":{{"aws:ResourceTag/a":"b"}}}}}}"#
        ))
    };
    assert_eq!(of("Deny", r#""Action":"iam:GetAccount*""#, "StringEquals"), ["P0107"]);
    assert_eq!(of("Deny", r#""NotAction":"iam:*""#, "StringEquals"), ["P0107"]);
    assert_eq!(of("Allow", r#""NotAction":"iam:*""#, "StringEquals"), ["P0108"]);
    assert!(of("Deny", r#""Action":"iam:ListUsers""#, "StringNotEquals").is_empty());
    assert!(of("Allow", r#""Action":"ec2:*""#, "StringEquals").is_empty());
}

fn trust(statements: &str) -> Vec<&'static str> {
    let source = format!(r#"{{"Version":"2012-10-17","Statement":{statements}}}"#);
    let advice = advise(&parse(&source).document, PolicyKind::RoleTrust);
    advice.iter().map(|found| found.code.id).collect()
}

#[test]
fn roles_anywhere_may_get_its_actions_from_several_statements() {
    let statement = |action: &str| {
        format!(
            r#"{{"Effect":"Allow","Principal":{{"Service":"rolesanywhere.amazonaws.com"}},"Action":"{action}"}}"#
        )
    };
    let all = ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"].map(statement);
    assert!(trust(&format!("[{}]", all.join(","))).is_empty());
    assert_eq!(trust(&statement("sts:AssumeRole")), ["P0154"]);
    assert!(trust(&statement("sts:*")).is_empty());
}

#[test]
fn a_list_of_principals_may_hold_one_for_each_action() {
    let of = |principal: &str| {
        trust(&format!(
            r#"{{"Effect":"Allow","Principal":{principal},"Action":["sts:AssumeRole","sts:AssumeRoleWithSAML"]}}"#
        ))
    };
    let provider = r#""Federated":"arn:aws:iam::111122223333:saml-provider/office""#;
    assert!(of(&format!(r#"{{"AWS":"111122223333",{provider}}}"#)).is_empty());
    assert_eq!(of(&format!("{{{provider}}}")), ["P0153"]);
    assert_eq!(of(r#"{"AWS":"111122223333"}"#), ["P0153"]);
}

#[test]
fn a_branch_may_stand_in_a_key_of_its_own() {
    let of = |subject: &str, more: &str| {
        trust(&format!(
            r#"{{"Effect":"Allow","Principal":{{"Federated":"token.actions.githubusercontent.com"}},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{{"StringLike":{{"token.actions.githubusercontent.com:sub":"{subject}"{more}}}}}}}"#
        ))
    };
    let branch = r#","token.actions.githubusercontent.com:ref":"refs/heads/main""#;
    assert_eq!(of("repo:my/app:*", ""), ["P0157"]);
    assert!(of("repo:my/app:*", branch).is_empty());
    assert_eq!(of("repo:my/*", branch), ["P0157"]);
}

#[test]
fn wildcards_alone_say_what_they_come_to() {
    let message = |operator: &str| {
        let source = format!(
            r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Action":"s3:Get*","Resource":"*","Condition":{{"{operator}":{{"aws:PrincipalTag/a":"*"}}}}}}}}"#
        );
        let advice = advise(&parse(&source).document, PolicyKind::Identity);
        let found = advice.iter().find(|found| found.code.id == "P0139").expect("a finding");
        (found.message.clone(), found.help.clone().unwrap_or_default())
    };
    let (holds, help) = message("StringLike");
    assert_eq!(holds, "this holds where the key is there");
    assert_eq!(help, r#"write `"Null": {"aws:PrincipalTag/a": "false"}`"#);
    assert_eq!(message("StringLikeIfExists").0, "this always holds");
    assert_eq!(message("StringNotLike").0, "this holds where the key is missing");
    assert_eq!(message("ForAnyValue:StringNotLike").0, "this never holds");
}

#[test]
fn broken_text_gets_no_advice_beyond_what_can_be_read() {
    assert!(advise(&parse("").document, PolicyKind::Identity).is_empty());
    assert!(advise(&parse("[]").document, PolicyKind::Identity).len() <= 1);
    assert!(review("{", PolicyKind::Identity).has_errors());
}

#[test]
fn entails_own_keys_stand_beside_every_action() {
    for (actions, condition) in [
        (r#""sts:AssumeRole""#, r#"{"Null":{"entail:InheritedBoundaries":"true"}}"#),
        (r#""iam:CreateRole""#, r#"{"Bool":{"entail:Sealed":"true"}}"#),
        (
            r#""entail:Adopt""#,
            r#"{"ArnEquals":{"entail:TransitiveBoundary":"arn:aws:iam::111122223333:policy/x"}}"#,
        ),
    ] {
        let statement = format!(
            r#"{{"Effect":"Deny","Action":{actions},"Resource":"*","Condition":{condition}}}"#
        );
        assert!(codes(&statement).is_empty(), "{statement}: {:?}", codes(&statement));
    }
    let misspelt = r#"{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"Bool":{"entail:Seal":"true"}}}"#;
    assert_eq!(codes(misspelt), ["P0104"]);
}
