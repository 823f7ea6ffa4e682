//! What is said to be closed is closed for everybody: whatever somebody can choose, and whatever
//! resources the policy names, counts as a way out.
#![expect(clippy::expect_used, reason = "helpers of tests panic as tests do")]

use std::collections::BTreeSet;

use entail_engine::{
    ESCAPES, Escape, advise_boundary, closed_in_part, demands_itself, deny_the_rest,
};
use entail_policy::arn::Arn;
use entail_policy::parse;

const OWN: &str = "arn:aws:iam::111122223333:policy/Dev";

const ALLOW_ALL: &str = r#"{"Effect":"Allow","Action":"*","Resource":"*"}"#;

/// A condition for each family of operators, on what somebody may bring about.
const CHOSEN: [&str; 12] = [
    r#""IpAddress":{"aws:SourceIp":"203.0.113.0/24"}"#,
    r#""StringEquals":{"aws:PrincipalTag/team":"red"}"#,
    r#""ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/team-*"}"#,
    r#""NumericLessThan":{"aws:MultiFactorAuthAge":"3600"}"#,
    r#""DateLessThan":{"aws:CurrentTime":"2030-01-01T00:00:00Z"}"#,
    r#""Bool":{"aws:MultiFactorAuthPresent":"true"}"#,
    r#""StringLike":{"aws:userid":"AROAEXAMPLE:*"}"#,
    r#""StringEqualsIfExists":{"aws:RequestedRegion":"eu-west-1"}"#,
    r#""ForAnyValue:StringLike":{"aws:PrincipalOrgPaths":"o-1/*"}"#,
    r#""ForAllValues:StringEquals":{"aws:TagKeys":["team"]}"#,
    r#""Null":{"aws:TokenIssueTime":"false"}"#,
    r#""BinaryEquals":{"aws:PrincipalTag/key":"QmluYXJ5"}"#,
];

/// A condition for each family by which denials usually except somebody.
const EXCEPTING: [&str; 8] = [
    r#""ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/admin-*"}"#,
    r#""StringNotEquals":{"aws:PrincipalTag/admin":"true"}"#,
    r#""StringNotLike":{"aws:username":"admin-*"}"#,
    r#""NotIpAddress":{"aws:SourceIp":"203.0.113.0/24"}"#,
    r#""NumericGreaterThan":{"aws:MultiFactorAuthAge":"3600"}"#,
    r#""DateGreaterThan":{"aws:CurrentTime":"2020-01-01T00:00:00Z"}"#,
    r#""Bool":{"aws:ViaAWSService":"false"}"#,
    r#""Null":{"aws:PrincipalTag/admin":"true"}"#,
];

fn own() -> Arn {
    Arn::parse(OWN).expect("an ARN")
}

fn policy<'a>(statements: impl IntoIterator<Item = &'a str>) -> String {
    let statements: Vec<&str> = statements.into_iter().collect();
    format!(r#"{{"Version":"2012-10-17","Statement":[{}]}}"#, statements.join(","))
}

fn codes(source: &str) -> BTreeSet<&'static str> {
    let parsed = parse(source);
    assert_eq!(parsed.diagnostics, [], "{source}");
    advise_boundary(&parsed.document, Some(&own())).iter().map(|found| found.code.id).collect()
}

fn parts(source: &str) -> Vec<(&'static str, String)> {
    let found = closed_in_part(&parse(source).document, Some(&own()));
    found.into_iter().map(|it| (it.code, it.but)).collect()
}

fn all() -> BTreeSet<&'static str> {
    ESCAPES.iter().map(|escape| escape.finding.code.id).collect()
}

fn closing() -> impl Iterator<Item = (&'static Escape, String)> {
    ESCAPES.iter().map(|escape| (escape, escape.closing_statement(&own())))
}

