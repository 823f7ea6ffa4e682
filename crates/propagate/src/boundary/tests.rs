//! Laws of written boundaries, and what they look like.

mod closed;
mod forms;

use std::sync::Arc;

use entail_engine::{ESCAPES, Policy, PolicySet, Principal, Request, Silent, decide};
use proptest::prelude::*;

use super::*;
use crate::limits::MANAGED_POLICY_CHARACTERS_MAX;

const ACCOUNT: &str = "111122223333";

/// What is open where nothing is said of names, and where names are kept.
const OPEN_BY_DEFAULT: [u8; 8] = [7, 10, 13, 14, 15, 16, 26, 27];
const OPEN_WITH_NAMES: [u8; 2] = [14, 16];

pub(super) fn options() -> Options {
    let path = TRANSITIVE_PATH.parse().unwrap();
    Options { path, ..Options::new("Dev".parse().unwrap()) }
}

pub(super) fn in_account() -> Options {
    Options { account: Some(AccountId::parse(ACCOUNT).unwrap()), ..options() }
}

fn with_names() -> Options {
    Options { bounded: BoundedName::below("/bounded/").unwrap(), ..in_account() }
}

fn closing(rows: &[u8], options: Options) -> Options {
    Options { close: rows.iter().copied().collect(), ..options }
}

/// Options that differ in what they close.
fn kinds() -> Vec<Options> {
    let rest = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["s3:*","iam:*"],"Resource":"*"}}"#;
    vec![
        options(),
        in_account(),
        with_names(),
        closing(&[14, 16], with_names()),
        closing(&[10, 13], options()),
        Options { path: "/".parse().unwrap(), ..in_account() },
        Options { existing: Existing::Adopt, ..in_account() },
        Options { allow: Some(rest.to_owned()), ..in_account() },
        Options { format: Format::Terraform, ..with_names() },
    ]
}

fn written(options: &Options) -> Written {
    write(options).unwrap_or_else(|error| panic!("{error}"))
}

/// The policy without one of its statements.
fn without(policy: &str, sid: &str) -> String {
    let mut policy: serde_json::Value = serde_json::from_str(policy).unwrap();
    policy["Statement"].as_array_mut().unwrap().retain(|it| it["Sid"] != sid);
    policy.to_string()
}

fn open(policy: &str, own: &Arn) -> BTreeSet<u8> {
    examine(policy, Some(own)).unwrap().open_rows().into_iter().collect()
}

#[test]
fn what_is_open_is_what_ordinary_deployments_need() {
    let rows = |options: &Options| written(options).examination.open_rows();
    assert_eq!(rows(&options()), OPEN_BY_DEFAULT);
    assert_eq!(rows(&in_account()), OPEN_BY_DEFAULT);
    assert_eq!(rows(&with_names()), OPEN_WITH_NAMES);
    assert_eq!(rows(&closing(&[14, 16], with_names())), [0; 0]);
    let leave_open = BTreeSet::from([19, 27]);
    let found = rows(&Options { leave_open, ..with_names() });
    assert_eq!(found, [14, 16, 19, 20, 21, 27]);
}

#[test]
fn every_statement_closes_something() {
    for options in kinds() {
        let whole = written(&options);
        let open_before = open(&whole.policy, &whole.own_arn);
        for statement in &whole.statements {
            if statement.sid == "Row26KeepMarkers" {
                continue;
            }
            let open = open(&without(&whole.policy, &statement.sid), &whole.own_arn);
            let opened: BTreeSet<u8> = open.difference(&open_before).copied().collect();
            let rows: BTreeSet<u8> = statement.rows.iter().copied().collect();
            // What several statements close together is open before where one of them is missing.
            let expected: BTreeSet<u8> = rows.difference(&open_before).copied().collect();
            assert_eq!(opened, expected, "{}", statement.sid);
            assert!(!opened.is_empty(), "{} is idle", statement.sid);
        }
    }
}

