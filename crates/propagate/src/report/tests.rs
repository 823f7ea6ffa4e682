use super::*;
use crate::journal::{Bounded, NotBounded};

const DEVELOPER: &str = "arn:aws:iam::111122223333:policy/entail/transitive/Developer";

fn call(call: &str) -> Place {
    Place::Call { call: call.to_owned(), account: Some("111122223333".to_owned()) }
}

fn template(stack: Option<&str>, file: Option<&str>, line: usize) -> Place {
    let region = stack.map(|_| "eu-west-1".to_owned());
    let account = stack.map(|_| "111122223333".to_owned());
    let (stack, file) = (stack.map(str::to_owned), file.map(str::to_owned));
    Place::Template { stack, account, region, file, line }
}

fn bounded(kind: &str, name: &str, place: Place, how: How) -> Event {
    Event::Bounded(Bounded {
        kind: kind.to_owned(),
        name: name.to_owned(),
        place,
        boundary: DEVELOPER.to_owned(),
        how,
    })
}

fn unbounded(kind: &str, name: &str, place: Place, why: &str) -> Event {
    let (kind, name, why) = (kind.to_owned(), name.to_owned(), why.to_owned());
    Event::Unbounded(NotBounded { kind, name, place, why })
}

fn inserted() -> How {
    How::Inserted { text: "PermissionsBoundary: x".to_owned() }
}

fn replaced() -> How {
    How::Replaced {
        original: "!If [Prod,\n  !Ref Boundary, !Ref AWS::NoValue]".to_owned(),
        text: DEVELOPER.to_owned(),
    }
}

fn report(events: impl IntoIterator<Item = Event>) -> Report {
    let journal = Journal::default();
    for event in events {
        journal.add(event);
    }
    Report::of(&journal)
}

/// A deploy with everything in it that a report can tell.
fn deploy() -> Report {
    let app = |line| template(Some("App"), Some("cdk.out/App.template.json"), line);
    report([
        Event::Required {
            of: "this run".to_owned(),
            boundary: DEVELOPER.to_owned(),
            because: "named by --boundary".to_owned(),
        },
        Event::Call { call: "iam:CreateRole".to_owned(), target: Some("deploy".to_owned()) },
        bounded("AWS::IAM::Role", "deploy", call("iam:CreateRole"), inserted()),
        Event::Call { call: "cloudformation:CreateChangeSet".to_owned(), target: None },
        bounded("AWS::IAM::Role", "FunctionServiceRole675BB04A", app(12), inserted()),
        bounded("AWS::IAM::User", "Reader", app(140), replaced()),
        unbounded(
            "AWS::Serverless::GraphQLApi",
            "Api",
            app(211),
            "the role that it makes for its logs has no property for a boundary; name a role of \
             your own in `Logging.CloudWatchLogsRoleArn`",
        ),
        Event::Refused {
            call: "iam:CreateUser".to_owned(),
            message: "the access key `AKIA<x>` belongs to no profile & no session".to_owned(),
        },
        Event::Warning("`aws --endpoint-url` goes past entail".to_owned()),
    ])
}

#[test]
fn people_read_it_in_aligned_lines() {
    let expected = "\
entail: 3 principals bounded, 1 NOT bounded, 1 call refused
bounded by arn:aws:iam::111122223333:policy/entail/transitive/Developer:
  calls
    iam:CreateRole  put in    AWS::IAM::Role  deploy
  stack App, cdk.out/App.template.json
    line 12         put in    AWS::IAM::Role  FunctionServiceRole675BB04A
    line 140        replaced  AWS::IAM::User  Reader
      instead of `!If [Prod, !Ref Boundary, !Ref AWS::NoValue]`
NOT bounded:
  stack App, cdk.out/App.template.json
    line 211  AWS::Serverless::GraphQLApi  Api
      the role that it makes for its logs has no property for a boundary; name a
      role of your own in `Logging.CloudWatchLogsRoleArn`
refused iam:CreateUser: the access key `AKIA<x>` belongs to no profile & no
  session
warning: `aws --endpoint-url` goes past entail
";
    assert_eq!(deploy().text(80), expected);
}