fn with_member(statement: &str, member: &str) -> String {
    let open = statement.strip_suffix('}').expect("an object");
    match open.split_once(r#""Condition":{"#) {
        Some((before, conditions)) => {
            let (_, member) = member.split_once(":{").expect("a condition");
            let member = member.strip_suffix('}').expect("a condition");
            format!(r#"{before}"Condition":{{{member},{conditions}}}"#)
        }
        None => format!("{open},{member}}}"),
    }
}

fn under(condition: &str) -> String {
    format!(r#""Condition":{{{condition}}}"#)
}

#[test]
fn what_is_allowed_under_a_condition_is_allowed_to_somebody() {
    for condition in CHOSEN {
        let source = policy([with_member(ALLOW_ALL, &under(condition)).as_str()]);
        let found = codes(&source);
        let missing: Vec<_> = all().into_iter().filter(|code| !found.contains(code)).collect();
        assert!(missing.is_empty(), "{condition}: {missing:?}");
    }
}

#[test]
fn what_is_denied_under_a_condition_is_not_denied_to_everybody() {
    for condition in EXCEPTING {
        for (escape, statement) in closing() {
            // Some operators stand in the statement already: then the two are one member.
            let operator = condition.split_once(':').map_or("", |(operator, _)| operator);
            if statement.contains(operator) {
                continue;
            }
            let excepting = with_member(&statement, &under(condition));
            let others = closing().filter(|it| it.0.finding.code != escape.finding.code);
            let others: Vec<String> = others.map(|it| it.1).collect();
            let whole = others.iter().map(String::as_str).chain([ALLOW_ALL, &excepting]);
            let found = codes(&policy(whole));
            assert!(found.contains(escape.finding.code.id), "{} {condition}", escape.finding.code);
        }
    }
}

#[test]
fn a_denial_that_does_not_count_is_told() {
    let (_, create) = closing().next().expect("an escape");
    let condition = under(r#""ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/admin"}"#);
    let source = policy([ALLOW_ALL, &with_member(&create, &condition)]);
    let found = advise_boundary(&parse(&source).document, Some(&own()));
    let found = found.iter().find(|found| found.code.id == "P0200").expect("a finding");
    let help = found.help.as_deref().unwrap_or_default();
    assert!(
        help.contains("a Deny under a condition on `aws:PrincipalArn` leaves it open"),
        "{help}"
    );
}

#[test]
fn arns_of_an_allow_are_asked_about() {
    for (actions, resource, expected) in [
        ("iam:*", "arn:aws:iam::111122223333:*", &["P0200", "P0210", "P0215", "P0216"][..]),
        ("iam:*", "arn:aws:iam::*:oidc-provider/*", &["P0216"]),
        ("iam:Create*", "arn:aws:iam::*:role/aws-service-role/*", &["P0200", "P0215"]),
        ("organizations:*", "arn:aws:organizations::111122223333:*", &["P0219"]),
        ("sso:*", "arn:aws:sso:::*", &["P0217"]),
        ("identitystore:*", "arn:aws:identitystore::*:identitystore/d-1", &["P0217"]),
        ("rolesanywhere:*", "arn:aws:rolesanywhere:eu-west-1:111122223333:profile/*", &["P0216"]),
        ("cloudformation:*", "arn:aws:cloudformation:*:*:stackset/team*", &["P0218"]),
        ("sts:*", "arn:aws:iam::555566667777:*", &["P0212", "P0223"]),
        ("sts:AssumeRoot", "arn:aws:iam::555566667777:root", &["P0223"]),
    ] {
        let allow = format!(r#"{{"Effect":"Allow","Action":"{actions}","Resource":"{resource}"}}"#);
        let found = codes(&policy([allow.as_str()]));
        let missing: Vec<_> = expected.iter().filter(|code| !found.contains(*code)).collect();
        assert!(missing.is_empty(), "{actions} on {resource}: {missing:?} {found:?}");
    }
}

#[test]
fn variables_that_somebody_chooses_stand_for_any_text() {
    let statement = |effect: &str, element: &str, resource: &str| {
        format!(r#"{{"Effect":"{effect}","Action":"iam:CreateRole","{element}":"{resource}"}}"#)
    };
    let chosen = "arn:aws:iam::111122223333:role/${aws:PrincipalTag/team}";
    let allow = policy([statement("Allow", "Resource", chosen).as_str()]);
    assert!(codes(&allow).contains("P0200"));
    for (element, resource) in [("Resource", chosen), ("NotResource", chosen)] {
        let deny = statement("Deny", element, resource);
        assert!(codes(&policy([ALLOW_ALL, &deny])).contains("P0200"), "{element}");
    }
}

#[test]
fn what_a_denial_leaves_out_by_notresource_is_open() {
    for (escape, statement) in closing().filter(|it| it.1.contains(r#""Resource":"*""#)) {
        let service = match escape.actions().next().and_then(|it| it.split_once(':')) {
            Some(("iam", _)) | None => "iam",
            Some((service, _)) => service,
        };
        // Whatever the kinds are that the actions are asked of.
        let exempted = format!(
            r#""NotResource":["arn:aws:iam::111122223333:role/exempt-*","arn:aws:iam::111122223333:user/exempt-*","arn:aws:{service}:us-east-1:111122223333:exempt-*"]"#
        );
        let with_hole = statement.replace(r#""Resource":"*""#, &exempted);
        let found = codes(&policy([ALLOW_ALL, &with_hole]));
        let part = parts(&policy([ALLOW_ALL, &with_hole]));
        let code = escape.finding.code.id;
        let is_told = found.contains(code) || part.iter().any(|(told, _)| *told == code);
        assert!(is_told, "{}", escape.finding.code);
    }
}

#[test]
fn names_that_count_as_bounded_are_told() {
    let closing: Vec<String> = closing().map(|it| it.1).collect();
    let source = policy(closing.iter().map(String::as_str).chain([ALLOW_ALL]));
    let found = parts(&source);
    let by_names: BTreeSet<&str> = found
        .iter()
        .filter(|(_, but)| but.starts_with("but for these names"))
        .map(|(code, _)| *code)
        .collect();
    let expected = ["P0209", "P0210", "P0211", "P0212", "P0213", "P0220", "P0222"];
    assert_eq!(by_names, BTreeSet::from(expected));
    let assumes = found.iter().find(|(code, _)| *code == "P0212").expect("a part");
    assert!(assumes.1.ends_with(": `arn:aws:iam::111122223333:role/bounded/*`"), "{}", assumes.1);
    let code = found.iter().find(|(code, _)| *code == "P0214").expect("a part");
    assert!(code.1.starts_with("narrowed"), "{}", code.1);
}

#[test]
fn names_of_an_allow_are_told_too() {
    let allow = r#"{"Effect":"Allow","Action":"iam:*AccessKey","Resource":["arn:aws:iam::111122223333:user/svc-*","arn:aws:iam::111122223333:user/${aws:username}"]}"#;
    assert!(!codes(&policy([allow])).contains("P0210"));
    let found = parts(&policy([allow]));
    let names = found.iter().find(|(code, _)| *code == "P0210").expect("a part");
    assert!(names.1.ends_with(": `arn:aws:iam::111122223333:user/svc-*`"), "{}", names.1);
}

#[test]
fn a_denial_that_some_names_escape_by_chance_closes_nothing() {
    let deny =
        r#"{"Effect":"Deny","Action":"sts:AssumeRole","Resource":"arn:aws:iam::*:role/*-*"}"#;
    assert!(codes(&policy([ALLOW_ALL, deny])).contains("P0212"));
}

#[test]
fn whatever_no_statement_allows_has_to_be_denied() {
    let allow = |element: &str| format!(r#"{{"Effect":"Allow",{element},"Resource":"*"}}"#);
    let deny = |element: &str| format!(r#"{{"Effect":"Deny",{element},"Resource":"*"}}"#);
    let asked = r#""Action":["s3:*","sts:*","kms:*","secretsmanager:*","lambda:*","dynamodb:*","sqs:*","sns:*"]"#;
    for (allows, closing) in [
        (vec![allow(asked)], Some(asked.replace("Action", "NotAction"))),
        (vec![allow(r#""Action":"s3:*""#)], Some(r#""NotAction":["s3:*"]"#.to_owned())),
        (
            vec![allow(r#""NotAction":["ecr:*","organizations:*"]"#)],
            Some(r#""Action":["ecr:*","organizations:*"]"#.to_owned()),
        ),
        (
            vec![
                allow(r#""NotAction":["ecr:*","s3:*"]"#),
                allow(r#""NotAction":["s3:Get*","sqs:*"]"#),
            ],
            Some(r#""Action":["s3:Get*"]"#.to_owned()),
        ),
        (
            vec![allow(r#""NotAction":["ecr:*","s3:*"]"#), allow(r#""Action":"s3:*""#)],
            Some(r#""Action":["ecr:*"]"#.to_owned()),
        ),
        (vec![allow(r#""NotAction":"iam:Delete*""#)], None),
        (vec![allow(r#""NotAction":"ecr:*""#), allow(r#""NotAction":"s3:*""#)], None),
        (vec![allow(r#""Action":"*""#)], None),
    ] {
        let source = policy(allows.iter().map(String::as_str));
        let written = deny_the_rest(&parse(&source).document);
        assert_eq!(written.is_some(), closing.is_some(), "{source}");
        assert_eq!(codes(&source).contains("P0207"), closing.is_some(), "{source}");
        let Some(closing) = closing else { continue };
        let closed = policy(allows.iter().map(String::as_str).chain([deny(&closing).as_str()]));
        assert!(!codes(&closed).contains("P0207"), "{closed}");
        let same: serde_json::Value =
            serde_json::from_str(&written.expect("a statement")).expect("JSON");
        let expected: serde_json::Value = serde_json::from_str(&deny(&closing)).expect("JSON");
        for key in ["Action", "NotAction"] {
            let listed = |value: &serde_json::Value| {
                let list = value.get(key).cloned().unwrap_or_default();
                let texts = list.as_array().cloned().unwrap_or_else(|| vec![list]);
                texts.iter().map(ToString::to_string).collect::<BTreeSet<String>>()
            };
            assert_eq!(listed(&same), listed(&expected), "{source}");
        }
    }
}

#[test]
fn what_one_list_of_two_that_overlap_allows_is_not_denied() {
    let allow = |list: &str| format!(r#"{{"Effect":"Allow","NotAction":[{list}],"Resource":"*"}}"#);
    let rest = |lists: [&str; 2]| {
        let source = policy(lists.map(allow).iter().map(String::as_str));
        deny_the_rest(&parse(&source).document)
    };
    assert_eq!(rest([r#""s3:*Object""#, r#""s3:Get*""#]), None);
    let written = rest([r#""s3:*Object","ecr:*""#, r#""s3:Get*","ecr:Get*""#]).unwrap();
    assert!(written.contains(r#""Action":["ecr:Get*"]"#), "{written}");
}

#[test]
fn a_denial_of_the_rest_under_a_condition_or_of_some_resources_denies_nothing() {
    let allow = r#"{"Effect":"Allow","Action":"s3:*","Resource":"*"}"#;
    for limit in [
        r#""Resource":"arn:aws:s3:::*""#,
        r#""Resource":"*","Condition":{"StringNotEquals":{"aws:PrincipalTag/a":"b"}}"#,
        r#""NotResource":"arn:aws:s3:::x""#,
    ] {
        let deny = format!(r#"{{"Effect":"Deny","NotAction":"s3:*",{limit}}}"#);
        assert!(codes(&policy([allow, &deny])).contains("P0207"), "{limit}");
    }
}

#[test]
fn what_an_allow_restricts_is_told() {
    let deny = r#"{"Effect":"Deny","NotAction":["s3:*"],"Resource":"*"}"#;
    let restricts =
        |allow: &str| parts(&policy([allow, deny])).iter().any(|(code, _)| *code == "P0207");
    assert!(restricts(r#"{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::team/*"}"#));
    assert!(restricts(r#"{"Effect":"Allow","Action":"s3:*","NotResource":"arn:aws:s3:::x"}"#));
    assert!(restricts(
        r#"{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"true"}}}"#
    ));
    assert!(!restricts(r#"{"Effect":"Allow","Action":"s3:*","Resource":"*"}"#));
    let of_iam = r#"{"Effect":"Allow","Action":"iam:*","Resource":"arn:aws:iam::*:role/team/*"}"#;
    assert!(!restricts(of_iam), "no resource policy gives actions of IAM");
}

#[test]
fn a_boundary_demands_itself_of_everybody_or_not_at_all() {
    let create = closing().next().expect("an escape").1;
    let demands = |statements: &[&str]| {
        demands_itself(&parse(&policy(statements.iter().copied())).document, &own())
    };
    for condition in CHOSEN {
        let allow = with_member(ALLOW_ALL, &under(condition));
        assert!(demands(&[&allow, &create]), "{condition}");
    }
    let exempt = create
        .replace(r#""Resource":"*""#, r#""NotResource":"arn:aws:iam::111122223333:role/exempt-*""#);
    assert!(demands(&[ALLOW_ALL, &create]));
    assert!(!demands(&[ALLOW_ALL, &exempt]));
    let condition = under(r#""ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/admin"}"#);
    assert!(!demands(&[ALLOW_ALL, &with_member(&create, &condition)]));
}

#[test]
fn more_names_than_are_asked_about_close_nothing() {
    let names = (0..300).map(|number| format!(r#""arn:aws:iam::111122223333:role/{number}""#));
    let names: Vec<String> = names.collect();
    let create = closing().next().expect("an escape").1;
    let allow = format!(
        r#"{{"Effect":"Allow","Action":"iam:CreateRole","Resource":[{}]}}"#,
        names.join(",")
    );
    let source = policy([allow.as_str(), &create]);
    assert!(codes(&source).contains("P0200"));
    assert!(!demands_itself(&parse(&source).document, &own()));
}

/// What is closed by nothing but tags of resources, by code: the tags that are told.
fn by_tags(source: &str) -> Vec<(&'static str, String)> {
    let words = "but for what these tags take in, which nobody outside may have or be given: ";
    let told = parts(source).into_iter().filter_map(|(code, but)| {
        let tags = but.strip_prefix(words)?;
        Some((code, tags.to_owned()))
    });
    told.collect()
}

#[test]
fn what_tags_of_resources_close_is_told() {
    let tagged = under(r#""StringEquals":{"aws:ResourceTag/team":"a"}"#);
    let untagged = r#""Null":{"iam:ResourceTag/free":"true"}"#;
    let deny = r#"{"Effect":"Deny","Action":"*","Resource":"*"}"#;
    for (source, tag) in [
        (policy([with_member(ALLOW_ALL, &tagged).as_str()]), "`aws:ResourceTag/team`"),
        (policy([ALLOW_ALL, &with_member(deny, &under(untagged))]), "`iam:ResourceTag/free`"),
    ] {
        let (found, told) = (codes(&source), by_tags(&source));
        for code in all() {
            let is_told = told.iter().any(|(it, tags)| *it == code && tags == tag);
            assert!(is_told && !found.contains(code), "{code} {source}");
        }
    }
}

#[test]
fn tags_are_told_of_the_rows_that_they_close_and_of_no_other() {
    let condition = r#""StringNotEquals":{"aws:ResourceTag/team":"a"}"#;
    let deny = r#"{"Effect":"Deny","Action":"sts:AssumeRole","Resource":"*"}"#;
    let by_tag = with_member(deny, &under(condition));
    let others = closing().filter(|(escape, _)| escape.finding.code.id != "P0212");
    let others: Vec<String> = others.map(|it| it.1).collect();
    let whole = others.iter().map(String::as_str);
    let source = policy(whole.chain([ALLOW_ALL, &by_tag]));
    assert!(!codes(&source).contains("P0212"));
    assert_eq!(by_tags(&source), [("P0212", "`aws:ResourceTag/team`".to_owned())]);
    // Where a denial closes the row anyway, nothing rests on tags.
    let whole = others.iter().map(String::as_str);
    assert_eq!(by_tags(&policy(whole.chain([ALLOW_ALL, &by_tag, deny]))), []);
}

#[test]
fn names_that_are_allowed_by_a_tag_are_told_by_the_tag() {
    let allow = r#"{"Effect":"Allow","Action":"iam:CreateAccessKey","Resource":"arn:aws:iam::111122223333:user/svc-*","Condition":{"StringEquals":{"aws:ResourceTag/team":"a"}}}"#;
    assert_eq!(by_tags(&policy([allow])), [("P0210", "`aws:ResourceTag/team`".to_owned())]);
}

#[test]
fn a_boundary_does_not_demand_itself_by_tags() {
    let create = closing().next().expect("an escape").1;
    let condition = under(r#""StringNotEquals":{"aws:ResourceTag/free":"true"}"#);
    let source = policy([ALLOW_ALL, &with_member(&create, &condition)]);
    assert!(!demands_itself(&parse(&source).document, &own()));
    assert_eq!(by_tags(&source), [("P0200", "`aws:ResourceTag/free`".to_owned())]);
}

#[test]
fn conditions_on_the_account_count_where_an_arn_says_the_account() {
    let found = |source: &str, own_arn: Option<&Arn>| -> BTreeSet<&str> {
        let found = advise_boundary(&parse(source).document, own_arn);
        found.iter().map(|found| found.code.id).collect()
    };
    let deny = r#"{"Effect":"Deny","Action":"iam:*","Resource":"*"}"#;
    let closing = closing().next().expect("an escape").1;
    let copies = closing.replace(
        &format!("\"{OWN}\""),
        &format!(r#"["{OWN}","arn:aws:iam::444455556666:policy/Dev"]"#),
    );
    let allows = |account: &str| {
        let condition = format!(r#""StringEquals":{{"aws:PrincipalAccount":"{account}"}}"#);
        with_member(ALLOW_ALL, &under(&condition))
    };
    let denies = |account: &str| {
        let condition = format!(r#""StringNotEquals":{{"aws:PrincipalAccount":"{account}"}}"#);
        with_member(deny, &under(&condition))
    };
    let elsewhere = "444455556666";
    for source in [
        policy([allows(elsewhere).as_str()]),
        policy([ALLOW_ALL, &denies(elsewhere)]),
        policy([ALLOW_ALL, &copies, &denies(elsewhere)]),
    ] {
        assert!(found(&source, None).contains("P0202"), "{source}");
        assert!(!found(&source, Some(&own())).contains("P0202"), "{source}");
    }
    // What the conditions want as a boundary says the account, too.
    let here = policy([allows("111122223333").as_str(), &closing]);
    assert!(found(&here, None).contains("P0202"));
    let elsewhere = policy([allows(elsewhere).as_str(), &closing]);
    assert!(!found(&elsewhere, None).contains("P0202"));
}

#[test]
fn a_demand_of_some_names_only_closes_no_creation() {
    let create = closing().next().expect("an escape").1;
    let some =
        r#""Resource":["arn:aws:iam::111122223333:role/e*","arn:aws:iam::111122223333:user/e*"]"#;
    for some in [some.to_owned(), some.replace("/e*", "/x*"), some.replace("/e*", "/*t*")] {
        let source = policy([ALLOW_ALL, &create.replace(r#""Resource":"*""#, &some)]);
        assert!(codes(&source).contains("P0200"), "{some}");
        assert!(!demands_itself(&parse(&source).document, &own()), "{some}");
    }
}
