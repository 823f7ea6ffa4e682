//! What is found in permissions boundaries: golden texts in `corpus/boundaries`, the examples of
//! the register, and the laws of the statements that close a way out.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "helpers of tests panic as tests do"
)]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use entail_engine::{ESCAPES, Escape, advise_boundary};
use entail_policy::arn::Arn;
use entail_policy::finding::{FINDINGS, Finding, Stage, find};
use entail_policy::service_authorization;
use entail_policy::{
    Diagnostic, Label, PolicyKind, Severity, parse, review, size_without_white_space,
};
use proptest::prelude::*;

const OWN: &str = "arn:aws:iam::111122223333:policy/Dev";

/// Characters of a managed policy, white space left out.
///
/// AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>
const MANAGED_POLICY_CHARACTERS_MAX: usize = 6_144;

fn own() -> Arn {
    Arn::parse(OWN).expect("an ARN")
}

fn advise(source: &str, own_arn: Option<&str>) -> Vec<Diagnostic> {
    let parsed = parse(source);
    assert!(!parsed.diagnostics.iter().any(Diagnostic::is_error), "{source}");
    let own_arn = own_arn.map(|text| Arn::parse(text).expect("an ARN"));
    advise_boundary(&parsed.document, own_arn.as_ref())
}

fn codes(source: &str, own_arn: Option<&str>) -> BTreeSet<&'static str> {
    advise(source, own_arn).iter().map(|found| found.code.id).collect()
}

/// The names of the warnings, which are easier to read than codes.
fn warnings(source: &str, own_arn: Option<&str>) -> Vec<&'static str> {
    let found = advise(source, own_arn);
    let warnings = found.iter().filter(|found| found.severity == Severity::Warning);
    let names: BTreeSet<&str> = warnings.map(|found| found.code.name).collect();
    names.into_iter().collect()
}

fn policy<'a>(statements: impl IntoIterator<Item = &'a str>) -> String {
    let statements: Vec<&str> = statements.into_iter().collect();
    format!(r#"{{"Version":"2012-10-17","Statement":[{}]}}"#, statements.join(","))
}

/// The document with one statement more.
fn with_statement(source: &str, statement: &str) -> String {
    let mut document: serde_json::Value = serde_json::from_str(source).expect("JSON");
    let added: serde_json::Value = serde_json::from_str(statement).expect("a statement");
    let statements = document["Statement"].take();
    document["Statement"] = match statements {
        serde_json::Value::Array(mut list) => {
            list.push(added);
            list.into()
        }
        one => vec![one, added].into(),
    };
    document.to_string()
}

/// The statement that closes P0210 excepts oneself, by one's name: as an inherited boundary it is
/// stricter where the line chose the name. That opens nothing, and is said.
const LINE_CHOSEN: &str = "P0221";

const ALLOW_ALL: &str = r#"{"Effect":"Allow","Action":"*","Resource":"*"}"#;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/boundaries")
}

fn documents() -> Vec<(PathBuf, String)> {
    let entries = fs::read_dir(root()).expect("the corpus");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let json = paths.filter(|path| path.extension().is_some_and(|ending| ending == "json"));
    let mut documents: Vec<_> =
        json.map(|path| (path.clone(), fs::read_to_string(path).expect("UTF-8"))).collect();
    documents.sort();
    assert!(documents.len() >= 15, "only {} documents", documents.len());
    documents
}

fn decided() -> impl Iterator<Item = &'static Finding> {
    FINDINGS.iter().filter(|finding| finding.stage == Stage::Decision).copied()
}

#[test]
fn each_finding_is_found_in_its_example_and_not_in_its_near_miss() {
    assert!(decided().count() >= 24);
    for finding in decided() {
        let example = codes(&finding.example.document(), None);
        assert!(example.contains(finding.code.id), "{} has no hit: {example:?}", finding.code);
        let near_miss = codes(finding.near_miss, None);
        assert!(!near_miss.contains(finding.code.id), "{} hits its near miss", finding.code);
    }
}

