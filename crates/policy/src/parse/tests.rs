use super::parse;
use crate::arn::AccountId;
use crate::operators::Operator;
use crate::tree::{
    ConditionOperator, ConditionValue, Document, Effect, Polarity, Presence, Principal,
    SetQualifier, Version,
};

fn clean(source: &str) -> Document {
    let parsed = parse(source);
    assert!(parsed.diagnostics.is_empty(), "{:?}", parsed.diagnostics);
    parsed.document
}

fn names(source: &str) -> Vec<&'static str> {
    parse(source).diagnostics.iter().map(|fault| fault.code.name).collect()
}

fn statement(body: &str) -> String {
    format!("{{\"Version\": \"2012-10-17\", \"Statement\": [{{{body}}}]}}")
}

const ALLOW: &str = r#""Effect": "Allow", "Action": "s3:GetObject""#;

#[test]
fn whole_document_becomes_a_tree() {
    let document = clean(
        r#"{
        "Version": "2012-10-17",
        "Id": "example",
        "Statement": [
            {
                "Sid": "One",
                "Effect": "Deny",
                "NotPrincipal": {"AWS": "111122223333"},
                "NotAction": ["iam:*", "sts:*"],
                "NotResource": "arn:aws:s3:::b/*",
                "Condition": {
                    "ForAnyValue:StringLikeIfExists": {"aws:TagKeys": ["a*", 5, true]}
                }
            }
        ]
    }"#,
    );
    assert_eq!(document.effective_version(), Version::V2012_10_17);
    assert_eq!(document.id.unwrap().value, "example");
    let statement = &document.statements[0];
    assert_eq!(statement.pointer, "/Statement/0");
    assert_eq!(statement.sid.as_ref().unwrap().value, "One");
    assert_eq!(statement.effect.as_ref().unwrap().value, Effect::Deny);
    let principal = statement.principal.as_ref().unwrap();
    assert_eq!(principal.polarity, Polarity::Negated);
    let account = AccountId::parse("111122223333").unwrap();
    assert_eq!(principal.principals[0].value, Principal::Account(account));
    let action = statement.action.as_ref().unwrap();
    assert_eq!(action.polarity, Polarity::Negated);
    assert!(action.patterns[0].value.matches("IAM:getuser"));
    assert_eq!(statement.resource.as_ref().unwrap().patterns[0].value, "arn:aws:s3:::b/*");
    let condition = &statement.conditions[0];
    let operator = ConditionOperator {
        qualifier: Some(SetQualifier::ForAnyValue),
        operator: Operator::StringLike,
        presence: Presence::IfExists,
    };
    assert_eq!(condition.parsed, Some(operator));
    let values = &condition.keys[0].values;
    assert_eq!(values[1].value, ConditionValue::Number("5".into()));
    let texts: Vec<&str> = values.iter().map(|value| value.value.as_text()).collect();
    assert_eq!(texts, ["a*", "5", "true"]);
}

