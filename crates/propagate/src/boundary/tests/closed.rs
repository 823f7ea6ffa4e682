//! What is said to be closed, and closed in part, of boundaries that callers bring.

use super::*;

fn allowing(statement: &str) -> Options {
    let allow = format!(r#"{{"Version":"2012-10-17","Statement":[{statement}]}}"#);
    Options { allow: Some(allow), ..in_account() }
}

fn state(examination: &Examination, row: u8) -> &State {
    &examination.rows.iter().find(|it| it.row.number == row).unwrap().state
}

#[test]
fn a_condition_or_arns_of_the_callers_part_make_no_statement_needless() {
    let whole = written(&in_account());
    let sids = |written: &Written| -> BTreeSet<String> {
        written.statements.iter().map(|it| it.sid.clone()).collect()
    };
    for limit in [
        r#""Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}}"#,
        r#""Resource":"*","Condition":{"DateLessThan":{"aws:CurrentTime":"2030-01-01T00:00:00Z"}}"#,
        r#""Resource":["arn:aws:iam::111122223333:*","arn:aws:organizations::111122223333:*"]"#,
    ] {
        let limited = written(&allowing(&format!(r#"{{"Effect":"Allow","Action":"*",{limit}}}"#)));
        let missing: Vec<String> = sids(&whole).difference(&sids(&limited)).cloned().collect();
        assert_eq!(missing, [""; 0], "{limit}");
        let policy = &limited.policy;
        let boss = iam("user/boss");
        assert!(!is_allowed(policy, "iam:CreateAccessKey", &boss, None), "{limit}");
        assert!(matches!(state(&limited.examination, 17), State::Partly(_)), "{limit}");
    }
}

#[test]
fn what_the_callers_part_leaves_out_is_denied_whatever_it_is() {
    let allow = r#"{"Effect":"Allow","Action":["s3:*","sts:*","kms:*","secretsmanager:*","lambda:*","dynamodb:*","sqs:*","sns:*"],"Resource":"*"}"#;
    let written = written(&allowing(allow));
    assert!(written.statements.iter().any(|it| it.sid == "Row17DenyTheRest"));
    assert_eq!(*state(&written.examination, 17), State::Closed);
    let before = without(&written.policy, "Row17DenyTheRest");
    assert!(open(&before, &written.own_arn).contains(&17));
}

#[test]
fn names_and_lists_close_in_part_and_the_page_says_so() {
    let options = closing(&[14, 16], with_names());
    let written = written(&options);
    let in_part: Vec<u8> = (1..=34)
        .filter(|row| matches!(state(&written.examination, *row), State::Partly(_)))
        .collect();
    assert_eq!(in_part, [7, 10, 11, 12, 13, 14, 15, 26, 27]);
    let page = explain(&options, &written);
    let (_, page) = page.split_once("## What is closed in part").unwrap();
    assert!(page.contains("- Row 10, assume an unbounded role: but for these names"), "{page}");
    assert!(page.contains("no list names all of them"), "{page}");
}

#[test]
fn a_denial_that_excepts_names_is_no_denial() {
    let whole = written(&in_account());
    let exempting = whole.policy.replace(
        r#""StringNotEquals": {"#,
        r#""ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/admin-*"}, "StringNotEquals": {"#,
    );
    assert_ne!(exempting, whole.policy);
    let open = open(&exempting, &whole.own_arn);
    assert!(open.is_superset(&BTreeSet::from([1, 2, 8, 9, 29])), "{open:?}");
}

#[test]
fn names_of_one_kind_leave_the_others_as_they_are() {
    let bounded = vec!["role/cdk-hnb659fds-*".parse().unwrap()];
    let written = written(&Options { bounded, ..in_account() });
    let policy = &written.policy;
    for action in ["sts:AssumeRole", "iam:PassRole", "iam:TagRole"] {
        assert!(!is_allowed(policy, action, &iam("role/app"), None), "{action}");
        assert!(is_allowed(policy, action, &iam("role/cdk-hnb659fds-deploy"), None), "{action}");
    }
    for (action, resource) in [
        ("iam:CreatePolicyVersion", "policy/app"),
        ("iam:DeleteUser", "user/app"),
        ("iam:TagUser", "user/app"),
        ("iam:AddRoleToInstanceProfile", "instance-profile/app"),
    ] {
        assert!(is_allowed(policy, action, &iam(resource), None), "{action}");
    }
    // What is left of a row keeps it open.
    assert_eq!(written.examination.open_rows(), [7, 13, 14, 15, 16, 26, 27]);
}

#[test]
fn what_is_named_as_outside_is_not_adopted() {
    let outside = vec!["role/admin-*".parse().unwrap(), "user/boss".parse().unwrap()];
    let options = Options { outside, existing: Existing::Adopt, ..in_account() };
    let policy = written(&options).policy;
    let own = iam("policy/entail/transitive/Dev");
    let is_put = |kind: &str, resource: &str| {
        let action = format!("iam:Put{kind}PermissionsBoundary");
        is_allowed(&policy, &action, &iam(resource), Some(&own))
    };
    assert!(is_put("Role", "role/old") && is_put("User", "user/old"));
    assert!(!is_put("Role", "role/admin-1") && !is_put("User", "user/boss"));
}

#[test]
fn what_iam_takes_is_examined_and_remarked_on() {
    let options =
        allowing(r#"{"Effect":"Allow","Action":["iam:*","s3:GetObjectX"],"Resource":"*"}"#);
    let written = written(&options);
    let codes: BTreeSet<&str> =
        written.examination.remarks.iter().map(|found| found.code.name).collect();
    assert_eq!(codes, BTreeSet::from(["unknown-action"]));
    let private = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}}}}"#;
    assert!(examine(private, None).is_ok());
}

#[test]
fn what_rests_on_tags_of_resources_is_closed_in_part_and_told_once() {
    let examine = |condition: &str, statement: &str| {
        let policy = format!(
            r#"{{"Version":"2012-10-17","Statement":[{statement},{{"Effect":"Allow","Action":"*","Resource":"*"{condition}}}]}}"#
        );
        examine(&policy, None).unwrap()
    };
    let tagged = r#","Condition":{"StringEquals":{"aws:ResourceTag/team":"a"}}"#;
    let never = r#"{"Effect":"Deny","Action":"s3:DeleteBucket","Resource":"*"}"#;
    let found = examine(tagged, never);
    for row in [1, 3, 4, 5, 10, 27] {
        let State::Partly(but) = state(&found, row) else { panic!("row {row}") };
        assert_eq!(but.len(), 1, "row {row}: {but:?}");
        assert!(but[0].ends_with("or be given: `aws:ResourceTag/team`"), "row {row}: {but:?}");
    }
    assert!(!found.is_closed(1) && found.open_rows().is_empty());
    let deny = r#"{"Effect":"Deny","Action":"sts:Assume*","Resource":"*","Condition":{"StringNotEquals":{"aws:ResourceTag/team":"a"}}}"#;
    assert!(matches!(state(&examine("", deny), 10), State::Partly(_)));
}

#[test]
fn no_row_of_a_written_boundary_rests_on_tags() {
    for options in kinds() {
        let states = written(&options).examination.rows.into_iter().map(|it| it.state);
        let told =
            states.filter_map(|it| if let State::Partly(but) = it { Some(but) } else { None });
        assert!(told.flatten().all(|but| !but.contains("tags")), "{options:?}");
    }
}