#[test]
fn what_the_callers_part_does_not_allow_is_not_denied_one_by_one() {
    let allow = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["s3:*","iam:*"],"Resource":"*"}}"#;
    let whole = written(&Options { allow: Some(allow.to_owned()), ..in_account() });
    let rows: BTreeSet<u8> = whole.statements.iter().flat_map(|it| it.rows.clone()).collect();
    assert!(rows.contains(&17) && !rows.contains(&22) && !rows.contains(&25), "{rows:?}");
    assert!(!whole.examination.open_rows().contains(&22));
}

#[test]
fn aws_would_take_it_and_nothing_is_said_of_what_it_closes() {
    for options in kinds() {
        let whole = written(&options);
        assert!(whole.left_out.is_empty(), "{:?}", whole.left_out);
        assert!(whole.size <= MANAGED_POLICY_CHARACTERS_MAX);
        assert_eq!(whole.examination.remarks, []);
    }
}

#[test]
fn the_rows_of_the_table_are_the_rows_that_statements_close() {
    let numbers: Vec<u8> = rows::ROWS.iter().map(|row| row.number).collect();
    assert_eq!(numbers, (1..=34).collect::<Vec<u8>>());
    let by_statements: BTreeSet<u8> =
        ESCAPES.iter().flat_map(|escape| escape.rows.iter().copied()).collect();
    let told = rows::ROWS.iter().filter(|row| row.means == rows::Means::Statement);
    assert_eq!(told.map(|row| row.number).collect::<BTreeSet<u8>>(), by_statements);
}

/// An administrator but for the boundary.
fn is_allowed(policy: &str, action: &str, resource: &str, boundary: Option<&str>) -> bool {
    let everything =
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;
    let trust = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"sts:*"}}"#;
    let policies = PolicySet {
        identity: vec![Arc::new(Policy::from_text("admin", everything))],
        permissions_boundary: Some(Arc::new(Policy::from_text("boundary", policy))),
        resource: action.starts_with("sts:").then(|| Arc::new(Policy::from_text("trust", trust))),
        ..PolicySet::default()
    };
    let user = Principal::User { arn: format!("arn:aws:iam::{ACCOUNT}:user/dev") };
    let mut request = Request::new(user, action, resource);
    if let Some(boundary) = boundary {
        request.context.insert("iam:PermissionsBoundary", boundary);
    }
    request.fill_in_principal_keys();
    decide(&request, &policies, &mut Silent).is_allowed()
}

fn iam(resource: &str) -> String {
    format!("arn:aws:iam::{ACCOUNT}:{resource}")
}

#[test]
fn ordinary_work_goes_on() {
    let own = iam("policy/entail/transitive/Dev");
    let (role, user) = (iam("role/app-Function-1X2Y3Z"), iam("user/mailer"));
    let bounded = Some(own.as_str());
    for options in [options(), in_account()] {
        let policy = written(&options).policy;
        for action in ["CreateRole", "AttachRolePolicy", "PutRolePolicy", "UpdateRole"] {
            assert!(is_allowed(&policy, &format!("iam:{action}"), &role, bounded), "{action}");
        }
        for action in ["UpdateAssumeRolePolicy", "DeleteRolePolicy", "DeleteRole"] {
            assert!(is_allowed(&policy, &format!("iam:{action}"), &role, bounded), "{action}");
            assert!(!is_allowed(&policy, &format!("iam:{action}"), &role, None), "{action}");
        }
        for action in ["CreateUser", "AttachUserPolicy", "DeleteUser"] {
            assert!(is_allowed(&policy, &format!("iam:{action}"), &user, bounded), "{action}");
        }
        for action in ["GetRole", "PassRole", "TagRole", "ListRolePolicies"] {
            assert!(is_allowed(&policy, &format!("iam:{action}"), &role, None), "{action}");
        }
        for action in ["cloudformation:CreateStack", "cloudformation:UpdateStack"] {
            assert!(is_allowed(&policy, action, "*", None), "{action}");
        }
        for action in ["cloudformation:CreateChangeSet", "cloudformation:ExecuteChangeSet"] {
            assert!(is_allowed(&policy, action, "*", None), "{action}");
        }
        assert!(is_allowed(&policy, "iam:CreatePolicyVersion", &iam("policy/app"), None));
        assert!(is_allowed(&policy, "iam:CreateAccessKey", &iam("user/dev"), None));
        assert!(is_allowed(&policy, "iam:CreateServiceLinkedRole", "*", None));
        assert!(is_allowed(
            &policy,
            "sts:AssumeRole",
            &iam("role/cdk-hnb659fds-deploy-role"),
            None
        ));
    }
}