/// The IAM actions that send `iam:PermissionsBoundary`, by AWS's service authorization reference.
fn senders() -> BTreeSet<String> {
    let iam = service_authorization::service("iam").expect("a service");
    let sends = |keys: &[String]| keys.iter().any(|key| key == "iam:PermissionsBoundary");
    let senders = iam.actions.iter().filter(|action| sends(&action.condition_keys));
    senders.map(|action| format!("iam:{}", action.name)).collect()
}

#[test]
fn the_boundary_is_asked_of_all_actions_that_send_it_and_of_no_other() {
    let mut asked = BTreeSet::from(["iam:GetRole".to_owned()]);
    for escape in ESCAPES {
        // Putting and taking off boundaries send it too; they are denied whatever it holds.
        let names = ["replaces-boundary", "removes-boundary"];
        let is_denied = names.contains(&escape.finding.code.name);
        if is_denied || escape.closing_statement(&own()).contains("iam:PermissionsBoundary") {
            asked.extend(escape.actions().map(str::to_owned));
        }
    }
    assert_eq!(asked, senders());
}

#[test]
fn every_action_that_is_asked_exists() {
    for action in ESCAPES.iter().flat_map(Escape::actions) {
        let (prefix, name) = action.split_once(':').expect("an action");
        let service = service_authorization::service(prefix).expect("a service");
        assert!(service.action(name).is_some(), "{action}");
    }
}

#[test]
fn adding_the_advised_statement_removes_the_finding_and_adds_no_other() {
    let examples = decided().flat_map(|it| [it.example.document(), it.near_miss.to_owned()]);
    let corpus = documents().into_iter().map(|(_, source)| source);
    let mut added = BTreeSet::new();
    for source in examples.chain(corpus) {
        let before = codes(&source, None);
        for found in advise(&source, None) {
            let help = found.help.as_deref().unwrap_or_default();
            let Some(statement) = help.strip_prefix("add ") else { continue };
            let (statement, _) = statement.rsplit_once('}').expect("a statement");
            let statement = format!("{statement}}}");
            let mut after = codes(&with_statement(&source, &statement), None);
            if statement.contains("${aws:username") {
                after.remove(LINE_CHOSEN);
            }
            assert!(!after.contains(found.code.id), "{} stays: {source}", found.code);
            assert!(after.is_subset(&before), "{}: {before:?} {after:?} {source}", found.code);
            added.insert(found.code.id);
        }
    }
    assert_eq!(added.len(), ESCAPES.len() + 1, "each escape, and the list: {added:?}");
}

#[test]
fn all_closing_statements_beside_an_allow_are_a_boundary_without_a_way_out() {
    let closing: Vec<String> = ESCAPES.iter().map(|it| it.closing_statement(&own())).collect();
    let source = policy(std::iter::once(ALLOW_ALL).chain(closing.iter().map(String::as_str)));
    assert_eq!(codes(&source, None), BTreeSet::from([LINE_CHOSEN]));
    assert_eq!(codes(&source, Some(OWN)), BTreeSet::from([LINE_CHOSEN]));
    let size = size_without_white_space(&source);
    assert!(size <= MANAGED_POLICY_CHARACTERS_MAX, "{size} characters");
    let reviewed = review(&source, PolicyKind::PermissionsBoundary);
    assert_eq!(reviewed.diagnostics, Vec::new());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Each closing statement closes its own way out and no other, whatever stands beside it.
    #[test]
    fn what_is_not_closed_is_found(closed in prop::collection::vec(any::<bool>(), ESCAPES.len())) {
        let pairs = || ESCAPES.iter().zip(&closed);
        let statements: Vec<String> =
            pairs().filter(|it| *it.1).map(|it| it.0.closing_statement(&own())).collect();
        let source = policy(statements.iter().map(String::as_str).chain([ALLOW_ALL]));
        let mut open: BTreeSet<&str> =
            pairs().filter(|it| !*it.1).map(|it: (&Escape, _)| it.0.finding.code.id).collect();
        if !open.contains("P0210") {
            open.insert(LINE_CHOSEN);
        }
        prop_assert_eq!(codes(&source, Some(OWN)), open);
    }

    /// Advice on any statements ends and marks places of the document.
    #[test]
    fn places_lie_in_the_document(picked in prop::collection::vec((0..15_usize, 0..4_usize), 1..6)) {
        let documents = documents();
        let mut source = documents.first().expect("a document").1.clone();
        for (document, statement) in picked {
            let Some((_, text)) = documents.get(document) else { continue };
            let other: serde_json::Value = serde_json::from_str(text).expect("JSON");
            let mut statement = other["Statement"].get(statement).cloned().unwrap_or_default();
            if let Some(members) = statement.as_object_mut() {
                members.remove("Sid");
                source = with_statement(&source, &statement.to_string());
            }
        }
        for found in advise(&source, None) {
            let span = found.primary.span;
            prop_assert!(source.get(span.start as usize..span.end as usize).is_some());
        }
    }
}