#[test]
fn programs_read_all_of_it() {
    let read: serde_json::Value = serde_json::from_str(&deploy().json()).unwrap();
    let expected = serde_json::json!({
        "form": 1,
        "boundaries": [
            { "of": "this run", "boundary": DEVELOPER, "because": "named by --boundary" }
        ],
        "nothing_required": null,
        "principals": [
            { "type": "AWS::IAM::Role", "name": "deploy", "place": { "call": "iam:CreateRole", "account": "111122223333" },
              "outcome": "bounded", "boundary": DEVELOPER, "how": "inserted" },
            { "type": "AWS::IAM::Role", "name": "FunctionServiceRole675BB04A",
              "place": { "stack": "App", "account": "111122223333", "region": "eu-west-1", "file": "cdk.out/App.template.json", "line": 12 },
              "outcome": "bounded", "boundary": DEVELOPER, "how": "inserted" },
            { "type": "AWS::IAM::User", "name": "Reader",
              "place": { "stack": "App", "account": "111122223333", "region": "eu-west-1", "file": "cdk.out/App.template.json", "line": 140 },
              "outcome": "bounded", "boundary": DEVELOPER, "how": "replaced", "replaced": "!If [Prod, !Ref Boundary, !Ref AWS::NoValue]" },
            { "type": "AWS::Serverless::GraphQLApi", "name": "Api",
              "place": { "stack": "App", "account": "111122223333", "region": "eu-west-1", "file": "cdk.out/App.template.json", "line": 211 },
              "outcome": "unbounded",
              "why": "the role that it makes for its logs has no property for a boundary; name a \
                      role of your own in `Logging.CloudWatchLogsRoleArn`" },
        ],
        "warnings": ["`aws --endpoint-url` goes past entail"],
        "refused": [
            { "call": "iam:CreateUser",
              "message": "the access key `AKIA<x>` belongs to no profile & no session" }
        ],
        "unanswered": [],
        "refused_by_aws": [],
        "calls": 2,
    });
    assert_eq!(read, expected);
}

#[test]
fn pipelines_get_a_test_case_for_each_principal() {
    let expected = r#"<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="entail run" tests="5" failures="1" errors="1">
  <testsuite name="calls" tests="1" failures="0" errors="0">
    <testcase name="AWS::IAM::Role deploy" classname="iam:CreateRole"/>
  </testsuite>
  <testsuite name="stack App, cdk.out/App.template.json" tests="3" failures="1" errors="0">
    <testcase name="AWS::IAM::Role FunctionServiceRole675BB04A" classname="stack App, cdk.out/App.template.json" file="cdk.out/App.template.json" line="12"/>
    <testcase name="AWS::IAM::User Reader" classname="stack App, cdk.out/App.template.json" file="cdk.out/App.template.json" line="140"/>
    <testcase name="AWS::Serverless::GraphQLApi Api" classname="stack App, cdk.out/App.template.json" file="cdk.out/App.template.json" line="211">
      <failure type="unbounded" message="the role that it makes for its logs has no property for a boundary; name a role of your own in `Logging.CloudWatchLogsRoleArn`">the role that it makes for its logs has no property for a boundary; name a role of your own in `Logging.CloudWatchLogsRoleArn`</failure>
    </testcase>
  </testsuite>
  <testsuite name="refused calls" tests="1" failures="0" errors="1">
    <testcase name="iam:CreateUser" classname="refused calls">
      <error type="refused" message="the access key `AKIA&lt;x&gt;` belongs to no profile &amp; no session">the access key `AKIA&lt;x&gt;` belongs to no profile &amp; no session</error>
    </testcase>
  </testsuite>
  <testsuite name="warnings" tests="0" failures="0" errors="0">
    <system-err>`aws --endpoint-url` goes past entail</system-err>
  </testsuite>
</testsuites>
"#;
    assert_eq!(deploy().junit(), expected);
}