#[test]
fn other_lines_of_the_path_are_as_safe_as_its_own() {
    let policy = written(&in_account()).policy;
    for name in ["Dev", "Ops"] {
        let arn = iam(&format!("policy{TRANSITIVE_PATH}{name}"));
        assert!(!is_allowed(&policy, "iam:CreatePolicyVersion", &arn, None), "{name}");
    }
}

#[test]
fn names_that_tools_choose_can_count_as_bounded() {
    let mut options = with_names();
    options.bounded.push("role/cdk-hnb659fds-*".parse().unwrap());
    let policy = written(&options).policy;
    let is_assumed = |role: &str| is_allowed(&policy, "sts:AssumeRole", &iam(role), None);
    assert!(is_assumed("role/cdk-hnb659fds-deploy-role-111122223333-eu-west-1"));
    assert!(is_assumed("role/bounded/app"));
    assert!(!is_assumed("role/app"));
    let elsewhere = "arn:aws:iam::444455556666:role/bounded/app";
    assert!(!is_allowed(&policy, "sts:AssumeRole", elsewhere, None));
}

#[test]
fn what_is_named_as_outside_is_refused_and_nothing_else() {
    let names = ["role/admin-*", "user/root-*", "policy/Baseline"];
    let outside = names.iter().map(|name| name.parse().unwrap()).collect();
    let whole = written(&Options { outside, ..in_account() });
    let policy = &whole.policy;
    for action in ["sts:AssumeRole", "iam:PassRole", "iam:TagRole"] {
        assert!(!is_allowed(policy, action, &iam("role/admin-1"), None), "{action}");
        assert!(is_allowed(policy, action, &iam("role/app"), None), "{action}");
    }
    for action in ["iam:DeleteUser", "iam:UpdateUser", "iam:TagUser"] {
        assert!(!is_allowed(policy, action, &iam("user/root-1"), None), "{action}");
        assert!(is_allowed(policy, action, &iam("user/app"), None), "{action}");
    }
    assert!(!is_allowed(policy, "iam:CreatePolicyVersion", &iam("policy/Baseline"), None));
    assert!(is_allowed(policy, "iam:CreatePolicyVersion", &iam("policy/app"), None));
    assert_eq!(whole.examination.open_rows(), OPEN_BY_DEFAULT, "the rows stay open");
}

#[test]
fn what_is_there_already_is_taken_in_where_that_was_chosen() {
    let own = iam("policy/entail/transitive/Dev");
    let put = |options: &Options, boundary: &str| {
        let policy = written(options).policy;
        is_allowed(&policy, "iam:PutRolePermissionsBoundary", &iam("role/old"), Some(boundary))
    };
    let adopting = Options { existing: Existing::Adopt, ..in_account() };
    assert!(put(&adopting, &own));
    assert!(!put(&adopting, &iam("policy/Other")));
    assert!(!put(&in_account(), &own));
}

#[test]
fn rows_that_cannot_be_meant_are_refused() {
    let refused = |options: Options| write(&options).unwrap_err();
    let leaving =
        |row: u8, options: Options| Options { leave_open: BTreeSet::from([row]), ..options };
    assert_eq!(refused(leaving(1, options())), BoundaryError::Essential(1));
    assert_eq!(refused(leaving(9, options())), BoundaryError::Essential(9));
    assert!(matches!(refused(leaving(30, options())), BoundaryError::NoSuchRow(30, _)));
    assert!(matches!(refused(closing(&[99], options())), BoundaryError::NoSuchRow(99, _)));
    let both = closing(&[14], leaving(14, options()));
    assert_eq!(refused(both), BoundaryError::Contradiction(14));
    let nowhere = Options { account: None, ..with_names() };
    assert_eq!(refused(nowhere), BoundaryError::NamesWithoutAccount);
}