#[test]
fn delegation_as_in_the_guide_of_aws_has_no_warning() {
    let source = fs::read_to_string(root().join("delegation.json")).expect("a document");
    assert_eq!(warnings(&source, None), [""; 0]);
    // The policy itself asks for another one.
    let delegate = "arn:aws:iam::111122223333:policy/Delegate";
    assert_eq!(warnings(&source, Some(delegate)), [""; 0]);
    assert!(codes(&source, Some(delegate)).contains("P0206"));
    let source = fs::read_to_string(root().join("delegation-of-two-accounts.json"));
    let found = warnings(&source.expect("a document"), None);
    assert_eq!(found, ["boundary-of-another-account", "edits-boundary"]);
}

#[test]
fn the_wrong_case_of_a_letter_is_told_where_the_own_arn_is_known() {
    let create = r#"{"Effect":"Deny","Action":["iam:CreateRole","iam:CreateUser"],"Resource":"*","Condition":{"StringNotEquals":{"iam:PermissionsBoundary":"arn:aws:iam::111122223333:policy/dev"}}}"#;
    let source = policy([ALLOW_ALL, create]);
    assert!(codes(&source, Some(OWN)).contains("P0205"));
    assert!(!codes(&source, None).contains("P0205"));
    let ignoring = source.replace("StringNotEquals", "StringNotEqualsIgnoreCase");
    assert!(!codes(&ignoring, Some(OWN)).contains("P0205"));
}

#[test]
fn the_account_is_told_where_the_own_arn_is_known() {
    let create = Escape::closing_statement(ESCAPES.first().expect("an escape"), &own());
    let source = policy([ALLOW_ALL, &create]);
    let elsewhere = Some("arn:aws:iam::444455556666:policy/Dev");
    let found = codes(&source, elsewhere);
    assert!(found.contains("P0204") && !found.contains("P0205"), "{found:?}");
    assert!(!codes(&source, Some(OWN)).contains("P0204"));
}