#[test]
fn lone_statement_has_a_pointer_of_its_own() {
    let document = clean(r#"{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#);
    assert_eq!(document.statements[0].pointer, "/Statement");
    assert_eq!(document.effective_version(), Version::V2008_10_17);
    assert!(document.version.is_none());
}

#[test]
fn principals_are_read_in_all_forms() {
    let account = || Principal::Account(AccountId::parse("111122223333").unwrap());
    for (written, expected) in [
        (r#""*""#, Principal::Everyone),
        (r#"{"AWS": "*"}"#, Principal::Everyone),
        (r#"{"AWS": "111122223333"}"#, account()),
        (r#"{"AWS": ["arn:aws:iam::111122223333:root"]}"#, account()),
        (
            r#"{"AWS": "arn:aws:iam::111122223333:role/team/dev"}"#,
            Principal::Arn("arn:aws:iam::111122223333:role/team/dev".into()),
        ),
        (
            r#"{"AWS": "arn:aws:sts::111122223333:assumed-role/dev/session"}"#,
            Principal::Arn("arn:aws:sts::111122223333:assumed-role/dev/session".into()),
        ),
        (
            r#"{"AWS": "AROADBQP57FF2AEXAMPLE"}"#,
            Principal::UniqueId("AROADBQP57FF2AEXAMPLE".into()),
        ),
        (
            r#"{"Service": "lambda.amazonaws.com"}"#,
            Principal::Service("lambda.amazonaws.com".into()),
        ),
        (r#"{"Federated": "cognito-identity.amazonaws.com"}"#, {
            Principal::Federated("cognito-identity.amazonaws.com".into())
        }),
        (r#"{"CanonicalUser": "79a59d90"}"#, Principal::CanonicalUser("79a59d90".into())),
    ] {
        let document = clean(&statement(&format!("{ALLOW}, \"Principal\": {written}")));
        let principals = &document.statements[0].principal.as_ref().unwrap().principals;
        assert_eq!(principals.len(), 1, "{written}");
        assert_eq!(principals[0].value, expected, "{written}");
    }
}

#[test]
fn principals_of_no_known_form_are_reported() {
    for written in ["alice", "", "1111", "arn:aws:s3:::b", "arn:aws:iam::1:root", "AKIAEXAMPLE"] {
        let source = statement(&format!("{ALLOW}, \"Principal\": {{\"AWS\": \"{written}\"}}"));
        assert_eq!(names(&source), ["invalid-principal"], "{written}");
    }
}

#[test]
fn unknown_elements_come_with_the_one_that_was_meant() {
    let source = statement(&format!("{ALLOW}, \"Conditions\": {{}}, \"action\": 1, \"X\": 1"));
    let help: Vec<Option<String>> =
        parse(&source).diagnostics.into_iter().map(|fault| fault.help).collect();
    assert_eq!(help, [Some("write `Condition`".into()), Some("write `Action`".into()), None]);
}

#[test]
fn wrong_types_are_reported_each_at_its_place() {
    let source = statement(
        r#""Effect": 1, "Sid": {}, "Action": [[], "a:b"], "Resource": null,
           "Principal": [], "Condition": {"Bool": [], "Null": {"a:b": {"c": 1}}}"#,
    );
    let parsed = parse(&source);
    let marked: Vec<&str> =
        parsed.diagnostics.iter().map(|fault| fault.primary.span.text(&source)).collect();
    assert_eq!(marked, ["1", "{}", "[]", "null", "[]", "[]", "{\"c\": 1}"]);
    assert!(parsed.diagnostics.iter().all(|fault| fault.code.name == "wrong-type"));
    assert_eq!(parsed.document.statements[0].action.as_ref().unwrap().patterns.len(), 1);
}

#[test]
fn conflicting_elements_keep_the_first_and_point_at_it() {
    let source = statement(r#""Effect": "Allow", "NotAction": "a:b", "Action": "c:d""#);
    let parsed = parse(&source);
    let fault = &parsed.diagnostics[0];
    assert_eq!(fault.code.name, "element-conflict");
    assert_eq!(fault.primary.span.text(&source), "\"Action\"");
    assert_eq!(fault.secondary[0].span.text(&source), "\"NotAction\"");
    let action = parsed.document.statements[0].action.as_ref().unwrap();
    assert_eq!(action.polarity, Polarity::Negated);
}

#[test]
fn unknown_operators_stay_in_the_tree() {
    let document =
        clean(&statement(&format!("{ALLOW}, \"Condition\": {{\"Nope\": {{\"a:b\": \"c\"}}}}")));
    let condition = &document.statements[0].conditions[0];
    assert_eq!(condition.parsed, None);
    assert_eq!(condition.keys[0].values[0].value.as_text(), "c");
}

#[test]
fn faults_of_json_and_grammar_are_reported_together() {
    let source = "{\"Statement\": [{\"Effect\": \"Maybe\", \"Action\": \"a:b\",}, 5], \"X\": 1}";
    assert_eq!(
        names(source),
        ["invalid-effect", "trailing-comma", "wrong-type", "unknown-element"]
    );
}

#[test]
fn long_and_deep_texts_are_answered_quickly() {
    let started = std::time::Instant::now();
    for source in [
        " ".repeat(1_000_000),
        "[".repeat(1_000_000),
        "{\"a\":".repeat(26_000),
        "é".repeat(131_073),
        format!("{{\"Statement\":[{}{{}}]}}", "{},".repeat(43_000)),
        format!("[{}]", "\"\\ud800\",".repeat(14_000)),
        "\"".repeat(131_000),
        "//\n".repeat(43_000),
    ] {
        assert!(!parse(&source).diagnostics.is_empty());
        crate::laws::parse_never_panics(&source);
    }
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
    assert_eq!(names(&"a".repeat(131_073)), ["document-too-long"]);
    assert_eq!(names(&" ".repeat(131_072)), ["unexpected-end"]);
}

#[test]
fn diagnostics_are_bounded() {
    let source = format!("[{}]", "x,".repeat(5_000));
    let diagnostics = parse(&source).diagnostics;
    assert_eq!(diagnostics.len(), crate::limits::DIAGNOSTICS_MAX + 1);
    assert_eq!(diagnostics.last().unwrap().code.name, "too-many-faults");
}