#[test]
fn faults_of_the_callers_parts_are_told_with_their_place() {
    let allow = "{\"Version\":\"2012-10-17\",\n\"Statement\":{\"Effect\":\"allow\",\"Action\":\"*\",\"Resource\":\"*\"}}";
    let fault = write(&Options { allow: Some(allow.to_owned()), ..options() }).unwrap_err();
    assert!(matches!(fault, BoundaryError::Part { part: "allow", line: 2, .. }), "{fault}");
    let deny = allow.replace("allow", "Allow");
    let fault = write(&Options { deny: Some(deny), ..options() }).unwrap_err();
    assert!(matches!(fault, BoundaryError::Part { part: "deny", line: 2, .. }), "{fault}");
    let twice = r#"{"Version":"2012-10-17","Statement":{"Sid":"Row4RemoveNoBoundary","Effect":"Deny","Action":"s3:*","Resource":"*"}}"#;
    let fault = write(&Options { deny: Some(twice.to_owned()), ..options() }).unwrap_err();
    assert!(matches!(fault, BoundaryError::Refused(_)), "{fault}");
}

#[test]
fn names_that_are_none_are_refused() {
    for text in ["", "a b", "a/b", "ä", &"x".repeat(129)] {
        assert!(text.parse::<PolicyName>().is_err(), "{text}");
    }
    for text in ["", "x", "/x", "/x y/", "/*/"] {
        assert!(text.parse::<PolicyPath>().is_err(), "{text}");
    }
    for text in ["", "*", "role/*", "role/", "bucket/x", "role/a\"b", "role/${aws:username}"] {
        assert!(text.parse::<BoundedName>().is_err(), "{text}");
    }
    assert!(BoundedName::below("/").is_err());
    let name: BoundedName = "arn:aws:iam::111122223333:role/a/*".parse().unwrap();
    assert_eq!(name.as_str(), "role/a/*");
}

/// A policy that allows so many actions, each on a bucket of its own.
fn allowing(statements: usize) -> String {
    let statements = (0..statements).map(|number| {
        format!(
            r#"{{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::bucket-{number}/*"}}"#
        )
    });
    let statements: Vec<String> = statements.collect();
    format!(r#"{{"Version":"2012-10-17","Statement":[{}]}}"#, statements.join(","))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever the caller brings: what comes out has room, and what is missing is said.
    #[test]
    fn what_has_no_room_is_left_out_by_priority_and_told(statements in 1..100_usize) {
        let options = Options { allow: Some(allowing(statements)), ..with_names() };
        match write(&options) {
            Ok(whole) => {
                let size = entail_policy::size_without_white_space(&whole.policy);
                prop_assert_eq!(size, whole.size);
                prop_assert!(size <= MANAGED_POLICY_CHARACTERS_MAX);
                let told: BTreeSet<u8> =
                    whole.left_out.iter().flat_map(|it| it.rows.iter().copied()).collect();
                let open: BTreeSet<u8> = whole.examination.open_rows().into_iter().collect();
                let unsaid: Vec<&u8> = open
                    .difference(&told)
                    .filter(|row| !OPEN_WITH_NAMES.contains(row))
                    .collect();
                prop_assert!(unsaid.is_empty(), "{:?}", unsaid);
                for statement in &whole.left_out {
                    prop_assert!(whole.size + statement.size > MANAGED_POLICY_CHARACTERS_MAX);
                }
                let page = explain(&options, &whole);
                prop_assert!(whole.left_out.iter().all(|it| page.contains(&it.sid)));
            }
            Err(error) => {
                let is_too_large = matches!(error, BoundaryError::TooLarge { .. });
                prop_assert!(is_too_large && statements > 50, "{} at {}", error, statements);
            }
        }
    }
}