#[test]
fn a_name_with_control_characters_spoils_no_xml_and_steers_no_terminal() {
    let report = report([bounded("T", "a\u{1b}[31m\u{0}\"<", call("c"), inserted())]);
    assert!(report.junit().contains("T a\u{fffd}[31m\u{fffd}&quot;&lt;"), "{}", report.junit());
    assert!(report.text(80).contains("a\u{fffd}[31m\u{fffd}\"<"), "{}", report.text(80));
}

#[test]
fn a_principal_that_was_sent_twice_is_told_once_with_the_last_outcome() {
    let kind = "AWS::IAM::Role";
    let validated = template(None, Some("app.yaml"), 3);
    let deployed = template(Some("App"), Some("app.yaml"), 3);
    let report = report([
        unbounded(kind, "R", validated, "why"),
        unbounded(kind, "Other", deployed.clone(), "why"),
        bounded(kind, "R", deployed.clone(), inserted()),
        bounded(kind, "R", deployed, How::AlreadyThere),
        bounded(kind, "R", template(Some("Beta"), Some("app.yaml"), 3), inserted()),
    ]);
    let names: Vec<&str> = report.principals.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["R", "Other", "R"]);
    let how = Placed::AlreadyThere;
    let expected = Outcome::Bounded { boundary: DEVELOPER.to_owned(), how, replaced: None };
    assert_eq!(report.principals[0].outcome, expected);
}

#[test]
fn a_run_without_principals_is_told_in_one_line() {
    let silent = report([]);
    assert!(silent.is_clean());
    assert_eq!(silent.text(80), "entail: no call came to pass on a boundary in\n");
    let quiet = report([Event::Call { call: "iam:GetRole".to_owned(), target: None }]);
    assert_eq!(quiet.text(80), "entail: 1 call and no principal among them\n");
    let because = "nothing demands one".to_owned();
    let call = Event::Call { call: "iam:CreateRole".to_owned(), target: None };
    let free = report([Event::NothingRequired { because }, call]);
    assert_eq!(free.text(80), "entail: 1 call sent as it came, nothing was bounded\n");
}

#[test]
fn what_is_bounded_in_one_region_does_not_hide_what_is_not_in_another() {
    let here = template(Some("App"), None, 3);
    let elsewhere = Place::Template {
        stack: Some("App".to_owned()),
        account: Some("111122223333".to_owned()),
        region: Some("us-east-1".to_owned()),
        file: None,
        line: 3,
    };
    let report = report([
        unbounded("AWS::IAM::Role", "R", elsewhere, "why"),
        bounded("AWS::IAM::Role", "R", here, inserted()),
    ]);
    assert_eq!((report.principals.len(), report.unbounded().count()), (2, 1));
}

#[test]
fn a_connector_that_was_put_in_beside_a_role_is_no_principal() {
    let place = template(Some("App"), None, 3);
    let report = report([
        bounded("AWS::IAM::Role", "Role", place.clone(), inserted()),
        bounded("AWS::Serverless::Connector", "Connector", place, inserted()),
    ]);
    let names: Vec<&str> = report.principals.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["Role"]);
}

#[test]
fn what_is_unbounded_or_refused_is_not_clean() {
    assert!(!deploy().is_clean());
    assert!(!report([unbounded("T", "n", call("c"), "why")]).is_clean());
    let refused = Event::Refused { call: "c".to_owned(), message: "m".to_owned() };
    assert!(!report([refused]).is_clean());
    assert!(report([bounded("T", "n", call("c"), inserted())]).is_clean());
}

#[test]
fn a_role_of_one_name_in_two_accounts_is_two() {
    let there =
        Place::Call { call: "iam:CreateRole".to_owned(), account: Some("444455556666".to_owned()) };
    let report = report([
        unbounded("AWS::IAM::Role", "R", there, "why"),
        bounded("AWS::IAM::Role", "R", call("iam:CreateRole"), inserted()),
    ]);
    assert_eq!((report.principals.len(), report.unbounded().count()), (2, 1));
    let text = report.text(80);
    assert!(text.contains("  calls (444455556666)\n"), "{text}");
    assert!(text.contains("  calls (111122223333)\n"), "{text}");
}