#[test]
fn a_pattern_that_any_policy_matches_asks_for_nothing() {
    for pattern in ["*", "arn:*", "arn:aws:iam::*:policy/*", "arn:*:iam::*:*"] {
        let condition =
            format!(r#""Condition":{{"StringLike":{{"iam:PermissionsBoundary":"{pattern}"}}}}"#);
        let allow =
            format!(r#"{{"Effect":"Allow","Action":"iam:CreateRole","Resource":"*",{condition}}}"#);
        assert_eq!(
            warnings(&policy([allow.as_str()]), None),
            ["creates-without-boundary"],
            "{pattern}"
        );
    }
}

#[test]
fn a_document_full_of_names_and_keys_is_advised_on_in_time() {
    let statement = |number: usize| {
        format!(
            r#"{{"Effect":"Allow","Action":["iam:CreateRole"],"Resource":"arn:aws:iam::*:role/{number}/*","Condition":{{"StringEquals":{{"aws:RequestTag/{number}":"a","iam:PermissionsBoundary":"arn:aws:iam::111122223333:policy/{number}"}}}}}}"#
        )
    };
    let statements: Vec<String> = (0..600).map(statement).collect();
    let source = policy(statements.iter().map(String::as_str));
    assert!(source.len() > 100_000);
    assert!(codes(&source, None).contains("P0207"));
}

#[test]
fn conditions_on_other_keys_do_not_hide_a_way_out() {
    for condition in [
        r#""Bool":{"aws:MultiFactorAuthPresent":"true"}"#,
        r#""StringEquals":{"aws:RequestTag/team":"red"}"#,
        r#""StringLike":{"aws:RequestedRegion":"eu-*"}"#,
        r#""Null":{"aws:RequestTag/team":"false"}"#,
    ] {
        let allow = format!(
            r#"{{"Effect":"Allow","Action":"iam:CreateUser","Resource":"*","Condition":{{{condition}}}}}"#
        );
        assert!(codes(&policy([allow.as_str()]), None).contains("P0200"), "{condition}");
    }
    for condition in [
        r#""BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}"#,
        r#""StringNotEquals":{"aws:PrincipalOrgID":"o-example"}"#,
        r#""Null":{"aws:RequestTag/team":"true"}"#,
        r#""Bool":{"aws:SecureTransport":"false"}"#,
        r#""StringNotEquals":{"aws:ResourceOrgID":"${aws:PrincipalOrgID}"},"BoolIfExists":{"aws:PrincipalIsAWSService":"false"}"#,
    ] {
        let deny = format!(
            r#"{{"Effect":"Deny","Action":"*","Resource":"*","Condition":{{{condition}}}}}"#
        );
        assert!(codes(&policy([ALLOW_ALL, &deny]), None).contains("P0200"), "{condition}");
    }
}

#[test]
fn what_tells_services_from_others_opens_no_way_out() {
    let create = r#"{"Effect":"Deny","Action":["iam:CreateRole","iam:CreateUser"],"Resource":"*","Condition":{"StringNotEquals":{"iam:PermissionsBoundary":"arn:aws:iam::111122223333:policy/Dev"},"Bool":{"aws:PrincipalIsAWSService":"false"}}}"#;
    let found = advise(&policy([ALLOW_ALL, create]), None);
    assert!(found.iter().all(|found| found.code.id != "P0200"), "{:?}", found.first());
}

#[test]
fn what_names_and_tags_tell_is_believed_for_outside_roles() {
    for limit in [
        r#""Resource":"arn:aws:iam::*:role/team/*""#,
        r#""Resource":"*","Condition":{"StringEquals":{"aws:ResourceTag/team":"red"}}"#,
    ] {
        let allow =
            format!(r#"{{"Effect":"Allow","Action":["iam:PassRole","sts:AssumeRole"],{limit}}}"#);
        let found = codes(&policy([allow.as_str()]), None);
        assert!(!found.contains("P0212") && !found.contains("P0213"), "{limit} {found:?}");
    }
}

/// What an Allow of everything with these members more is told of what the line chooses.
fn line_chosen(members: &str) -> Vec<String> {
    let statement = format!(r#"{{"Effect":"Allow","Action":"*",{members}}}"#);
    let found = advise(&policy([statement.as_str()]), None);
    let found = found.into_iter().filter(|found| found.code.id == LINE_CHOSEN);
    found.map(|found| found.message).collect()
}

#[test]
fn every_key_that_the_line_chooses_is_told_wherever_it_is_read() {
    for key in [
        "aws:PrincipalArn",
        "AWS:principaltag/team",
        "aws:SourceIdentity",
        "sts:SourceIdentity",
        "aws:userid",
        "aws:username",
        "sts:RoleSessionName",
    ] {
        for members in [
            format!(r#""Resource":"*","Condition":{{"StringEquals":{{"{key}":"a"}}}}"#),
            format!(r#""Resource":"*","Condition":{{"Null":{{"{key}":"true"}}}}"#),
            format!(r#""Resource":"*","Condition":{{"ArnLike":{{"aws:SourceArn":"${{{key}}}"}}}}"#),
            format!(r#""Resource":["*","arn:aws:s3:::${{{key}}}"]"#),
            format!(r#""NotResource":"arn:aws:s3:::${{{key}, 'none'}}/*""#),
        ] {
            let message = format!(
                "as an inherited boundary, this statement believes `{key}` only if last set by a session outside of the line: else its Allow does not apply"
            );
            assert_eq!(line_chosen(&members), [message], "{members}");
        }
    }
}

#[test]
fn a_statement_that_reads_several_such_keys_is_told_once() {
    let found = line_chosen(
        r#""Resource":"arn:aws:s3:::${aws:username}","Condition":{"StringEquals":{"AWS:UserName":"a","aws:userid":"b"}}"#,
    );
    assert_eq!(found.len(), 1);
    assert!(found[0].contains("believes `aws:username` and `aws:userid` only if"), "{found:?}");
}

#[test]
fn what_the_line_cannot_choose_is_not_told() {
    for members in [
        r#""Resource":"arn:aws:s3:::${aws:PrincipalAccount}/${*}""#,
        r#""Resource":"arn:aws:s3:::$aws:username""#,
        r#""Resource":"*","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}"#,
        r#""Resource":"*","Condition":{"StringEquals":{"aws:RequestTag/aws:username":"a"}}"#,
        r#""Resource":"*","Condition":{"StringEquals":{"aws:ResourceTag/team":"a"}}"#,
    ] {
        assert_eq!(line_chosen(members), [""; 0], "{members}");
    }
    let statement = r#"{"Effect":"Allow","Action":"*","Resource":"arn:aws:s3:::${aws:username}"}"#;
    let old = policy([statement]).replace("2012-10-17", "2008-10-17");
    assert!(!codes(&old, None).contains(LINE_CHOSEN));
}

#[test]
fn a_policy_that_cannot_be_read_has_no_advice() {
    for source in ["{", r#"{"Version":"2012-10-17","Statement":{"Action":"*","Resource":"*"}}"#] {
        assert_eq!(advise_boundary(&parse(source).document, None), Vec::new());
    }
}

#[test]
fn every_document_gets_the_findings_beside_it() {
    let update = std::env::var_os("UPDATE_EXPECT").is_some();
    let mut failures = Vec::new();
    for (path, source) in documents() {
        let found = show(&advise(&source, None), &source);
        let beside = path.with_extension("expect");
        if update {
            fs::write(&beside, &found).expect("the corpus can be written");
        }
        let expected = fs::read_to_string(&beside).unwrap_or_default();
        if found != expected {
            failures
                .push(format!("{}\n--- expected\n{expected}--- found\n{found}", path.display()));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

fn show(found: &[Diagnostic], source: &str) -> String {
    let mut text = String::new();
    if found.is_empty() {
        text.push_str("(no finding)\n");
    }
    for (number, found) in found.iter().enumerate() {
        let finding = find(found.code.id).expect("a finding of the register");
        assert_eq!(found.severity, finding.severity);
        let before = if number == 0 { "" } else { "\n" };
        let severity = format!("{:?}", found.severity).to_lowercase();
        let _ = writeln!(text, "{before}{severity} {}", found.code);
        show_label(&mut text, &found.primary, &found.message, source);
        for label in &found.secondary {
            show_label(&mut text, label, &label.message, source);
        }
        if let Some(help) = &found.help {
            let _ = writeln!(text, "  help: {help}");
        }
    }
    text
}

/// The line the label begins in, and a mark under the part of it that the label covers.
fn show_label(text: &mut String, label: &Label, message: &str, source: &str) {
    let place = label.span.line_column(source);
    let line = source.split('\n').nth(place.line - 1).unwrap_or_default();
    let covered = label.span.text(source).split('\n').next().unwrap_or_default().chars().count();
    let marks = "^".repeat(covered.max(1));
    let _ = writeln!(text, "  {:>3} | {line}", place.line);
    let _ = writeln!(text, "      | {}{marks} {message}", " ".repeat(place.column - 1));
}