#[test]
fn an_account_that_is_not_known_may_be_any_and_hides_nothing_that_is_unbounded() {
    let unknown = |call: &str| Place::Call { call: call.to_owned(), account: None };
    let there = Event::Gone { kind: "T".to_owned(), name: "b".to_owned(), place: unknown("c") };
    let report = report([
        bounded("T", "a", unknown("iam:CreateRole"), inserted()),
        unbounded("T", "a", call("iam:DeleteRolePermissionsBoundary"), "why"),
        unbounded("T", "a", unknown("iam:TagRole"), "why"),
        unbounded("T", "b", call("iam:TagRole"), "why"),
        bounded("T", "b", unknown("iam:CreateRole"), inserted()),
        there,
    ]);
    let told: Vec<_> = report.principals.iter().map(|it| (&*it.name, it.place.account())).collect();
    assert_eq!(told, [("a", Some("111122223333")), ("b", Some("111122223333"))]);
    assert_eq!(report.unbounded().count(), 2);
}

#[test]
fn a_principal_of_calls_is_told_once_with_what_came_of_it_last() {
    let report = report([
        bounded("AWS::IAM::Role", "R", call("iam:CreateRole"), inserted()),
        unbounded("AWS::IAM::Role", "R", call("iam:DeleteRolePermissionsBoundary"), "why"),
        bounded("T", NAMED_BY_AWS, call("cloudcontrol:CreateResource"), inserted()),
        unbounded("T", NAMED_BY_AWS, call("cloudcontrol:CreateResource"), "why"),
        bounded("T", NAMED_BY_AWS, call("cloudcontrol:CreateResource"), inserted()),
    ]);
    assert_eq!((report.principals.len(), report.unbounded().count()), (3, 2));
}

#[test]
fn a_principal_that_is_deleted_is_not_told() {
    let (kind, name) = ("AWS::IAM::Role".to_owned(), "R".to_owned());
    let gone = Event::Gone { kind, name, place: call("iam:DeleteRole") };
    let in_template = template(Some("App"), None, 3);
    let report = report([
        unbounded("AWS::IAM::Role", "R", call("iam:DeleteRolePolicy"), "why"),
        unbounded("AWS::IAM::User", "R", call("iam:TagUser"), "why"),
        bounded("AWS::IAM::Role", "R", in_template, inserted()),
        gone,
        unbounded("AWS::IAM::Role", "S", call("iam:DeleteRolePolicy"), "why"),
    ]);
    let left: Vec<_> = report.principals.iter().map(|it| (it.kind.as_str(), &*it.name)).collect();
    let (role, user) = ("AWS::IAM::Role", "AWS::IAM::User");
    assert_eq!(left, [(user, "R"), (role, "R"), (role, "S")]);
}

#[test]
fn what_aws_refused_and_what_it_does_not_show_are_told_as_such() {
    let (kind, place) = ("AWS::IAM::Role".to_owned(), call("iam:PutRolePolicy"));
    let denied = Denied {
        kind: kind.clone(),
        name: "theirs".to_owned(),
        place: place.clone(),
        message: "with an explicit deny".to_owned(),
    };
    let (name, why) = ("hidden".to_owned(), "iam:GetRole was denied".to_owned());
    let refused = report([Event::Denied(denied)]);
    assert!(refused.is_clean() && refused.principals.is_empty());
    let expected = "entail: 0 principals bounded, 1 refused by AWS\nrefused by AWS, \
                    iam:PutRolePolicy of AWS::IAM::Role theirs: with an explicit\n  deny\n";
    assert_eq!(refused.text(80), expected);
    let skipped = r#"<skipped type="refused" message="with an explicit deny""#;
    assert!(refused.junit().contains(skipped), "{}", refused.junit());
    let unseen = report([Event::Unseen(NotBounded { kind, name, place, why })]);
    assert!(!unseen.is_clean());
    assert!(unseen.text(80).starts_with("entail: 0 principals bounded, 1 not seen\n"));
    assert!(unseen.json().contains("\"outcome\": \"unseen\""), "{}", unseen.json());
}
